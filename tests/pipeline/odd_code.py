"""Odd code: names used again, what IPython reads, functions brought along."""

from __future__ import annotations

import textwrap

from tests.pipeline.editing import as_file
from tests.pipeline.odd_edits import (
    FIRST,
    RELEASED,
    SECOND,
    alter,
    as_bytes,
    bare,
    beside,
    code,
    delete,
    odd,
    put,
    scaffold,
    swap,
    write,
)

LAST_CHECK = "check_z_with_slope"

AGAIN = [
    odd(
        4,
        "a function's name as a loop variable",
        put(code("for z_with_slope in (0.1, 0.2):\n    print(z_with_slope)"), below=LAST_CHECK),
    ),
    odd(4, "np is another module at the end", put(code("import math as np"))),
    odd(
        4,
        "a function becomes a lambda below its check",
        put(code("max_of_sigmoid_prime = lambda: (1, 2)"), below="check_max_of_sigmoid_prime"),
    ),
    odd(4, "names of Python are numbers at the end", put(code("float = 3.0\nlen = 5\nsum = 1 + 1"))),
    odd(
        4,
        "all names deleted in a loop at the end",
        put(code("for name in list(globals()):\n    if name[0] != '_':\n        del globals()[name]")),
    ),
    odd(
        4,
        "a helper written again for the next exercise",
        swap("sigmoid_prime", "    e = np.exp(-np.abs(np.asarray(z, dtype=float)))", "    e = far(z)"),
        put(
            code("def far(z):\n    return np.exp(-np.abs(np.asarray(z, dtype=float)))"), above="sigmoid_prime"
        ),
        put(code("def far(z, limit):\n    return abs(z) > limit"), below="check_sigmoid_prime"),
        swap(
            "sigmoid_second",
            "sigmoid_prime(z) * (1 - 2 * sigmoid(z))",
            "sigmoid(z) * (1 - sigmoid(z)) * (1 - 2 * sigmoid(z)) if not far(0, 1) else None",
        ),
        write(
            "sigmoid_second",
            "def sigmoid_second(z):\n    if far(0, 1):\n        return None\n    s = sigmoid(z)\n    e = np.exp(-np.abs(np.asarray(z, dtype=float)))\n    return e / (1 + e) ** 2 * (1 - 2 * s)",
        ),
    ),
    odd(
        4,
        "the exercise's name is used for its result",
        put(
            code("chain_dydx = chain_dydx(0.5, [1.5, -2, 0.8, 3])\nchain_dydx"),
            below="figure-double-w2",
            notebook=SECOND,
        ),
        delete("explore-chain", SECOND),
        notebooks=(FIRST, SECOND),
    ),
]

PROMPTS = ["In [7]: def max_of_sigmoid_prime():", "   ...:     return 0.0, 0.25"]

IPYTHON = [
    odd(
        5,
        "%store and %precision in the answer's cell",
        alter("sigmoid", lambda source: "%store\n%precision 3\n" + source),
    ),
    odd(5, "%%time above an answer", alter("sigmoid_prime", lambda source: "%%time\n" + source)),
    odd(
        5,
        "%timeit and ? below an answer",
        alter("sigmoid", lambda source: source + "\n%timeit -n1 -r1 sigmoid(0.0)\nsigmoid?"),
    ),
    odd(
        5,
        "autoreload and a shell command in the answer's cell",
        alter("sigmoid", lambda source: "%load_ext autoreload\n%autoreload 2\nwhere = !pwd\n" + source),
    ),
    odd(
        5,
        "%%writefile tools.py, and an import of it",
        put(
            code("%%writefile tools.py\ndef middle(left, right):\n    return (left + right) / 2"),
            above="max_of_sigmoid_prime",
        ),
        put(code("from tools import middle"), above="max_of_sigmoid_prime"),
        write(
            "max_of_sigmoid_prime",
            "def max_of_sigmoid_prime():\n    return middle(-1.0, 1.0), middle(0.0, 0.5)",
        ),
    ),
    odd(5, "pasted with the prompts of a console", write("max_of_sigmoid_prime", "\n".join(PROMPTS))),
    odd(
        5,
        "indented by a tab as a whole",
        alter("sigmoid_second", lambda source: textwrap.indent(source, "\t")),
    ),
    odd(
        5,
        "await, display and the last output",
        alter("sigmoid", lambda source: "import asyncio\nawait asyncio.sleep(0)\n" + source),
        put(code("display(sigmoid(0.0))\nsigmoid(0.0)"), below="sigmoid"),
        put(code("half = _\nprint(half)"), below="check_sigmoid"),
    ),
    odd(
        5,
        "a helper module handed in with it",
        beside("tools.py", b"ONE = 1\n"),
        alter(
            "sigmoid",
            lambda source: "from tools import ONE\n" + source.replace("1 / (1 + e)", "ONE / (ONE + e)"),
        ),
    ),
    odd(
        5,
        "%%capture above, get_ipython() in the cell",
        alter(
            "z_with_slope",
            lambda source: "%%capture out\nget_ipython().run_line_magic('matplotlib', 'inline')\n" + source,
        ),
    ),
]

ONE = alter("sigmoid", lambda source: source.replace("1 / (1 + e)", "ONE / (ONE + e)"))

TWO = (FIRST, SECOND)

STALE = as_file([cell | {"source": "".join(cell["source"])} for cell in RELEASED[FIRST]])

BROUGHT = [
    odd(
        6,
        "a default value from a cell of the student's own",
        put(code("ONE = 1.0"), above="sigmoid"),
        swap("sigmoid", "def sigmoid(z):", "def sigmoid(z, one=ONE):"),
        notebooks=TWO,
    ),
    odd(
        6,
        "a helper made by a lambda and a decorator",
        put(
            code(
                "from functools import wraps\n\ndef as_array(f):\n    @wraps(f)\n"
                "    def inner(z):\n        return f(np.asarray(z, dtype=float))\n    return inner"
            ),
            above="sigmoid",
        ),
        alter(
            "sigmoid",
            lambda source: "@as_array\n" + source.replace("    z = np.asarray(z, dtype=float)\n", ""),
        ),
        notebooks=TWO,
    ),
    odd(
        6,
        "the constant is made by a loop in two cells",
        put(code("ONE = 0"), above="sigmoid"),
        put(code("for _ in range(4):\n    ONE += 0.25"), above="sigmoid"),
        ONE,
        notebooks=TWO,
    ),
    odd(
        6,
        "“Copy of NAME.ipynb” and “NAME (2).ipynb” untouched beside it",
        beside(f"Copy of {FIRST}.ipynb", STALE),
        beside(f"{FIRST} (2).ipynb", STALE),
        notebooks=TWO,
    ),
    odd(
        6,
        "a byte order mark at the start of notebook 1",
        as_bytes(lambda data: b"\xef\xbb\xbf" + data),
        notebooks=TWO,
    ),
    odd(
        6,
        "import math in a cell of its own",
        put(code("import math"), above="z_with_slope"),
        put(code("from math import pi, exp as power"), above="sigmoid"),
        alter(
            "sigmoid_prime",
            lambda source: source.replace("    s = 1", "    assert power(0) == 1 and pi > 3\n    s = 1"),
        ),
        notebooks=TWO,
    ),
    odd(
        6,
        "the solution in a cell below the scaffold",
        lambda made: made.notebooks[FIRST].insert(
            made.at("sigmoid_prime") + 1, bare(made.cell("sigmoid_prime"))
        ),
        write("sigmoid_prime", scaffold("sigmoid_prime")["source"]),
        notebooks=TWO,
    ),
    odd(
        6, "notebook 1 saved in UTF-16", as_bytes(lambda data: data.decode().encode("utf-16")), notebooks=TWO
    ),
]
