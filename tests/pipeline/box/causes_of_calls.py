"""Functions that stop when they are called, and the cause that is told."""

from __future__ import annotations

from tests.pipeline.box.handed import NP, STOPPED, Handed, line, square

# --- errors of a call, by the name of their class


def _error(body: str, error: str, imports: str = NP) -> Handed:
    code = body.splitlines()[-1].strip()
    number = len(imports.splitlines()) + 1 + len(body.splitlines())
    return Handed(square(body, imports), says=STOPPED + error + line(code, number))


ERRORS = {
    "axis": _error(
        "return np.sum(np.array([x]), axis=3)", "AxisError (an axis that the array does not have)"
    ),
    "ufunc": _error(
        "return np.add(x, 'a')", "UFuncTypeError (numpy cannot do this with values of such a type)"
    ),
    "singular": _error("return np.linalg.inv(np.zeros((2, 2)))", "LinAlgError"),
    "json": _error("return json.loads('{')", "JSONDecodeError (a text that is no JSON)", "import json"),
    "struct": _error("return struct.unpack('i', b'')", "struct.error", "import struct"),
    "queue": _error("return queue.Queue().get_nowait()", "queue.Empty", "import queue"),
    "decimal": _error("return decimal.Decimal('x')", "decimal.InvalidOperation", "import decimal"),
    "statistics": _error("return statistics.mean([])", "StatisticsError", "import statistics"),
    "frozen": _error(
        "dataclasses.make_dataclass('D', ['a'], frozen=True)(1).a = 2",
        "FrozenInstanceError",
        "import dataclasses",
    ),
    "unicode": _error("return b'\\xff'.decode()", "UnicodeDecodeError"),
    "subprocess": _error(
        "return subprocess.check_output(['false'])", "CalledProcessError", "import subprocess"
    ),
    "zip": _error(
        "return zipfile.ZipFile(__import__('io').BytesIO(b''))", "zipfile.BadZipFile", "import zipfile"
    ),
    "queue asyncio": _error("return asyncio.Queue().get_nowait()", "asyncio.QueueEmpty", "import asyncio"),
    "zero": _error("return 1 / (x - x)", "ZeroDivisionError (a division by 0)"),
    "assert": _error("assert x < 0", "AssertionError (an assert of your own does not hold)"),
    "index": _error(
        "return [x][1]",
        "IndexError (there is no entry with this index: the first is 0, the last is the length minus 1)",
    ),
    "recursion": _error(
        "return square(x)", "RecursionError (the function calls itself, and never comes to an end)"
    ),
    "file": _error("return open('data.txt')", "FileNotFoundError (a file that is not there)"),
    "exit": _error("exit()", "SystemExit (exit, quit and sys.exit end everything)"),
    "key": _error("return {'a': x}['b']", "KeyError (there is no key b)"),
    "unbound": _error("y += x", "UnboundLocalError (y is used before it has a value)"),
    "list": _error("return [x].T", "AttributeError (a value of type list has no T)"),
    "none": _error(
        "return None + x",
        "TypeError (it calculates with None, as an argument left out may be, or what a function without return gives)",
    ),
    "call": _error(
        "return x(2)", "TypeError (a value of type float stands before brackets as if it were a function)"
    ),
    "product": _error(
        "return np.product([x])", "AttributeError (numpy has no product any more; use np.prod)"
    ),
    "float": _error("return np.float(x)", "AttributeError (numpy has no float any more; use float)"),
    "NaN": _error("return np.NaN", "AttributeError (numpy has no NaN any more; use np.nan)"),
    "trapz": _error("return np.trapz([x])", "AttributeError (numpy has no trapz any more; use np.trapezoid)"),
    "in1d": _error("return np.in1d(x, x)", "AttributeError (numpy has no in1d any more; use np.isin)"),
    "ptp": _error("return np.array(x).ptp()", "AttributeError (an array has no ptp any more; use np.ptp(a))"),
    "nearly numpy": _error(
        "return np.squar(x)", "AttributeError (numpy has no squar; the nearest name is square)"
    ),
    "memory": Handed(
        square("return np.zeros(10**11)", NP),
        says=STOPPED + "MemoryError" + line("return np.zeros(10**11)", 3),
        more=["Perhaps the notebook held more than 512 MB of memory (limit memory_mb)."],
    ),
    "own class": _error(
        "class Mine(ValueError): pass\nraise Mine", "an error of its own, a kind of ValueError"
    ),
    "own class of two": _error(
        "class A(np.linalg.LinAlgError): pass\nclass B(A): pass\nraise B",
        "an error of its own, a kind of LinAlgError",
    ),
    "own class of none": _error("class Mine(Exception): pass\nraise Mine", "an error of its own"),
}

# --- how it is called

CALLED = {
    "too few": Handed("def square(): return 4", says=STOPPED + "TypeError (square takes no argument"),
    "too many": Handed(
        "def square(x, y): return 4", says=STOPPED + "TypeError (square was called without its"
    ),
    "two too many": Handed(
        "def square(x, y, z): return 4", says=STOPPED + "TypeError (square was called without 2"
    ),
    "lambda": Handed(
        "square = lambda x, y: 4", says=STOPPED + "TypeError (lambda was called without its argument y)"
    ),
    "keyword only": Handed(
        "def square(*, x): return 4", says=STOPPED + "TypeError (square takes no argument"
    ),
    "helper": Handed(
        "def times(a, b):\n    return a * b\ndef square(x):\n    return times(x)",
        says=STOPPED + "TypeError (times was called without its argument b)" + line("return times(x)", 4),
    ),
    "method": Handed(
        "class M:\n    def f():\n        return 4\ndef square(x):\n    return M().f()",
        says=STOPPED + "TypeError (f takes no argument, and was called with 1)" + line("return M().f()", 5),
    ),
}

# --- a name that is missing, and the cell that should have set it

USES_NP = square("return np.square(x)")
USES_K = square("return k * x")
MISSING_NP = STOPPED + "NameError (np is not defined)" + line("return np.square(x)")
MISSING_K = STOPPED + "NameError (k is not defined)" + line("return k * x")
NAMES = {
    "no import": Handed(USES_NP, says=MISSING_NP, more=["No cell of this notebook gives np a value."]),
    "import misspelt": Handed(
        USES_NP,
        before=["import nunpy as np"],
        says=MISSING_NP,
        more=[
            'The cell that begins with "import nunpy as np" should give np its value, and stopped with',
            "ModuleNotFoundError (there is no module nunpy).",
        ],
    ),
    "import after another error": Handed(
        USES_NP,
        before=["print(1 / 0)\nimport numpy as np"],
        says=MISSING_NP,
        more=[
            '"print(1 / 0)" should give np its value, and stopped with ZeroDivisionError (a division by 0).'
        ],
    ),
    "import in a cell that is no Python": Handed(
        USES_NP,
        before=["import numpy as np\nfrom math import"],
        says=MISSING_NP,
        more=["should give np its value, and stopped with SyntaxError (invalid syntax)."],
    ),
    "set in a cell that hangs": Handed(
        USES_K,
        before=["while True: pass\nk = 2"],
        says=MISSING_K,
        more=['"while True: pass" should give k its value, and was stopped: a cell took more than 2 s'],
    ),
    "set later": Handed(
        USES_K,
        after=["k = 2"],
        says=MISSING_K,
        more=['only in a later cell, the one that begins with "k = 2".'],
    ),
    "set inside a function": Handed(
        USES_K,
        before=["def start():\n    k = 2\nstart()"],
        says=MISSING_K,
        more=["k is set only inside of the function start"],
    ),
    "misspelt": Handed(
        square("return factr * x"),
        before=["factor = 2"],
        says=STOPPED + "NameError (factr is not defined)",
        more=["the nearest name is factor."],
    ),
    "another case": Handed(
        square("return true"),
        says=STOPPED + "NameError (true is not defined)",
        more=["the nearest name is True."],
    ),
    "in another function": Handed(
        square("return times(x)"),
        before=["def times(a):\n    return kk * a"],
        says=STOPPED + 'NameError (kk is not defined), in line 2 of the function times: "return kk * a".',
    ),
    "a cell with a magic": Handed(
        "%time y = 3\ndef square(x):\n    return k * x",
        says=STOPPED + "NameError (k is not defined)" + line("return k * x", 3),
    ),
}
