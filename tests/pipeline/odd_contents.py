"""Odd contents: lines of the scaffold, values of other kinds, bulk."""

from __future__ import annotations

import base64

from tests.pipeline.odd_edits import (
    FIRST,
    SECOND,
    alter,
    as_json,
    code,
    odd,
    put,
    scaffold,
    swap,
    whole,
    write,
)
from tests.unit.picture_files import drawing

TWO = (FIRST, SECOND)

RAISE = "    raise NotImplementedError()"


def reads(words: str, *names: str) -> dict[str, str]:
    """Return that these exercises may lose marks, with these words."""
    return dict.fromkeys(names, words)


LEFT = [
    odd(7, "the line behind the return", alter("sigmoid", lambda source: f"{source}\n{RAISE}")),
    odd(
        7,
        "the line in a branch that nothing reaches",
        swap("sigmoid", "    z = np", "    if z is None:\n    " + RAISE + "\n    z = np"),
    ),
    odd(
        7,
        "the line in a helper that is not called",
        alter("sigmoid_prime", lambda source: f"def other(z):\n{RAISE}\n\n{source}"),
    ),
    odd(
        7,
        "the line in a base class",
        alter("z_with_slope", lambda source: f"class Base:\n    def f(self):\n    {RAISE}\n\n{source}"),
    ),
    odd(
        7,
        "the line as a comment and in quotes",
        alter("sigmoid", lambda source: f"# raise NotImplementedError()\n{source}\n'{RAISE}'"),
    ),
    odd(
        7,
        "the line left above the code",
        swap("sigmoid_second", "    return", RAISE + "\n    return"),
        loses=reads("take it out", "sigmoid_second"),
    ),
    odd(
        7,
        "one function unwritten, those that use it right",
        lambda made: made.cell("chain_forward", SECOND).update(
            source='def chain_forward(x, w, b=None):\n    """Return (z, a)."""\n' + RAISE
        ),
        notebooks=TWO,
        loses=reads("", "chain_forward"),
    ),
    odd(
        7,
        "the line below the cell's last function call",
        alter(
            "max_of_sigmoid_prime",
            lambda source: f"{source}\n\nmax_of_sigmoid_prime()\nraise NotImplementedError()",
        ),
    ),
]

LEFT += [
    odd(
        7,
        "the one before unwritten, the line behind the return",
        write("sigmoid_prime", scaffold("sigmoid_prime")["source"]),
        alter("sigmoid_second", lambda source: f"{source}\n{RAISE}"),
        loses=reads("", "sigmoid_prime"),
    ),
    odd(
        7,
        "the one before unwritten, the line as a comment",
        write("chain_forward", scaffold("chain_forward", SECOND)["source"], SECOND),
        alter("chain_dydx", lambda source: f"{source}\n    # raise NotImplementedError()", SECOND),
        notebooks=TWO,
        loses=reads("", "chain_forward"),
    ),
]

VALUES = [
    odd(
        8,
        "a UserDict",
        swap("chain_grads", "return {", "from collections import UserDict\n    return UserDict({", SECOND),
        swap("chain_grads", '"b": db}', '"b": db})', SECOND),
        notebooks=TWO,
    ),
    odd(
        8,
        "a read-only view of a dict",
        swap(
            "chain_grads",
            "return {",
            "from types import MappingProxyType\n    return MappingProxyType({",
            SECOND,
        ),
        swap("chain_grads", '"b": db}', '"b": db})', SECOND),
        notebooks=TWO,
    ),
    odd(
        8,
        "a deque, and a tuple of lists",
        swap(
            "chain_factors",
            "return factors",
            "from collections import deque\n    return deque(factors)",
            SECOND,
        ),
        swap("chain_forward", "return z, a", "return list(z), list(a)", SECOND),
        notebooks=TWO,
    ),
    odd(
        8,
        "Fractions",
        write(
            "max_of_sigmoid_prime",
            "from fractions import Fraction\ndef max_of_sigmoid_prime():\n    return Fraction(0), Fraction(1, 4)",
        ),
    ),
    odd(
        8,
        "Decimals in a list",
        write(
            "max_of_sigmoid_prime",
            "from decimal import Decimal\ndef max_of_sigmoid_prime():\n    return [Decimal(0), Decimal('0.25')]",
        ),
    ),
    odd(
        8,
        "an array without dimensions",
        swap("z_with_slope", "return float(np.log(p * p / s))", "return np.array(np.log(p * p / s))"),
    ),
    odd(
        8,
        "a masked array without masked entries",
        swap("sigmoid_prime", "return s * (e * s)", "return np.ma.masked_array(s * (e * s))"),
    ),
    odd(
        8,
        "a generator",
        swap("chain_factors", "return factors", "return (f for f in factors)", SECOND),
        swap("chain_dydx", "chain_factors(x, w, b)", "list(chain_factors(x, w, b))", SECOND),
        notebooks=TWO,
        loses=reads("generator", "chain_factors"),
    ),
    odd(
        8,
        "a data class",
        write(
            "max_of_sigmoid_prime",
            "from dataclasses import dataclass\n\n@dataclass\nclass Top:\n    place: float\n    slope: float\n\n"
            "def max_of_sigmoid_prime():\n    return Top(0.0, 0.25)",
        ),
        loses=reads("return the numbers in it", "max_of_sigmoid_prime"),
    ),
]

ROOM = "x" * 1000

BULK = [
    odd(
        9,
        "an endless loop below the last check",
        put(code("while True:\n    pass"), below="check_z_with_slope"),
    ),
    odd(
        9,
        "six cells that wait four seconds each",
        *[put(code("import time\ntime.sleep(4)"), below="check_sigmoid")] * 6,
    ),
    odd(
        9,
        "15 MB of output in one cell",
        lambda made: made.cell("figure-sigmoid").update(
            outputs=[{"output_type": "stream", "name": "stdout", "text": ROOM * 15_000}]
        ),
    ),
    odd(
        9,
        "a widget's state of 10 MB",
        as_json(lambda content: content["metadata"].update(widgets={"state": ROOM * 10_000})),
    ),
    odd(
        9,
        "a cell that asks for input()",
        put(code("name = input('Your name? ')\nprint(name)"), above="sigmoid"),
    ),
    odd(
        9,
        "a cell that wants 100 GB",
        put(code("everything = np.ones((100_000, 125_000))"), below="check_sigmoid"),
    ),
    odd(
        9,
        "a picture of 3 MB attached to the essay",
        lambda made: made.cell("written_bound_proof").update(
            attachments={
                "photo.png": {"image/png": base64.b64encode(drawing(900, 900) + b"\0" * 3_000_000).decode()}
            }
        ),
    ),
    odd(
        9,
        "a cell that prints a million lines",
        put(code("for i in range(1_000_000):\n    print(i)"), below="check_sigmoid"),
    ),
    odd(
        9,
        "a table of 900 kB typed into a cell of its own",
        put(code("table = '" + ROOM * 900 + "'"), below="check_sigmoid"),
    ),
]

BULK += [
    odd(9, "2,500 empty cells at the end", whole(lambda cells: cells.extend(code("") for _ in range(2500)))),
    odd(
        9,
        "a cell that fills the disk",
        put(code("open('large', 'wb').write(b'0' * 300_000_000)"), below="check_sigmoid"),
    ),
    odd(
        9,
        "a cell that ends the process",
        put(code("import ctypes\nctypes.string_at(0)"), below="check_sigmoid"),
    ),
]
