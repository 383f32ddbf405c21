"""Attacks on marks by answers that do not do the work, and on time by replies and texts that are too long."""

from __future__ import annotations

from tests.attacks.attack import DIFFERENCE, UNIT, Attack, every_function

STEP = "def best_step(f, dfdx, x, hs):\n    "
AT_ONE_PLACE = (
    "slope = dfdx(0.9)\n    return min(hs, key=lambda h: abs((f(0.9 + h) - f(0.9 - h)) / (2 * h) - slope))"
)

BLIND: tuple[Attack, ...] = (
    *(
        Attack(
            f"blind-step-{name}",
            f"names {what} as the best step, and never calls f",
            cells={"best_step": f"{STEP}return {value}"},
            notebook=DIFFERENCE,
            stock=True,
        )
        for name, what, value in (
            ("third-largest", "the third largest", "sorted(hs)[-3]"),
            ("third-smallest", "the third smallest", "sorted(hs)[2]"),
            ("middle", "the one nearest to 1e-5", "min(hs, key=lambda h: abs(h / 1e-5 - 1e-5 / h))"),
            ("fourth-in-list", "the fourth in the list", "hs[3]"),
        )
    ),
    Attack(
        "blind-step-to-x",
        "looks for the best step at one place, wherever it is asked",
        cells={"best_step": STEP + AT_ONE_PLACE},
        notebook=DIFFERENCE,
        stock=True,
    ),
    Attack(
        "complex-step-by-difference",
        "answers with a difference, as in the exercise before",
        cells={
            "complex_step": "def complex_step(f, x, h=1e-20):\n    return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5"
        },
        notebook=DIFFERENCE,
        stock=True,
    ),
)
"""Answers to a question that was not read."""

SIGMOID = """
    e = np.exp(-np.abs(np.asarray(z, dtype=float)))
    return np.where(np.asarray(z) >= 0, 1 / (1 + e), e / (1 + e))[()]
"""
PART: tuple[Attack, ...] = (
    Attack(
        "counts-its-calls",
        "is right as long as values are compared, and then returns what only has the property",
        earns=4.0,
        cells={
            "sigmoid": f"""
def right(z):{SIGMOID}
asked, asked_second = [], []
def sigmoid(z):
    asked.append(z)
    return right(z) if len(asked) < 12 else 0.5
""",
            "sigmoid_second": """
def sigmoid_second(z):
    asked_second.append(z)
    s = right(z)
    return s * (1 - s) * (1 - 2 * s) if len(asked_second) < 7 else [0.0 for _ in range(np.ndim(z))] or 0.0
""",
        },
        stock=True,
    ),
    Attack(
        "table-of-tiny-slopes",
        "searches for ordinary slopes, and has a table for tiny ones",
        earns=1.5,
        cells={
            "z_with_slope": """
table = {1e-12: 27.631, 1e-10: 23.0259, 1e-8: 18.4207, 1e-6: 13.8155}
def z_with_slope(s):
    if s < 1e-5:
        return min(table.items(), key=lambda pair: abs(np.log(pair[0] / s)))[1]
    low, high = 0.0, 40.0
    for _ in range(200):
        middle = (low + high) / 2
        e = np.exp(-middle)
        low, high = (middle, high) if e / (1 + e) ** 2 > s else (low, middle)
    return low
""",
        },
        stock=True,
    ),
    Attack(
        "tiny-part-thrown-away",
        "makes every tiny imaginary part 0, which is in proportion too",
        earns=0.5,
        cells={
            "sigmoid_complex": """
def sigmoid_complex(z):
    z = np.asarray(z, dtype=complex)
    s = 1 / (1 + np.exp(-z))
    return np.where(np.abs(z.imag) < 1e-3, s.real + 0j, s)[()]
""",
        },
        notebook=DIFFERENCE,
        stock=True,
    ),
)
"""Answers of which a part is right, and that try to get the points of the rest."""

LARGE: tuple[Attack, ...] = tuple(
    Attack(
        f"large-reply-{name}",
        f"answers every call with {what}",
        "keep the grader longer than its limits",
        cells=every_function(f"return {value}"),
        notebook=UNIT,
    )
    for name, what, value in (
        ("table", "a table of 300 rows and 3,000 columns", "[[0.0] * 3000] * 300"),
        ("row", "900,000 numbers", "[0.0] * 900_000"),
        ("complex", "90,000 complex numbers", "[1j] * 45_000"),
        ("nested", "lists in lists in lists", "[[[[[0.0] * 9] * 9] * 9] * 9] * 9"),
    )
)
"""Replies that take long to look through."""

FLOODS: tuple[Attack, ...] = tuple(
    Attack(
        f"flood-of-{name}",
        f"hands in {what}, at each of which a careless search begins anew",
        "keep the grader longer than its limits",
        first=cell,
        cells={"written_bound_proof": answer, "sigmoid": "sigmoid = 7"},
        notebook=UNIT,
    )
    for name, what, cell, answer in (
        ("blank-lines", "very many blank lines", "\n" * 400_000 + "x = 1" + " \n" * 200_000, "\n" * 90_000),
        ("words-that-delete", "very many words that could delete something", "# " + "del " * 200_000, "no"),
        ("pictures", "very many pictures without a name", "", "attachment: " * 40_000),
        ("blanks-behind-a-fence", "a fence with very many blanks behind it", "", "```" + " " * 400_000 + "!"),
        ("blanks", "a line of very many blanks", " " * 400_000 + "%x", "x" + " " * 400_000 + "x"),
    )
)
"""Texts on which a pattern that looks back takes hours."""
