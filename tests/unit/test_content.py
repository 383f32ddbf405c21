"""What a course brings: a set of exercises that is found by its name, its hints, and what its checks look at."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping
from dataclasses import FrozenInstanceError, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.coach.forms import has_parts
from autograder.content import RTOL, Exercise, ExerciseSet, Form, Hints, JudgedCall, Mistake, Property, Values
from autograder.content.hints import STEPS
from vanishing_gradients import ASSIGNMENT, EXERCISES


def doubled(x: float) -> float:
    return 2 * x


def some(rng: np.random.Generator) -> list[tuple[float]]:
    return [(float(rng.uniform(1, 2)),)]


def exercise(name: str, *needs: str, notebook: str = "01-first") -> Exercise:
    return Exercise(
        name, "1.1", notebook, doubled, (Values("ordinary numbers", 2.0, some),), some, needs=needs
    )


SUMS = ExerciseSet(
    "sums",
    (
        exercise("one"),
        exercise("two", "one"),
        exercise("three", "two"),
        exercise("apart", notebook="02-second"),
    ),
    mistakes=(
        Mistake("two.first", "two", doubled, "Seen."),
        Mistake("one.other", "one", doubled, "Seen."),
        Mistake("two.second", "two", doubled, "Seen."),
    ),
)

# The set


def test_a_set_maps_the_names_of_functions_to_exercises_in_their_order() -> None:
    assert isinstance(SUMS, Mapping)
    assert list(SUMS) == ["one", "two", "three", "apart"]
    assert len(SUMS) == 4
    assert SUMS["two"] is SUMS.exercises[1]
    assert "four" not in SUMS


def test_a_set_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        SUMS.assignment = "others"  # type: ignore[misc]


def test_a_set_with_other_exercises_knows_those_alone() -> None:
    shorter = replace(SUMS, exercises=SUMS.exercises[:1])
    assert (list(shorter), len(SUMS)) == (["one"], 4)


def test_a_test_cell_stands_for_its_exercise() -> None:
    assert SUMS.of_check("check_two", "01-first") is SUMS["two"]


@pytest.mark.parametrize(
    ("grade_id", "notebook"),
    [
        ("two", "01-first"),
        ("check_four", "01-first"),
        ("check_", "01-first"),
        ("check_two", "02-second"),
        ("written_two", "01-first"),
    ],
    ids=["the solution", "an unknown name", "no name", "another notebook", "a written answer"],
)
def test_no_other_cell_stands_for_an_exercise(grade_id: str, notebook: str) -> None:
    assert SUMS.of_check(grade_id, notebook) is None


def test_the_mistakes_of_an_exercise_keep_their_order() -> None:
    assert [mistake.slip for mistake in SUMS.mistakes_of("two")] == ["first", "second"]
    assert SUMS.mistakes_of("three") == ()


def test_an_exercise_builds_on_what_its_needs_build_on() -> None:
    assert SUMS.prerequisites("three") == {"one", "two"}
    assert SUMS.prerequisites("one") == set()


@pytest.mark.parametrize("name", EXERCISES)
def test_an_exercise_builds_on_earlier_ones_alone(name: str) -> None:
    names = list(EXERCISES)
    assert EXERCISES.prerequisites(name) <= set(names[: names.index(name)])


# Its pickle


def test_a_set_is_pickled_by_its_name() -> None:
    assert pickle.loads(pickle.dumps(EXERCISES)) is EXERCISES
    assert len(pickle.dumps(EXERCISES)) < 200


def test_a_set_that_has_no_name_is_not_pickled() -> None:
    with pytest.raises(TypeError, match=rf"'{ASSIGNMENT}' is the value of no module"):
        pickle.dumps(replace(EXERCISES, mistakes=()))


def test_a_set_without_exercises_is_pickled_as_it_is() -> None:
    words = {f"{name}.unknown": (name,) * STEPS for name in "ab"}
    bare = ExerciseSet("essays", (), hints=Hints(words), student_package="lab")
    again = pickle.loads(pickle.dumps(bare))
    assert (again.assignment, again.hints, again.student_package) == ("essays", bare.hints, "lab")


# An exercise


def test_an_exercise_has_the_points_of_its_checks() -> None:
    odd = Property("odd", 0.5, lambda call, rng: True)
    assert replace(SUMS["one"], checks=(*SUMS["one"].checks, odd)).points == 2.5


def test_the_tolerance_of_an_exercise_is_the_largest_of_its_checks() -> None:
    rough, counted = Values("a", 1.0, some, rtol=1e-3), Values("b", 1.0, some, atol=2.0)
    assert SUMS["one"].tolerance == (RTOL, 0.0)
    assert replace(SUMS["one"], checks=(rough, counted)).tolerance == (1e-3, 2.0)


def test_an_argument_that_is_not_given_has_no_name() -> None:
    dydx = EXERCISES["chain_dydx"]
    assert dydx.named((1.0, [2.0])) == {"x": 1.0, "w": [2.0]}


FORMS = {name: each.public for name, each in EXERCISES.items() if isinstance(each.public, Form)}


@pytest.mark.parametrize("name", FORMS)
def test_the_right_answer_has_the_form_that_is_asked_for(name: str) -> None:
    assert has_parts(EXERCISES[name].reference(), FORMS[name].parts)


@pytest.mark.parametrize(
    ("answer", "fits"),
    [
        ((0.5, [1.0, 2.0]), True),
        ((0.5, [1.0, 2.0, 3.0]), True),
        ((0.5, [1.0]), False),
        (([0.5], [1.0, 2.0]), False),
        ((0.5,), False),
        ((float("nan"), [1.0, 2.0]), False),
    ],
)
def test_a_form_asks_for_one_number_or_for_a_row_of_at_least_so_many(answer: Any, fits: bool) -> None:
    assert has_parts(answer, Form((0, 2), "the result should be a number and a row.").parts) is fits


# What is judged


def judged(expected: Any, got: Any, **args: Any) -> JudgedCall:
    return JudgedCall(args, expected, got, right=False)


def test_a_call_pairs_the_numbers_that_stand_in_one_place() -> None:
    pairs = judged({"x": 1.0, "w": [2.0, 3.0]}, {"w": [4.0, 5.0], "x": 6.0}).pairs
    assert [(want.tolist(), have.tolist()) for want, have in pairs] == [([2.0, 3.0], [4.0, 5.0]), (1.0, 6.0)]


@pytest.mark.parametrize("got", [{"x": 1.0}, (1.0, 2.0), 1.0], ids=["one missing", "a tuple", "a number"])
def test_an_answer_of_another_form_has_no_pairs(got: Any) -> None:
    assert judged({"x": 1.0, "w": 2.0}, got).pairs == []


@pytest.mark.parametrize(
    ("args", "length"),
    [
        ({"x": 1.0, "w": np.ones(3), "b": None}, 3),
        ({"w": [1.0, 2.0]}, 2),
        ({"z": np.ones((2, 5))}, 10),
        ({"x": 1.0}, 0),
        ({"matrices": [np.ones((9, 9))]}, 0),
        ({}, 0),
    ],
    ids=["an array", "a list", "a table", "a number", "matrices", "nothing"],
)
def test_the_length_of_a_call_is_that_of_its_longest_row_of_numbers(
    args: dict[str, Any], length: int
) -> None:
    assert judged(0.0, 0.0, **args).length == length


# Hints


@pytest.fixture
def words(tmp_path: Path) -> Callable[..., Path]:
    """Writes a file with the hints of some topics: each is its topic with a number."""

    def write(name: str, *topics: str) -> Path:
        lines = [f'"{topic}" = {[f"{topic} {step}" for step in range(STEPS)]}' for topic in topics]
        (tmp_path / name).write_text("\n".join(lines))
        return tmp_path / name

    return write


def test_slips_of_a_family_share_their_words(words: Callable[..., Path]) -> None:
    hints = Hints.read([words("a.toml", "chain.sign")], families=("chain",))
    assert hints.topic("f.sign") == hints.topic("g.sign") == "chain.sign"
    assert hints.of("f.sign") == ("chain.sign 0", "chain.sign 1", "chain.sign 2")


def test_a_mistakes_own_words_go_before_those_of_its_family(words: Callable[..., Path]) -> None:
    hints = Hints.read([words("a.toml", "chain.sign", "f.sign")], families=("chain",))
    assert (hints.first("f.sign"), hints.first("g.sign")) == ("f.sign 0", "chain.sign 0")


def test_words_are_shared_in_no_family_that_was_not_named(words: Callable[..., Path]) -> None:
    hints = Hints.read([words("a.toml", "chain.sign")])
    with pytest.raises(KeyError, match=r"f\.sign"):
        hints.of("f.sign")


def test_a_mistake_without_words_is_named_with_what_to_do() -> None:
    with pytest.raises(KeyError, match=r"no hint for f\.slip: add it to the hints"):
        Hints().first("f.slip")


def test_the_words_of_a_course_go_before_the_general_ones(words: Callable[..., Path]) -> None:
    general = Hints.read(())
    hints = Hints.read([words("a.toml", "any.sign")])
    assert hints.first("any.sign") == "any.sign 0" != general.first("any.sign")
    assert hints.of("any.reversed") == general.of("any.reversed")


def test_a_topic_in_two_files_is_refused(words: Callable[..., Path]) -> None:
    with pytest.raises(ValueError, match=r"b\.toml repeats f\.sign$"):
        Hints.read([words("b.toml", "f.sign", "f.twice"), words("a.toml", "f.sign")])


def test_lines_of_a_hint_are_joined(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('"f.sign" = ["""What\n  sign?""", "b", "c"]')
    assert Hints.read([tmp_path / "a.toml"]).first("f.sign") == "What sign?"
