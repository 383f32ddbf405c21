"""A small class that nobody grades: students with difficult names, every outcome, every kind of mark."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from autograder.gradebook.history import History, ShortVerdict, VerdictChange
from autograder.gradebook.records import ClassRecord, Item, Mark, Person, Work
from autograder.results.verdict import Verdict
from autograder.results.words import NO_RESPONSE
from vanishing_gradients import EXERCISES

ONE, TWO = "01-one-unit-one-slope", "02-down-the-chain"
SIGMOID = Item(ONE, "check_sigmoid", "sigmoid", "1.1", 3.0, "function")
PROOF = Item(ONE, "written_bound_proof", "written_bound_proof", "SA1", 6.0, "written")
DYDX = Item(TWO, "check_chain_dydx", "chain_dydx", "2.3", 6.0, "function")
OWN = Item(TWO, "my_test", "my_test", "", 2.0, "own")
ITEMS = (SIGMOID, PROOF, DYDX, OWN)

PEOPLE = (
    Person("comma", "Ada", "Lovelace, Countess", "ada@example.org", "101"),
    Person("quote", 'Edsger "E.W."', "Dijkstra", "ewd@example.org", "102"),
    Person("newline", "Grace\nBrewster", "Hopper\r\nMurray", "grace@example.org", "103"),
    Person("emoji", "Zoë 🦊", "Ünal", "zoe@example.org", "104"),
    Person("rtl", "محمد", "الخوارزمي", "khwarizmi@example.org", "105"),
    Person("=1+1", '=HYPERLINK("http://evil.example","x")', "+Plus", "formula@example.org", "106"),
    Person("at", "@SUM(A1)", "-Minus", "at@example.org", "107"),
    Person("twin-a", "Kim", "Lee", "kim.a@example.org", "108"),
    Person("twin-b", "Kim", "Lee", "kim.b@example.org", "109"),
    Person("waiting", "<b>Waiting</b>", "<script>alert(1)</script>", "waiting@example.org", "110"),
)
ABSENT = Person("absent", "Never", "There", "absent@example.org", "111")
SLIP = "chain_dydx.weight_missing_inside"


def verdict(item: Item, outcome: str, score: float | None, **more) -> Verdict:
    return Verdict(item.notebook, item.cell, item.exercise, outcome, score, item.points, **more)


CORRECT = {
    SIGMOID.cell_id: verdict(SIGMOID, "correct", 3.0, checks=(("values at ordinary z", True),)),
    PROOF.cell_id: verdict(PROOF, "to_mark", None, reason="A human marks it."),
    DYDX.cell_id: verdict(DYDX, "correct", 6.0, checks=(("chains with 2 to 8 units", True),)),
    OWN.cell_id: verdict(OWN, "correct", 2.0, trusted=False, reason="A test cell without an exercise."),
}
WRONG = verdict(
    DYDX,
    "wrong",
    0.0,
    mistake=SLIP,
    hint=EXERCISES.hints.first(SLIP),
    evidence="Each slope is taken at a_{i-1} instead of z_i: the weight is missing inside.",
    reason="Failed: chains with 2 to 8 units.",
    checks=(("chains with 2 to 8 units", False),),
)


def work(person: Person, written: float | None, *changed: Verdict, **more) -> Work:
    """Return a submission that is right but for what is changed; `written` is the human's mark."""
    verdicts = CORRECT | {v.cell_id: v for v in changed}
    marks = {cell_id: Mark(v.score) for cell_id, v in verdicts.items()}
    if written is not None:
        marks[PROOF.cell_id] = Mark(None, written)
    elif marks[PROOF.cell_id].score is None:
        marks[PROOF.cell_id] = Mark(None, look_again=True)
    return Work(person, marks, verdicts, sandbox=more.pop("sandbox", "bubblewrap"), **more)


def invented_class() -> ClassRecord:
    """Return the class; all but one are marked."""
    comma, quote, newline, emoji, rtl, formula, at, twin_a, twin_b, waiting = PEOPLE
    timed_out = verdict(SIGMOID, "timed_out", 0.0, reason="A call took more than 5 s.")
    carried = replace(CORRECT[DYDX.cell_id], carried_forward=("sigmoid_prime",))
    missing = [verdict(item, "missing", 0.0, reason="No such notebook.") for item in (DYDX, OWN)]
    silent = verdict(PROOF, "not_attempted", 0.0, reason=NO_RESPONSE)
    works = (
        work(comma, 6.0, submitted=datetime(2026, 11, 20, 12, 30)),
        work(quote, 4.5, WRONG, comments={PROOF.cell_id: 'Good, but "why only there"?'}),
        work(newline, 3.0, WRONG),
        work(emoji, 5.0, timed_out),
        work(rtl, 6.0, carried),
        work(formula, None, silent, *missing),
        work(at, 2.0, seconds_late=7200.0, penalties={ONE: 1.0}),
        work(twin_a, 1.0),
        work(twin_b, 0.0, WRONG, sandbox="none"),
        work(waiting, None, submitted=datetime(2026, 11, 20, 13, 0)),
    )
    works[2].marks[PROOF.cell_id] = Mark(None, 3.0, look_again=True)
    wrong, right = ShortVerdict(0.0, "wrong", SLIP), ShortVerdict(6.0, "correct", None)
    changes = (
        VerdictChange("2026-11-24 09:00:00.0", "comma", TWO, "chain_dydx", wrong, right),
        VerdictChange("2026-11-24 09:00:00.0", "newline", TWO, "chain_dydx", right, wrong),
    )
    return ClassRecord(
        EXERCISES,
        ITEMS,
        works,
        absent=(ABSENT,),
        ungraded=("late-comer",),
        history=History(("2026-11-20 14:00:00.0", "2026-11-24 09:00:00.0"), changes),
    )


def cells(notebook: str = ONE, answer: str = "Since $s(1-s) \\le \\frac14$.") -> list[dict]:
    """Return the cells of a graded notebook as the grader writes them."""
    question = (
        "### Written answer SA1: how steep can it be? (6 points, about 12 min)\n\n> **Exercise.** Prove it.\n\n"
        "**What earns the points.** 2: you write a form. 4: your argument holds for *every* $z$.\n\n"
        "=== BEGIN MARK SCHEME ===\n\nSECRET MODEL ANSWER\n\n=== END MARK SCHEME ==="
    )

    def nbgrader(grade_id: str, **roles: bool) -> dict:
        return {"nbgrader": {"grade_id": grade_id, "schema_version": 3, **roles}}

    if notebook == TWO:
        return [
            {"cell_type": "markdown", "metadata": {}, "source": "# Notebook 2: Down the chain\n\nText."},
            {
                "cell_type": "code",
                "metadata": nbgrader("chain_dydx", solution=True),
                "source": "def chain_dydx(x, w): ...",
            },
            {
                "cell_type": "code",
                "metadata": nbgrader("check_chain_dydx", grade=True, locked=True),
                "source": "check()",
            },
            {
                "cell_type": "code",
                "metadata": nbgrader("my_test", grade=True, locked=True),
                "source": "assert HIDDEN_TEST",
            },
        ]
    return [
        {"cell_type": "markdown", "metadata": {}, "source": "# Notebook 1: One unit, one slope\n\nText."},
        {
            "cell_type": "code",
            "metadata": nbgrader("sigmoid", solution=True),
            "source": "def sigmoid(z):\n    return '<i>'",
        },
        {
            "cell_type": "code",
            "metadata": nbgrader("check_sigmoid", grade=True, locked=True),
            "source": "check()",
        },
        {
            "cell_type": "markdown",
            "metadata": nbgrader("question_bound_proof", locked=True),
            "source": question,
        },
        {
            "cell_type": "markdown",
            "metadata": nbgrader("written_bound_proof", grade=True, solution=True),
            "source": answer,
        },
        {
            "cell_type": "markdown",
            "id": "grader-notes",
            "metadata": {},
            "source": "**Notes**\n\n- A cell was missing.",
        },
    ]
