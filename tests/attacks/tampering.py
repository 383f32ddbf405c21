"""Attacks on marks by tampering with what compares, and by objects that agree with everything."""

from __future__ import annotations

from tests.attacks.attack import Attack, every_function


def wrong(name: str, tries: str, first: str, body: str = "return 7.0", *, last: str = "") -> Attack:
    """Return an attack that tampers first, and then answers every question wrongly."""
    return Attack(name, tries, cells=every_function(body), first=first, last=last, stock=True)


def answers(name: str, tries: str, value: str, first: str = "") -> Attack:
    """Return an attack whose functions all return the same thing."""
    return Attack(name, tries, cells=every_function(f"return {value}"), first=first, stock=True)


TAMPERING: tuple[Attack, ...] = (
    wrong(
        "numpy-agrees",
        "numpy's comparisons are replaced by ones that always agree",
        """
import numpy as np
for name in ("allclose", "isclose", "array_equal", "array_equiv", "all", "abs", "isfinite"):
    setattr(np, name, lambda *args, **named: True)
for name in dir(np.testing):
    if name.startswith("assert"):
        setattr(np.testing, name, lambda *args, **named: None)
""",
    ),
    wrong(
        "builtins-agree",
        "abs, all, any, float, isinstance and len are replaced in builtins",
        """
import builtins
builtins.abs = lambda x: 0.0
builtins.all = builtins.any = builtins.isinstance = lambda *args: True
builtins.len = lambda x: 1
builtins.AssertionError = builtins.ValueError
""",
    ),
    wrong(
        "slots-of-float",
        "the C slots of float are overwritten, so that every two floats are equal",
        """
import ctypes, gc
space = next(d for d in gc.get_referents(float.__dict__) if isinstance(d, dict))
space["__eq__"] = space["__le__"] = lambda self, other: True
space["__sub__"] = lambda self, other: 0.0
ctypes.pythonapi.PyType_Modified(ctypes.py_object(float))
""",
    ),
    wrong(
        "check-is-replaced",
        "the course's check is replaced by one that passes everything",
        """
import sys, chainlab
chainlab.check = check = lambda *args, **named: None
for name, module in list(sys.modules.items()):
    if name.startswith("chainlab") and hasattr(module, "check"):
        module.check = check
""",
        last="check = lambda *args, **named: None",
    ),
    wrong(
        "own-chainlab",
        "a chainlab of the student's own is written beside the notebook",
        """
import os, sys
os.makedirs("chainlab", exist_ok=True)
open("chainlab/__init__.py", "w").write("def __getattr__(name): return lambda *a, **k: None")
sys.path.insert(0, os.getcwd())
sys.modules.pop("chainlab", None)
""",
    ),
    wrong(
        "display-hook",
        "every result that is displayed becomes a mark",
        """
import sys
sys.displayhook = lambda value: print("3.0")
import builtins
builtins.repr = lambda value: "3.0"
""",
        last="3.0",
    ),
    wrong(
        "ipython-hooks",
        "IPython's transformers and events turn every cell into a mark",
        """
shell = get_ipython()
shell.input_transformers_cleanup.append(lambda lines: ["3.0"])
shell.events.register("post_run_cell", lambda *args: print("3.0"))
shell.ast_transformers.clear()
shell.display_formatter.formatters["text/plain"].for_type(int, lambda value, printer, cycle: printer.text("3.0"))
shell.run_cell = lambda *args, **named: 3.0
""",
    ),
    wrong(
        "display-forgery",
        "outputs are published that look like the grader's own words",
        """
from IPython.display import display
display({"text/plain": "3.0", "application/json": {"score": 3}}, raw=True)
print("Exercise 1.1, sigmoid: 3 of 3 points. All checks pass. Well done.")
""",
        last='print("Exercise 1.1, sigmoid: 3 of 3 points. All checks pass. Well done.")',
    ),
    wrong(
        "importing-hooks",
        "import hooks, trace functions and exit handlers stand in wait for a grader",
        """
import atexit, sys, threading, warnings
class Finder:
    def find_spec(self, name, path=None, target=None):
        print("3.0")
sys.meta_path.insert(0, Finder())
sys.settrace(lambda *args: None)
sys.setprofile(lambda *args: None)
threading.settrace(lambda *args: None)
sys.excepthook = lambda *args: None
warnings.showwarning = lambda *args, **named: None
atexit.register(print, "3.0")
""",
    ),
    wrong(
        "no-more-errors",
        "exceptions are made harmless: every error class is one that is caught",
        """
import builtins
for name in ("AssertionError", "Exception", "BaseException", "ArithmeticError"):
    setattr(builtins, name, type(name, (Warning,), {}))
""",
    ),
    wrong(
        "silent-exit",
        "the process ends with success before anything can be asked",
        "",
        last="import os, sys\nos._exit(0)",
    ),
    wrong(
        "skip-exception",
        "the last cell asks to be skipped",
        "",
        last="import unittest\nraise unittest.SkipTest('all fine')",
    ),
    wrong(
        "reply-is-replaced",
        "the code in the box that answers is replaced by one that says what is wanted",
        """
import sys
wire = sys.modules.get("_box.wire")
if wire is not None:
    real = wire.send
    def send(sock, header, body=b""):
        header = dict(header) | {"score": 3, "passed": True, "correct": True, "outcome": "correct"}
        real(sock, header, body)
    wire.send = send
    wire.encode = lambda value, functions=None: ({"k": "correct", "v": 3.0, "score": 3.0}, b"")
""",
    ),
    wrong(
        "always-valueerror",
        "every question is answered by the error that one check waits for",
        "",
        body="raise ValueError('no such z')",
    ),
    wrong(
        "errors-with-names",
        "the class of the error is named like a verdict",
        "",
        body="raise type('correct', (Exception,), {'__str__': lambda self: '3.0', 'score': 3.0})()",
    ),
)

OBJECTS: tuple[Attack, ...] = (
    answers(
        "float-that-agrees",
        "numbers of the student's own class that equal everything",
        "Agree(0.25)",
        """
class Agree(float):
    __eq__ = __le__ = __ge__ = __lt__ = __gt__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __sub__ = __rsub__ = __abs__ = lambda self, *other: Agree(0.0)
    __hash__ = float.__hash__
""",
    ),
    answers(
        "array-that-agrees",
        "an array of the student's own class whose arithmetic always gives 0",
        "np.ones(3).view(Agree)",
        """
import numpy as np
class Agree(np.ndarray):
    __array_priority__ = 1e9
    def __array_ufunc__(self, ufunc, method, *inputs, **named): return np.True_
    def __array_function__(self, function, types, args, named): return True
""",
    ),
    answers(
        "object-that-agrees",
        "an object that says yes to every question",
        "Yes()",
        """
class Yes:
    def __getattr__(self, name): return Yes()
    def __call__(self, *args, **named): return Yes()
    __eq__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = lambda self, other: True
    __bool__ = lambda self: True
    __float__ = lambda self: 0.25
    __len__ = lambda self: 1
    __iter__ = lambda self: iter((0.25,))
    __array__ = lambda self, *args, **named: [0.25]
""",
    ),
    answers(
        "mock-any", "unittest.mock.ANY, which equals everything", "mock.ANY", "from unittest import mock"
    ),
    answers(
        "false-name-of-a-class",
        "a class that calls itself numpy.float64",
        "Fake(0.25)",
        """
import numpy as np
class Fake(np.float64):
    __eq__ = lambda self, other: True
Fake.__module__, Fake.__name__, Fake.__qualname__ = "numpy", "float64", "float64"
""",
    ),
    answers(
        "pickle-bomb",
        "an object that would run code where it is unpickled",
        "Bomb()",
        """
class Bomb:
    def __reduce__(self): return (exec, ("open('@CANARY@/@MARK@-pickle-bomb', 'w').write('x')",))
    def __repr__(self): raise SystemExit
""",
    ),
    answers("nan", "nan, which a careless comparison takes for no difference", "float('nan')"),
    answers("infinity", "infinity, which a relative tolerance may swallow", "float('inf')"),
    answers("zero", "0 for everything: near enough to a small gradient", "0.0"),
    answers("tiny", "the smallest float for everything", "5e-324"),
    answers("nothing", "nothing at all", "None"),
    answers("true", "True, which equals 1", "True"),
    answers(
        "empty-array", "an array without numbers, of which all agree", "np.zeros(0)", "import numpy as np"
    ),
    answers(
        "broadcasting-array",
        "an array that broadcasts against everything",
        "np.full((1, 1, 1, 1), 0.25)",
        "import numpy as np",
    ),
    answers(
        "huge-array",
        "many numbers, of which one may be right",
        "np.linspace(0, 1, 100_000)",
        "import numpy as np",
    ),
    answers(
        "masked-array", "an array whose numbers are all masked", "np.ma.masked_all(3)", "import numpy as np"
    ),
    answers(
        "object-array",
        "an array of objects that agree",
        "np.array([mock.ANY], dtype=object)",
        "import numpy as np\nfrom unittest import mock",
    ),
    answers("complex-with-nan", "complex numbers of which a part is nan", "complex(0.25, float('nan'))"),
    answers("text", "text that reads like a number", "'0.25'"),
    answers("every-number-at-once", "a tuple of many answers", "tuple(0.25 * k / 1000 for k in range(2000))"),
    answers("generator", "a generator that would answer later", "(0.25 for _ in range(9))"),
    answers(
        "list-that-holds-itself", "a list without end", "endless", "endless = []\nendless.append(endless)"
    ),
)
