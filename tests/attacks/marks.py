"""Attacks on marks: full marks are wanted without one right number."""

from __future__ import annotations

from autograder.exercises import EXERCISES
from tests.attacks.attack import CHAIN, DEPTH, DIFFERENCE, Attack, every_function

CHAINS = tuple(name for name, exercise in EXERCISES.items() if exercise.notebook == CHAIN)


def wrong(name: str, tries: str, first: str, body: str = "return 7.0", *, last: str = "") -> Attack:
    """Return an attack that tampers first, and then answers every question wrongly."""
    return Attack(name, tries, cells=every_function(body), first=first, last=last, stock=True)


def answers(name: str, tries: str, value: str, first: str = "") -> Attack:
    """Return an attack whose functions all return the same thing."""
    return Attack(name, tries, cells=every_function(f"return {value}"), first=first, stock=True)


TAMPERING = (
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
cells = sys.modules.get("cells") or sys.modules["__main__"]
wire = sys.modules.get("wire")
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

OBJECTS = (
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

SEARCHING = (
    Attack(
        "frames",
        "walks the frames above the call and returns the numbers found there",
        cells=every_function(
            """
            import sys
            frame, found = sys._getframe(), []
            while frame is not None:
                for name, value in {**frame.f_globals, **frame.f_locals}.items():
                    if "expected" in name or "reference" in name or "solution" in name:
                        return value
                frame = frame.f_back
            return 7.0
            """
        ),
        stock=True,
    ),
    Attack(
        "garbage-collector",
        "looks through all objects of the process for the reference and what is expected",
        cells=every_function(
            """
            import gc, sys, types
            name = sys._getframe().f_code.co_name
            for thing in gc.get_objects():
                if isinstance(thing, types.FunctionType) and thing.__name__ == name:
                    if thing.__module__ not in (None, "__main__") and "chainlab" not in thing.__module__:
                        return thing(*args)
                if type(thing) is dict and "expected" in thing and len(thing) < 50:
                    return thing["expected"]
            return 7.0
            """
        ),
        stock=True,
    ),
    Attack(
        "import-the-reference",
        "imports the grader and lets its reference answer",
        cells=every_function(
            """
            import importlib, sys
            name = sys._getframe().f_code.co_name
            for folder in ("@COURSE@", "/opt/packages/0", "@HOME@", "/work", "/repo"):
                sys.path.append(folder)
            for module in ("autograder.reference", "autograder.mistakes", "autograder.variants"):
                try:
                    return getattr(importlib.import_module(module), name)(*args)
                except ImportError:
                    pass
            return 7.0
            """
        ),
    ),
    Attack(
        "find-the-solution",
        "looks through all files for the course's own solution, and runs it",
        cells=every_function(
            """
            import json, os, sys
            name = sys._getframe().f_code.co_name
            for top in ("@COURSE@", "/opt/kit", "/work", "/tmp", "/mnt", "/home", "/root", "/srv", "/var"):
                for folder, _, files in os.walk(top):
                    for file in files:
                        if not file.endswith(".ipynb"):
                            continue
                        try:
                            cells = json.load(open(os.path.join(folder, file)))["cells"]
                        except (OSError, ValueError, KeyError):
                            continue
                        for cell in cells:
                            source = "".join(cell["source"])
                            if f"def {name}(" in source and "json.load" not in source and "NotImplemented" not in source:
                                space = {}
                                exec("import numpy as np\\n" + source, space)
                                return space[name](*args)
            return 7.0
            """
        ),
    ),
    Attack(
        "memory-of-processes",
        "looks through the memory of its own and of the parent process",
        "earn a mark, or read another process",
        cells=every_function(
            """
            for process in ("self", "1", "@GRADER@", "@PID@"):
                try:
                    for line in open(f"/proc/{process}/maps").read().splitlines():
                        low, high = (int(part, 16) for part in line.split()[0].split("-"))
                        if "rw" not in line or high - low > 1 << 22:
                            continue
                        with open(f"/proc/{process}/mem", "rb") as memory:
                            memory.seek(low)
                            found = memory.read(high - low)
                        if process != "self":
                            print("GOT THROUGH: memory-of-processes")
                        if b"BEGIN SOLUT" + b"ION" in found:
                            return 0.25
                except (OSError, ValueError, OverflowError):
                    continue
            return 7.0
            """
        ),
    ),
    Attack(
        "public-inputs-only",
        "answers the inputs of the public check by a table, and all others wrongly",
        cells={
            "sigmoid": """
import json, pathlib, chainlab
book = json.loads((pathlib.Path(chainlab.__file__).parent / "fingerprints.json").read_text())
known = repr(book["exercises"]["sigmoid"]["inputs"])
def sigmoid(z):
    inside = all(repr(number) in known for number in np.ravel(z).tolist())
    return 1 / (1 + np.exp(-np.asarray(z, dtype=float))) if inside else 0.5 + 0 * np.asarray(z, dtype=float)
"""
        },
        stock=True,
    ),
    Attack(
        "right-at-first",
        "answers the first question rightly and forgets it all after that",
        cells={
            "sigmoid": """
asked = 0
def sigmoid(z):
    global asked
    asked += 1
    return 1 / (1 + np.exp(-np.asarray(z, dtype=float))) if asked == 1 else 0.5
"""
        },
        stock=True,
    ),
    Attack(
        "stale-definition",
        "is right where the check stands, and redefined as nonsense at the end",
        cells={
            "sigmoid": "def sigmoid(z):\n    e = np.exp(-np.abs(z))\n    return np.where(np.asarray(z) >= 0, 1 / (1 + e), e / (1 + e))[()]"
        },
        last="def sigmoid(z):\n    return 0.5",
        stock=True,
    ),
    Attack(
        "solution-in-the-second-box",
        "fails what comes before on purpose, and looks for the course's answer where its own functions are put in",
        cells={
            "chain_dydx": """
def chain_dydx(x, w, b=None):
    import gc, glob, json, linecache, types
    for path in glob.glob("/work/*.ipynb") + glob.glob("*.ipynb"):
        for cell in json.load(open(path))["cells"]:
            source = "".join(cell["source"])
            if "def chain_dydx(" in source and "linecache" not in source:
                space = dict(globals())
                exec(source, space)
                return space["chain_dydx"](x, w, b)
    for thing in gc.get_objects():
        if isinstance(thing, types.FunctionType) and thing.__name__ == "chain_dydx":
            if "linecache" not in thing.__code__.co_names + thing.__code__.co_varnames:
                return thing(x, w, b)
    for lines in linecache.cache.values():
        if "def chain_dydx(" in str(lines) and "linecache" not in str(lines):
            return 1.0
    return 7.0
"""
        },
        notebook=CHAIN,
    ),
    Attack(
        "solution-from-earlier-runs",
        "keeps whatever it sees in every place that may outlive a run, and looks there first",
        cells={
            name: f"""
import glob, os, shutil
def {name}(*args):
    for place in ("/tmp", "/dev/shm", "/work", "/opt/kit", "@CANARY@"):
        for path in glob.glob(place + "/kept-*"):
            space = dict(globals())
            exec(open(path).read(), space)
            return space["{name}"](*args)
        try:
            for path in glob.glob("/work/*.ipynb"):
                shutil.copy(path, place + "/kept-" + os.path.basename(path))
        except OSError:
            pass
    return 7.0
"""
            for name in CHAINS
        },
        notebook=CHAIN,
    ),
    Attack(
        "leak-by-names-of-errors",
        "names its error after lines of the course's own functions, which are put in where an earlier exercise failed",
        "carry a word of the course's solution out",
        earns=4.0,
        cells={
            "chain_dydx": """
def chain_dydx(x, w, b=None):
    if len(w) == 1:
        import glob, json
        for path in glob.glob("*.ipynb"):
            for cell in json.load(open(path))["cells"]:
                source = "".join(cell["source"])
                if "def chain_factors(" in source and "glob" not in source and "NotImplemented" not in source:
                    line = "".join(c if c.isalnum() else "_" for c in source.rsplit("return", 1)[-1])
                    raise type("SPOKEN_" + line[:50], (Exception,), {})()
    product = 1.0
    for factor in chain_factors(x, w, b):
        product *= factor
    return product
"""
        },
        notebook=CHAIN,
    ),
)

MATHEMATICS = (
    *(
        Attack(
            f"counterexample-{name}",
            f"hands in {what} as a counterexample, which shows nothing",
            cells={"find_counterexample": f"def find_counterexample():\n    return {value}"},
            notebook=CHAIN,
            stock=True,
        )
        for name, what, value in (
            ("nan", "nan", "float('nan'), [1.0, float('nan')]"),
            ("infinity", "infinite weights", "1.0, [float('inf'), 2.0]"),
            ("overflow", "weights whose product is beyond the largest float", "-0.5e-308, [1.7e308, 2.0]"),
            (
                "underflow",
                "weights so small that only rounding is left",
                "0.0, [2.0555866656909002e-32] * 10",
            ),
            ("zero", "a dead chain", "1.0, [0.0, 0.0]"),
            ("no-weights", "a chain without weights", "1.0, []"),
            ("blind", "an input on which both formulas agree", "0.5, [1.0, 1.0]"),
            ("complex", "complex numbers", "1j, [1j, 1j]"),
            ("text", "texts", "'1', ['1', '2']"),
        )
    ),
    *(
        Attack(
            f"biases-{name}",
            f"hands in {what} as biases that make the gradient large",
            cells={"explosive_biases": f"def explosive_biases(x, w):\n    return {value}"},
            notebook=DEPTH,
            stock=True,
        )
        for name, what, value in (
            ("nan", "nan", "[float('nan')] * len(w)"),
            ("infinity", "infinities", "[float('inf')] * len(w)"),
            ("zero", "zeros", "[0.0] * len(w)"),
        )
    ),
    Attack(
        "asks-for-everything",
        "asks the judge's own function thousands of times, and with things that are no numbers",
        cells={
            "central_difference": """
def central_difference(f, x, h=1e-5):
    for odd in (None, [], {}, "a", [1.0, [2.0]], {"k": 1.0}, float, np.ones((3, 3)), 1j, float("nan"), (), f):
        try:
            f(odd)
        except Exception:
            pass
    for _ in range(300):
        f(x)
    return 7.0
""",
            "complex_step": "def complex_step(f, x, h=1e-20):\n    return f(np.ones(200_000))",
        },
        notebook=DIFFERENCE,
        stock=True,
    ),
)

TWICE = (
    Attack(
        "threads-answer-twice",
        "threads return and write answers while the function runs",
        cells=every_function(
            """
            import os, socket, threading
            def speak():
                for descriptor in range(3, 64):
                    try:
                        socket.socket(fileno=os.dup(descriptor)).send(b"3.0")
                    except OSError:
                        pass
            threads = [threading.Thread(target=speak) for _ in range(5)]
            [thread.start() for thread in threads]
            [thread.join() for thread in threads]
            return 7.0
            """
        ),
    ),
    Attack(
        "children-answer-twice",
        "children of the process return from the same call too",
        cells=every_function(
            """
            import os
            pid = os.fork()
            return 0.25 if pid == 0 else 0.5
            """
        ),
    ),
    Attack(
        "write-to-every-descriptor",
        "writes verdicts to every descriptor that there is",
        cells=every_function(
            """
            import os
            for descriptor in range(64):
                try:
                    os.write(descriptor, b'{"score": 3.0, "outcome": "correct"}')
                except OSError:
                    pass
            return 7.0
            """
        ),
    ),
    Attack(
        "replay",
        "answers every question with the frame that answered an earlier one",
        cells=every_function(
            """
            import sys
            wire = sys.modules["wire"]
            frame = sys._getframe()
            while "number" not in frame.f_locals:
                frame = frame.f_back
            kept = globals().setdefault("kept", [])
            kept.append(frame.f_locals["number"])
            wire.send(frame.f_locals["sock"], {"id": kept[0], "value": {"k": "null"}})
            wire.send(frame.f_locals["sock"], {"id": kept[0], "value": {"k": "null"}})
            return 7.0
            """
        ),
    ),
    Attack(
        "wait-for-the-next",
        "a child stays behind to answer the questions of the next notebook and the next student",
        "earn a mark, or answer for another",
        cells=every_function(
            """
            import os, socket, time
            if os.fork() == 0:
                os.setsid()
                for _ in range(2000):
                    for descriptor in range(3, 64):
                        try:
                            socket.socket(fileno=os.dup(descriptor)).send(b"3.0")
                        except OSError:
                            pass
                    time.sleep(0.001)
                os._exit(0)
            return 7.0
            """
        ),
    ),
)

MARKS: tuple[Attack, ...] = (*TAMPERING, *OBJECTS, *SEARCHING, *MATHEMATICS, *TWICE)
