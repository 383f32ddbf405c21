"""Small notebooks, each run in a genuine kernel and in a box: they must put out the same."""

from __future__ import annotations

Cells = tuple[str, ...]

CASES: dict[str, Cells] = {
    # --- what IPython makes of a cell's text
    "a cell that is indented as a whole": ("    x = 3\n    print(x)\n    x + 1",),
    "an indented function": ("  def f(x):\n      return 2 * x\n  f(4)",),
    "an indented cell after a blank line": ("\n\n    y = 5\n    y",),
    "prompts of Python": (">>> x = 2\n>>> def f(a):\n...     return a * x\n...\n>>> f(3)",),
    "prompts of IPython": ("In [3]: x = 2\n   ...: y = 3\n   ...: x * y",),
    "a prompt of IPython before an expression": ("In [1]: print(1)",),
    "prompts in a string stay": ("print('>>> x')\n'In [1]: y'",),
    "wrongly indented within": ("x = 1\n    y = 2",),
    "a syntax error": ("def f(:\n    pass",),
    "an unfinished bracket": ("print((1, 2)",),
    "a semicolon": ("1 + 1;", "2 + 2  # a; b", "3 + 3; # ;", "'x;'", "x = 1; x"),
    "line magics": ("%timeit -n1 -r1 -q 1 + 1\nx = 4\n%precision 3\nx",),
    "automagic": ("cd /tmp", "import os\nos.getcwd()"),
    "a name that is no magic": ("undefined_name",),
    "the shell": ("!echo one two", "lines = !printf 'a\\nb'\nlines[1]", "name = 'w'\n!echo {name} $name"),
    "capture": ("%%capture kept\nprint('hidden')\n1", "kept.stdout"),
    "a written module": (
        "%%writefile helpers.py\ndef f():\n    return 1",
        "import helpers\nhelpers.f()",
        "%%writefile helpers.py\ndef f():\n    return 2 + 0",
        "import importlib\nimportlib.reload(helpers).f()",
    ),
    "two written modules, one after the other": (
        "open('one.py', 'w').write('a = 1'); import one",
        "open('two.py', 'w').write('b = 2'); import two",
        "open('three.py', 'w').write('import two\\nc = two.b + 1'); import three\nprint(one.a, two.b, three.c)",
    ),
    "a written package": (
        (
            "import os\nos.makedirs('tool'); open('tool/__init__.py', 'w').write('from .inner import v')\n"
            "open('tool/inner.py', 'w').write('v = 7')"
        ),
        "import tool\ntool.v",
    ),
    "a module named as one of the standard library": (
        "open('poplib.py', 'w').write('own = 1'); open('colorsys.py', 'w').write('own = 1');",
        "import poplib, colorsys\nhasattr(poplib, 'own'), hasattr(colorsys, 'own')",
    ),
    "a module named as a package that is installed": (
        (
            "for n in ('pygments', 'notebook', 'sqlalchemy', 'zmq_', 'decorator_'):\n"
            "    open(n + '.py', 'w').write('name = __name__')"
        ),
        "import notebook, sqlalchemy\n[m.name for m in (notebook, sqlalchemy)]",
        "%precision 3\nfrom IPython.display import Code\nCode('x', language='python').language",
    ),
    "a module named as one of the grader's": (
        (
            "for n in ('wire', 'cells', 'worker', 'calling', 'zygote', 'shell', 'streams', 'interpreter'):\n"
            "    open(n + '.py', 'w').write('name = __name__')"
        ),
        "import wire, cells, worker, calling, zygote, shell, streams, interpreter",
        "print([m.name for m in (wire, cells, worker, calling, zygote, shell, streams, interpreter)])",
    ),
    "a script that is run": (
        "%%writefile script.py\nif __name__ == '__main__':\n    answer = 6 * 7\n    print(answer)",
        "%run script.py\nanswer",
        "%run -n script.py",
    ),
    "another notebook that is run": ("%run other.ipynb\nfrom_other(2)",),
    "another notebook that is read": (
        (
            "import nbformat\nother = nbformat.read('other.ipynb', as_version=4)\nnbformat.validate(other)\n"
            "other.cells[0].source"
        ),
    ),
    "extensions and settings": (
        "%load_ext autoreload\n%autoreload 2\n%config InlineBackend.figure_format = 'retina'\nx = 5",
        "x",
    ),
    "matplotlib's magic": ("%matplotlib inline\nx = 1", "x"),
    "get_ipython": ("ip = get_ipython()\nip.run_line_magic('matplotlib', 'inline')\nip is not None",),
    "help": ("len?", "x = 3"),
    "cell magics of the shell": ("%%bash\necho one\necho two", "%%sh\nexit 0"),
    "a magic in a block": ("for i in range(2):\n    %timeit -n1 -r1 -q i\n    print(i)",),
    "a cell that is timed": ("%%timeit -n1 -r1 -q\n1 + 1", "1"),
    "a formula with per cent": ("x = (7\n%4)\nx", "'%d' % 3", "print('%s'\n      % 'a')"),
    "names of numpy by pylab": ("%pylab inline --no-import-all\nplt is not None",),
    "files in a listing": ("open('a.txt', 'w').write('1');", "!ls a.txt", "%cat a.txt"),
    "a variable of the environment": ("%env AN_OWN_NAME=3", "import os\nos.environ['AN_OWN_NAME']"),
    "other line ends": ("x = 1\r\ny = 2\r\nx + y", "def f():\r\n\treturn 1\r\nf()"),
    "a form feed and tabs": ("\x0cx = 1\nif x:\n\ty = 2\ny",),
    "names of other alphabets": ("σ = 2\nσ**2", "def größe(): return 'ä'\ngröße()"),
    "return and yield outside of a function": ("return 1", "yield 1", "x = 2\nx"),
    "a value whose text fails": ("class B:\n    def __repr__(self):\n        return 'B!'\nB()",),
    "html of a value": (
        "class H:\n    def _repr_html_(self): return '<b>'\n    def __repr__(self): return 'h'\nH()",
    ),
    "an array": ("import numpy as np\nnp.arange(6).reshape(2, 3) / 3", "np.float64(0.1)", "np.zeros(3, int)"),
    # --- display
    "display": ("display(1)\nprint('between')\ndisplay('two', [3])",),
    "display by its own name": ("from IPython.display import display\nd = display\nd({'a': 1})\nd('text')",),
    "display of kinds": (
        (
            "from IPython.display import HTML, Markdown, Math, clear_output, display\n"
            "display(Markdown('*a*'), Math('x^2'))\nclear_output()\nHTML('<b>b</b>')"
        ),
    ),
    "display as an argument": ("list(map(display, [1, 2]))",),
    "display in a written module": (
        "open('shows.py', 'w').write('def show(x):\\n    display(x)');",
        "import shows\nshows.show('a')",
    ),
    # --- streams
    "attributes of the streams": (
        (
            "import sys\nprint(sys.stdout.encoding, sys.stdout.isatty(), sys.stdout.flush())\n"
            "sys.stdout.writelines(['a', 'b\\n'])\nprint('to err', file=sys.stderr, flush=True)"
        ),
    ),
    "no text on a stream": ("import sys\nsys.stdout.write(3)",),
    "a redirected stream": (
        (
            "import contextlib, io\nwith contextlib.redirect_stdout(io.StringIO()) as kept:\n    print('x')\n"
            "kept.getvalue()"
        ),
    ),
    "input": ("name = input('name? ')", "name"),
    "what a child process writes": ("import subprocess\nsubprocess.run(['echo', 'x'])\n1",),
    "logging": ("import logging\nlogging.warning('careful')", "logging.getLogger('a').error('b')\n1"),
    "a warning": ("import warnings\nwarnings.warn('old')\n2",),
    "warnings as errors stay on": ("import warnings\nwarnings.simplefilter('error')", "warnings.warn('w')"),
    # --- the module __main__
    "names of a module": ("__name__", "'__file__' in globals()", "__name__ == '__main__'"),
    "pickle": (
        "import pickle\nfrom dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\ndef f():\n    return 3",
        "pickle.loads(pickle.dumps(P(2)))",
        "pickle.loads(pickle.dumps(f))()",
    ),
    "type hints": (
        "from __future__ import annotations\nimport typing\nclass A:\n    x: B\nclass B: pass",
        "class C:\n    y: Undefined\ntyping.get_type_hints(A)['x'].__name__",
    ),
    "annotations without the future": ("def f(x: int) -> float: ...\nf.__annotations__['x'] is int",),
    "code in a string": ("exec('a = 3')\na", "eval('a + 1')", "del a", "a"),
    "an own path": (
        "import sys, os\nos.makedirs('lib')\nopen('lib/deep.py', 'w').write('z = 1')\nsys.path.insert(0, 'lib')",
        "from deep import *\nz",
    ),
    "another folder": (
        "import os\nos.mkdir('sub'); open('sub/there.py', 'w').write('q = 2')\nos.chdir('sub')",
        "import there\nthere.q",
    ),
    "what a module of the student's imports": (
        "open('first.py', 'w').write('import second\\nv = second.v')\nopen('second.py', 'w').write('v = 9');",
        "import importlib\nimportlib.import_module('first').v",
    ),
    "a NamedTuple and an Enum": (
        (
            "from typing import NamedTuple\nfrom enum import Enum\nclass N(NamedTuple):\n    a: int = 1\n"
            "class E(Enum):\n    ONE = 1\nN(), E.ONE.value"
        ),
    ),
    "global": ("n = 0\ndef up():\n    global n\n    n += 1\nup()", "global n\nn = n + 1", "n"),
    "main as a module": (
        "x = 3\nimport __main__\n__main__.x",
        "import sys\nvars(sys.modules['__main__']) is globals()",
    ),
    "the source of a function": ("import inspect\ndef f():\n    return 1  # one", "inspect.getsource(f)"),
    "doctest": (
        "def twice(x):\n    '''\n    >>> twice(2)\n    4\n    >>> twice(3)\n    7\n    '''\n    return 2 * x",
        "import doctest\ndoctest.testmod()",
    ),
    "the last values": ("1 + 1", "_ * 3", "(_, __)", "for _ in range(3): pass", "4", "_"),
    "history": ("5", "Out[1] + 1", "_1, In[1]"),
    "arguments of the program": ("import argparse\nargparse.ArgumentParser().parse_known_args()[0]",),
    # --- running at once
    "top-level await": (
        "import asyncio\nasync def f():\n    await asyncio.sleep(0)\n    return 3",
        "await f()",
    ),
    "tasks": (
        "import asyncio\nasync def f():\n    return 4\ntask = asyncio.create_task(f())",
        "await task",
    ),
    "an event loop that runs already": (
        "import asyncio\nasync def f():\n    return 5",
        "asyncio.run(f())",
        "asyncio.get_running_loop().is_running()",
    ),
    "an async function that is not awaited": (
        "async def f():\n    return 1\nc = f()\ntype(c).__name__",
        "c.close()",
    ),
    "threads": (
        "import threading\nseen = []\nt = threading.Thread(target=lambda: seen.append(1)); t.start(); t.join()\nseen",
    ),
    "a pool of threads": (
        "from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor(2) as p:\n    r = list(p.map(abs, [-1, 2]))\nr",
    ),
    "a pool of processes": (
        "def square(x):\n    return x * x",
        "import multiprocessing\nwith multiprocessing.get_context('fork').Pool(2) as pool:\n    r = pool.map(square, [1, 2, 3])\nr",
    ),
    "executors of processes": (
        "import multiprocessing\nfrom concurrent.futures import ProcessPoolExecutor\ndef cube(x):\n    return x ** 3",
        "with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context('fork')) as p:\n    r = list(p.map(cube, [1, 2]))\nr",
    ),
    # --- drawing
    "a figure": (
        "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1, 2])\nplt.close(fig)",
        "plt.get_fignums()",
        "from matplotlib.figure import Figure\nisinstance(fig, Figure)",
    ),
    "a pylab of one's own": (
        "import matplotlib\nmatplotlib.use('agg')\nfrom pylab import array\narray([1])",
    ),
    # --- errors
    "errors of Python": ("1 / 0", "[][1]", "{}['a']", "int('x')", "import no_such_module", "x = x_undefined"),
    "assertions": ("assert 1 == 2, 'no'", "raise NotImplementedError"),
    "an error of the student's own": ("class Mine(Exception): pass\nraise Mine('a')",),
    "an endless recursion": ("def f():\n    return f()", "f()"),
    "after an error the rest of the cell is not run": ("a = 1\n1 / 0\na = 2", "a"),
}

BY_DESIGN: dict[str, tuple[Cells, str]] = {
    "the name of a class as a value": (
        ("class A: pass\nA",),
        "plain `repr`: IPython's pretty printer costs more than the cell",
    ),
    "a function as a value": (("def f(): pass\nf",), "plain `repr`"),
    "a long list as a value": (("list(range(40))",), "plain `repr`: it is not broken into lines"),
    "the end of a program": (
        ("import sys\nsys.exit()", "raise SystemExit(3)", "1"),
        "IPython's advice on how to leave it is of no use here",
    ),
    "an unknown magic": (
        ("%no_such_magic\nx = 1",),
        "it is an error as others: who reads it sees where it began",
    ),
    "pip": (
        ("%pip --version",),
        "there is no network: the cell says so and goes on at once",
    ),
    "a drawn figure": (
        ("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",),
        "nothing is drawn: grading looks at no figure",
    ),
    "a widget": (
        ("from ipywidgets import interact\ninteract(lambda x: print(x), x=3);",),
        "a widget prints what it shows, as nobody moves it",
    ),
}
