"""The checks of no exercise change without its version: else nobody's marks would say why they changed."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from autograder.content import Exercise
from tests.golden.exercise_digest import digest_of
from tests.golden.exercise_versions import (
    GONE,
    LOWERED,
    RAISE,
    UPDATE,
    Entries,
    entries_of,
    problems,
    read,
    updated,
    write,
)
from vanishing_gradients import EXERCISES

MODULE = '''
"""An exercise."""

from functools import partial

import numpy as np

from autograder.content import Exercise, Property, Values

LIMIT = 2.0
MARGIN = np.array([0.5, 1.5])


def reference(x):
    """Return the double."""
    return helper(x) + x


def helper(x: float) -> float:
    return x


def sample(rng, low=LIMIT):
    return [(float(rng.uniform(low, 3.0)),)]  # one number


def near(limit):
    def one(call, rng):
        return bool(call(0.0) == 0) and limit > MARGIN[0]

    def two(call, rng):
        value = call(1.0)
        other = call(-1.0)
        return other + value == 0

    return Property("zero at zero", 0.5, lambda call, rng: one(call, rng) or two(call, rng) > 1)


EXERCISE = Exercise(
    "double",
    "1.1",
    "01-numbers",
    reference,
    (
        Values("values", 1.5, sample),
        Values("far out", 1.0, lambda rng: [(1e9,)], rtol=1e-6), near(1.0),
        Property("odd", 0.5, lambda call, rng: call(-2.0) == -call(2.0)), Property("even", 0.5, lambda call, rng: True),
    ),
    sample,
    needs=("one",),
)
'''


@pytest.fixture
def digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Gives the digest of the exercise in a module's text."""

    def made(text: str) -> str:
        name = f"course_{len(list(tmp_path.iterdir()))}"
        path = tmp_path / f"{name}.py"
        path.write_text(text)
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, name, module)
        spec.loader.exec_module(module)
        exercise: Exercise = module.EXERCISE
        return digest_of(exercise)

    return made


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"values", 1.5', '"all values", 1.5'),
        ('"values", 1.5', '"values", 2.5'),
        ("rtol=1e-6", "rtol=1e-5"),
        ("rtol=1e-6", "atol=1e-6"),
        ("LIMIT = 2.0", "LIMIT = 1.0"),
        ("rng.uniform(low, 3.0)", "rng.uniform(low, 4.0)"),
        ("(1e9,)", "(1e8,)"),
        ("near(1.0)", "near(2.0)"),
        ("[0.5, 1.5]", "[0.25, 1.5]"),
        ("one(call, rng) or two(call, rng)", "two(call, rng) or one(call, rng)"),
        ("other + value", "other + other"),
        ("return helper(x) + x", "return helper(x) - x"),
        ("    return x\n", "    return 2 * x\n"),
        ("call(-2.0) == -call(2.0)", "call(-2.0) == call(2.0)"),
        ("rng: True", "rng: False"),
        ('needs=("one",)', "needs=()"),
        ('Values("values", 1.5, sample),', ""),
    ],
)
def test_the_digest_changes_with_what_decides(digest, old: str, new: str) -> None:
    assert MODULE.count(old) == 1
    assert digest(MODULE.replace(old, new)) != digest(MODULE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"""Return the double."""', '"""Return two times x."""'),
        ('    """Return the double."""\n', ""),
        ("# one number", "# a number"),
        ("x: float) -> float", "x)"),
        (
            "def helper(x: float) -> float:\n    return x\n",
            "def helper(x: float) -> float:\n\n    return (x)\n",
        ),
        ("helper", "renamed"),
        ("LIMIT", "LOWEST"),
        (" value ", " first "),
        ('"1.1"', '"1.2"'),
        ("    sample,\n    needs", "    lambda rng: [(1.0,)],\n    needs"),
        ("import numpy as np\n", "import numpy as np\nimport math\n"),
    ],
)
def test_the_digest_stays_with_what_decides_nothing(digest, old: str, new: str) -> None:
    assert old in MODULE
    assert digest(MODULE.replace(old, new)) == digest(MODULE)


def entry(version: int, digest: str) -> Entries:
    return {"double": {"version": version, "digest": digest}}


@pytest.mark.parametrize(
    ("known", "now", "problem"),
    [
        (entry(1, "a"), entry(1, "a"), None),
        (entry(1, "a"), entry(1, "b"), RAISE.format(name="double", version=1)),
        (entry(1, "a"), entry(2, "b"), UPDATE.format(name="double", version=2)),
        (entry(1, "a"), entry(2, "a"), UPDATE.format(name="double", version=2)),
        (entry(2, "a"), entry(1, "b"), LOWERED.format(name="double", before=2, version=1)),
        ({}, entry(1, "a"), UPDATE.format(name="double", version=1)),
        (entry(1, "a"), {}, GONE.format(name="double")),
    ],
)
def test_a_problem_says_what_to_do(known: Entries, now: Entries, problem: str | None) -> None:
    assert problems(known, now).get("double") == problem


def test_an_update_keeps_the_digest_of_checks_that_changed_without_a_new_version() -> None:
    assert updated(entry(1, "a"), entry(1, "b")) == entry(1, "a")


@pytest.mark.parametrize("known", [{}, entry(1, "a")])
def test_an_update_takes_what_is_new(known: Entries) -> None:
    assert updated(known, entry(2, "b")) == entry(2, "b")


def test_the_checks_of_no_exercise_of_this_course_changed_without_its_version(update: bool) -> None:
    now = entries_of(EXERCISES.values())
    if update:
        write(updated(read(), now))
    assert "\n".join(problems(read(), now).values()) == ""
