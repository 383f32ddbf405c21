"""Attacks on marks by right functions that the judge answers for: where errors are carried forward."""

from __future__ import annotations

import json

from tests.attacks.attack import CHAIN, UNIT, Attack
from vanishing_gradients import EXERCISES

IN_CHAIN = tuple(name for name, exercise in EXERCISES.items() if exercise.notebook == CHAIN)
IN_UNIT = ("sigmoid", "sigmoid_prime", "sigmoid_second")
KEEPS = f"kept = {{name: globals()[name] for name in {(*IN_UNIT, *IN_CHAIN)} if name in globals()}}"
FINDS = """
def right(name):
    import gc
    outside = next(thing for thing in gc.get_objects() if type(thing).__name__ == "Outside")
    return outside.pure_function(name)
"""
TABLE = """
import json
from numpy.polynomial import chebyshev
if type(globals().get("sigmoid_prime")).__name__ == "_Held":
    fit = chebyshev.chebinterpolate(lambda t: np.asarray(sigmoid_prime(8 * t)), 100)
    json.dump(fit.tolist(), open("table.json", "w"))
"""
LISTENS = """
import threading, time
found = {}
def listen():
    while True:
        for name in ("sigmoid", "sigmoid_prime"):
            thing = globals().get(name)
            if type(thing).__name__ == "_Held":
                found[name] = thing
        time.sleep(0.001)
threading.Thread(target=listen, daemon=True).start()
"""


def calls(expression: str, names: tuple[str, ...]) -> dict[str, str]:
    """Return cells of functions that return what an expression with their own name makes of the arguments."""
    return {name: f"def {name}(*args):\n    return {expression.format(name)}(*args)" for name in names}


def last_check_first(data: bytes) -> bytes:
    """Put the checks of a notebook's first three exercises in the other order, behind all three functions."""
    notebook = json.loads(data)
    names = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in notebook["cells"]]
    checks = [notebook["cells"][names.index(f"check_{name}")] for name in IN_UNIT]
    rest = [cell for cell in notebook["cells"] if cell not in checks]
    place = 1 + max(n for n, cell in enumerate(rest) if f"def {IN_UNIT[-1]}" in cell["source"])
    notebook["cells"] = [*rest[:place], *reversed(checks), *rest[place:]]
    return json.dumps(notebook).encode()


CARRIED: tuple[Attack, ...] = (
    *(
        Attack(
            f"keeps-what-stands-in-{name}",
            "fails on purpose, keeps the right functions that stand in for its own, and answers with them",
            first=KEEPS,
            cells=calls("kept['{}']", names),
            notebook=notebook,
        )
        for name, notebook, names in (("unit", UNIT, IN_UNIT), ("chain", CHAIN, IN_CHAIN))
    ),
    *(
        Attack(
            f"asks-the-judge-{name}",
            "fails on purpose, and asks the judge itself for the right value of what is judged",
            first=FINDS,
            cells=calls("right('{}')", names),
            notebook=notebook,
        )
        for name, notebook, names in (("unit", UNIT, IN_UNIT), ("chain", CHAIN, IN_CHAIN))
    ),
    Attack(
        "table-of-right-values",
        "writes a table of right values to a file while a later exercise is judged, and looks there first",
        cells={
            "sigmoid": "def sigmoid(z):\n    return 7.0",
            "sigmoid_prime": TABLE
            + "def sigmoid_prime(z):\n"
            + "    return chebyshev.chebval(np.asarray(z) / 8, json.load(open('table.json')))[()]",
            "sigmoid_second": TABLE + "def sigmoid_second(z):\n    return 7.0",
        },
    ),
    Attack(
        "last-check-first",
        "puts the checks in the other order, and keeps the right functions that the first one gets",
        first="kept = {}",
        cells={
            name: f"kept.update({{n: globals()[n] for n in {IN_UNIT} if type(globals().get(n)).__name__ == '_Held'}})\n"
            f"def {name}(*args):\n    return kept['{name}'](*args)"
            for name in IN_UNIT
        },
        file=last_check_first,
    ),
    Attack(
        "thread-that-listens",
        "has a thread that takes the right functions wherever they are put in, and answers with them",
        first=LISTENS,
        cells=calls("found['{}']", IN_UNIT),
    ),
)
