"""Attacks on marks by looking for the answer: in memory, in files, in earlier runs, in the second box."""

from __future__ import annotations

from tests.attacks.attack import CHAIN, Attack, every_function
from vanishing_gradients import EXERCISES

CHAINS = tuple(name for name, exercise in EXERCISES.items() if exercise.notebook == CHAIN)

SEARCHING: tuple[Attack, ...] = (
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
        "imports the grader and the course's content, and lets the reference answer",
        cells=every_function(
            """
            import importlib, sys
            name = sys._getframe().f_code.co_name
            for folder in ("@COURSE@", "/opt/packages/0", "@HOME@", "/work", "/repo"):
                sys.path.append(folder)
            for package in ("vanishing_gradients", "autograder"):
                for module in ("reference", "reference.unit", "exercises.functions", "mistakes.unit", "variants"):
                    try:
                        return getattr(importlib.import_module(f"{package}.{module}"), name)(*args)
                    except (ImportError, AttributeError):
                        pass
            try:
                import vanishing_gradients
                return vanishing_gradients.EXERCISES[name].reference(*args)
            except (ImportError, AttributeError):
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
        "is right where the check stands, which counts, and redefined as nonsense at the end, which does not",
        earns=3.0,
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
        "names its error after lines of the course's own functions, and is right if it finds none",
        "carry a word of the course's solution out",
        earns=6.0,
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
