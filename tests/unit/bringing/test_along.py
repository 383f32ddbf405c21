"""With a function `bring` takes along all that it needs: constants, tables, modules, other notebooks, and no more."""

import json
import sys

import pytest

from tests.unit.bringing.cells import ANSWER, DOUBLE, HOME, check, code, notebook

# What the function needs comes along

BEFORE = [
    "factor = 2",
    "factor: int = 2",
    "factor, other = 2, 3",
    "[factor, *rest] = 2, 3, 4",
    "factor = other = 2",
    "factor = 1\nfactor += 1",
    "(factor := 2)",
    "print(factor := 2)\nfactor = 2",
    "half = 1\nfactor = half + half",
    "factor = 0\nfor _ in range(2):\n    factor += 1",
    "factor = 0\nwhile factor < 2:\n    factor = factor + 1",
    "factor = 0\nwhile True:\n    factor += 1\n    if factor == 2:\n        break",
    "factor = 0\nfor k in range(9):\n    if k > 1:\n        break\n    factor += 1\nelse:\n    factor = 0",
    "if True:\n    factor = 2\nelse:\n    factor = 3",
    "if __name__ == '__main__':\n    factor = 2",
    "try:\n    factor = int('two')\nexcept ValueError:\n    factor = 2",
    "try:\n    import no_such_module\n    factor = 3\nexcept ImportError:\n    factor = 2",
    "with np.errstate(all='ignore'):\n    factor = 2",
    "import io\nwith io.StringIO('2') as file:\n    factor = int(file.read())",
    "match 2:\n    case factor:\n        pass",
    "def setup():\n    global factor\n    factor = 2\nsetup()",
    "def setup():\n    globals()['factor'] = 2\nsetup()\nglobals()['factor'] = 2",
    "globals()['factor'] = 2",
    "exec('factor = 2')",
    "factor, = [2]",
    "factor = sum(1 for _ in range(2))",
    "factor = [k for k in range(3)][-1]",
    "factor = (lambda: 2)()",
    "from math import log2\nfactor = log2(4)",
    "from math import *\nfactor = sqrt(4)",
    "import math as m\nfactor = m.sqrt(4)",
    "class Settings:\n    factor = 2\nfactor = Settings.factor",
    "registry = {}\ndef register(f):\n    registry[f.__name__] = f\n    return f\n@register\ndef two(): return 2\nfactor = registry['two']()",
    "import os\nos.environ['FACTOR'] = '2'\nfactor = int(os.environ['FACTOR'])",
    "import math\nmath.factor = 2\nfrom math import *\nfactor = math.factor",
    "ids = iter(range(5))\nnext(ids)\nnext(ids)\nfactor = next(ids)",
    "class Net:\n    def fit(self):\n        global factor\n        factor = 2\nnet = Net()\nnet.fit()",
    "class Net:\n    def fit(self):\n        state['w'] = 2\nstate, net = {}, Net()\nnet.fit()\nfactor = state['w']",
    "def outer():\n    k = 1\n    def inner():\n        nonlocal k\n        k += 1\n        return k\n    return inner\nfactor = outer()()",
    "import functools\n@functools.cache\ndef two():\n    return 2\nfactor = two()",
    "table = []\ntable.append(2)\nfactor = table[0]",
    "%matplotlib inline\nfactor = 2",
    "%time factor = 2",
    "%%time\nfactor = 2",
    "!pip install numpy\nfactor = 2",
    "    factor = 2",
    ">>> factor = 2",
    "In [3]: factor = 2",
    "factor = 3\ndel factor\nfactor = 2",
    "import asyncio\nasync def two():\n    await asyncio.sleep(0)\n    return 2\nfactor = await two()",
    "import asyncio\nfactor = 1\nasync def add():\n    global factor\n    factor += 1\nawait add()",
    "factor = 2\nfactor?",
    "factor = 2\nraise SystemExit",
    "factor = 2\n1 / 0",
]


@pytest.mark.parametrize("before", BEFORE)
def test_a_constant_of_the_students_own_is_brought_with_the_function(lab, save, before):
    save(before, code(DOUBLE, "double"), check("double"))
    assert lab.bring("double")(3) == 6


@pytest.mark.parametrize("before", BEFORE)
def test_a_constant_may_stand_behind_the_function_and_before_its_check(lab, save, before):
    save(code(DOUBLE, "double"), before, check("double"), "factor = 7")
    assert lab.bring("double")(3) == 6


@pytest.mark.parametrize("before", BEFORE)
def test_a_constant_may_stand_in_the_cell_of_the_function(lab, save, before):
    if not before.startswith(("    ", ">>>", "In [")):
        save(
            code(f"{DOUBLE}\n{before}" if "%%" not in before else f"{before}\n{DOUBLE}", "double"),
            check("double"),
        )
        assert lab.bring("double")(3) == 6


@pytest.mark.parametrize(
    "before",
    [
        "table = {}\ntable['k'] = 2",
        "table = {}\ntable.update(k=2)",
        "table = dict(k=1)\ntable['k'] += 1",
        "table = {}\nfor name in 'abk':\n    table[name] = 2",
        "table = {}\nfor name in 'abk':\n    table.setdefault(name, 2)\n    print(name)",
        "table = {}\nother = table\nother['k'] = 2",
        "table = {}\ndef fill(t):\n    t['k'] = 2\nfill(table)",
        "table = {}\ndef fill(t):\n    t['k'] = 2\n    return t\nfilled = fill(table)",
        "table = {}\ndef fill():\n    table['k'] = 2\nfill()",
        "table = {}\ndef fill():\n    t = table\n    t.update(k=2)\ndone = fill()",
        "table = {}\ndef outer():\n    def inner():\n        table['k'] = 2\n    inner()\nouter()",
        "table = {}\n[table.update({k: 2}) for k in 'k']",
        "table = {'k': [1]}\ntable['k'].append(2)\ntable['k'] = table['k'][-1]",
        "table = {'k': 1, 'x': 2}\ntable['k'] = table.pop('x')",
        "table = {'k': 1, 'x': 2}\nx = table.pop('k')\ntable.setdefault('k', 2)",
        "rows = [{}]\nfor row in rows:\n    row['k'] = 2\ntable = rows[0]",
        "import operator\ntable = {}\noperator.setitem(table, 'k', 2)",
        "class Table(dict):\n    def fill(self):\n        self['k'] = 2\ntable = Table()\ntable.fill()",
        "import collections\ntable = collections.defaultdict(lambda: 2)",
        "import types\ntable = vars(types.SimpleNamespace())\ntable['k'] = 2",
    ],
)
def test_what_fills_a_table_comes_along(lab, save, before):
    save(before, code("def double(x):\n    return table['k'] * x\n", "double"), check("double"))
    assert lab.bring("double")(3) == 6


# Helper modules, and functions of yet another notebook


@pytest.mark.parametrize(
    "line", ["sys.path.append('lib')", "sys.path.insert(0, 'lib')", "sys.path += ['lib']"]
)
def test_a_module_in_a_folder_that_the_notebook_adds_is_imported(lab, folder, save, monkeypatch, line):
    monkeypatch.setattr(sys, "path", [*sys.path])
    (folder / "lib").mkdir()
    (folder / "lib" / "helpers.py").write_text("factor = 2")
    save(f"import sys\n{line}", "from helpers import factor", code(DOUBLE, "double"), check("double"))
    assert lab.bring("double")(3) == 6


def test_how_deep_a_function_calls_itself_comes_along(lab, save):
    deep = "def double(x):\n    return down(4000) + 2 * x\ndef down(n):\n    return down(n - 1) if n else 0"
    save("import sys\nsys.setrecursionlimit(20000)", code(deep, "double"), check("double"))
    before = sys.getrecursionlimit()
    try:
        assert lab.bring("double")(3) == 6
    finally:
        sys.setrecursionlimit(before)


@pytest.mark.parametrize(
    "use",
    ["from helpers import *", "from helpers import factor", "import helpers\nfactor = helpers.factor",
     "import helpers as h\nfactor = h.factor", "from helpers import factor as f\nfactor = f"],
)  # fmt: skip
def test_a_helper_module_beside_the_notebook_is_imported(lab, folder, save, use):
    (folder / "helpers.py").write_text("factor = 2\n")
    save(use, code(DOUBLE, "double"), check("double"))
    assert lab.bring("double")(3) == 6


@pytest.mark.parametrize(
    "magic",
    ["%%writefile helpers.py", "%%file helpers.py", "%%writefile 'helpers.py'", "\n%%writefile helpers.py  "],
)
def test_a_module_that_a_cell_writes_is_there_though_the_cell_did_not_run(lab, save, magic):
    save(f"{magic}\nfactor = 2", "from helpers import *", code(DOUBLE, "double"), check("double"))
    assert lab.bring("double")(3) == 6


def test_a_helper_of_another_notebook_is_brought_on(lab, save):
    save("def half(x):\n    return x / two", "two = 2", name="00-helpers.ipynb")
    save(
        'half = bring("half")\ndef double(x):\n    return x / half(1) ** 1',
        check("double"),
        name="01-b.ipynb",
    )
    save('double = bring("double")', "def quadruple(x):\n    return double(double(x))", name="02-c.ipynb")
    assert lab.bring("quadruple")(3.0) == 12.0


@pytest.mark.parametrize(
    "brings",
    [
        'sigmoid = bring("sigmoid")',
        'from chainlab import bring\nsigmoid = bring("sigmoid")',
        'from chainlab import bring as take\nsigmoid = take("sigmoid")',
        'import chainlab\nsigmoid = chainlab.bring("sigmoid")',
        'sigmoid, sigmoid_prime = map(bring, ("sigmoid", "sigmoid_prime"))',
        'for each in ["sigmoid"]:\n    globals()[each] = bring(each)',
        "from chainlab import check, draw_unit",
    ],
)
def test_what_a_notebook_brought_itself_is_brought_with_its_functions(lab, save, capsys, brings):
    save("scale = 1", code(f"{ANSWER.replace('-np', '-scale * np')}", "sigmoid"), check("sigmoid"))
    save(
        brings,
        code("def chain(z):\n    return sigmoid(sigmoid(z) - 0.5)", "chain"),
        name="02-down-the-chain.ipynb",
    )
    assert lab.bring("chain")(0.0) == 0.5
    assert capsys.readouterr().out == "chain: taken from 02-down-the-chain.ipynb.\n"


# And no more

SPARE = [
    "print('noise')",
    "print(double(2))",
    "effects.append(double(1))",
    "results = [effects.append(double(k)) for k in range(9)]",
    "x = effects.append(1)",
    "for k in range(9):\n    effects.append(k)",
    "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot(effects.append(1))",
    "import matplotlib.pyplot as plt\nplt.plot(factors, effects.append(1))",
    "check('double', effects.append(1))",
    "display(effects.append(1))",
    "assert effects.append(1) is None",
    "def slow(xs):\n    effects.append(xs)\n    return len(xs)\nlength = slow(factors)\nslow(factors)",
    "def show(xs):\n    effects.append(xs)\n    print(xs)\nshow(factors)",
    "def test(f):\n    effects.append(f(2))\ntest(double)",
    "z = effects.append(2)\nx = effects.append(2)",
    "if effects.append(1):\n    other = 1",
    "while not effects.append(1):\n    break",
    "with open(effects.append(1)) as file:\n    rest = file.read()",
    "input(effects.append(1))",
    "%timeit effects.append(1)",
]


@pytest.mark.parametrize("spare", SPARE)
@pytest.mark.parametrize("behind", [False, True])
def test_what_the_function_does_not_need_is_not_run(lab, save, capsys, spare, behind):
    begin = "from effects import effects\nfactors = [2]"
    answer = code(
        "calls = 0\ndef double(x):\n    global calls\n    calls += 1\n    z = factors[0]\n    return z * x",
        "double",
    )
    cells = [begin, answer, spare] if behind else [begin, spare, answer]
    save(*cells, check("double"))
    (effects := sys.modules.setdefault("effects", type(sys)("effects"))).effects = []
    assert lab.bring("double")(3) == 6
    assert effects.effects == []
    assert capsys.readouterr().out == f"double: taken from {HOME}.\n"


@pytest.mark.parametrize(
    ("file", "content", "line"),
    [
        ("helpers.py", "factor = 2", "%run helpers.py"),
        ("helpers.py", "factor = 2", "%run helpers"),
        ("my helpers.py", "factor = 2", '%run -i "my helpers.py"'),
        (
            "00-mine.ipynb",
            json.dumps(notebook("factor = 1", "%matplotlib inline\nfactor += 1")),
            "%run 00-mine.ipynb",
        ),
        ("00-mine.ipynb", json.dumps(notebook("1 +", "factor = 2")), "%run 00-mine"),
    ],
)
def test_what_a_notebook_runs_of_another_file_comes_along(lab, folder, save, file, content, line):
    (folder / file).write_text(content)
    save(line, code(DOUBLE, "double"), check("double"))
    assert lab.bring("double")(3) == 6


def test_what_draws_is_neither_run_nor_imported(lab, save):
    drawing = "import matplotlib.pyplot as plt\nfrom IPython.display import Markdown as shown\n"
    loop = "table = []\nfor k in range(3):\n    table.append(k)\n    plt.plot(table)\n    shown(table)"
    save(drawing, loop, code("def double(x):\n    return table[2] * x", "double"), check("double"))
    before = set(sys.modules)
    assert lab.bring("double")(3) == 6
    assert not {name for name in set(sys.modules) - before if name.startswith(("matplotlib", "IPython"))}
