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
