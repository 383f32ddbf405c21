"""fingerprints.json: current, without right numbers, and able to tell all answers apart."""

import dataclasses
import json
import re
import shutil

import numpy as np
import pytest

from autograder.authoring import fingerprints
from autograder.authoring.release import prepare_source
from autograder.coach import inputs, rounding
from autograder.coach.values import NotNumbersError, leaves
from autograder.content import Exercise, ExerciseSet, Hints, Values
from autograder.course.course import CONFIG, Course
from autograder.errors import NoInputsError
from tools.repository import RELEASE, REPOSITORY, SOURCE
from vanishing_gradients import ASSIGNMENT, EXERCISES

PLACES = [folder / EXERCISES.student_package / fingerprints.FILE for folder in (SOURCE, RELEASE)]
BOOK = json.loads(PLACES[0].read_text(encoding="utf-8"))
NUMBERED = {name: entry for name, entry in BOOK["exercises"].items() if "right" in entry}


PARTS = [
    pytest.param(name, {**entry, **further}, id=f"{name} {further.get('title', '')}".strip())
    for name, entry in NUMBERED.items()
    for further in ({}, *entry["further"])
]
"""For each exercise its ordinary inputs, and those of each kind that is graded besides."""


def _inputs(entry):
    return [tuple(map(inputs.argument, args)) for args in entry["inputs"]]


def _all_inputs(entry):
    parts = (entry, *entry["further"], *entry["properties"])
    return [args for part in parts for args in part["inputs"]]


@pytest.fixture(scope="module")
def current(once):
    """The text that the file must have: what a release writes into a source without the file."""

    def prepare(folder):
        (folder / "source" / ASSIGNMENT / EXERCISES.student_package).mkdir(parents=True)
        (folder / "source" / ASSIGNMENT / "01.ipynb").touch()
        shutil.copy(REPOSITORY / CONFIG, folder)
        prepare_source(Course.open(folder), ASSIGNMENT)

    source = once("prepared-source", prepare) / "source" / ASSIGNMENT
    return (source / EXERCISES.student_package / fingerprints.FILE).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", PLACES, ids=["source", "release"])
def test_the_file_is_current(path, current):
    assert path.read_text(encoding="utf-8") == current, f"write it again: autograder release {ASSIGNMENT}"


def test_a_release_begins_with_a_current_file_in_the_source(current):
    few = fingerprints.build(dataclasses.replace(EXERCISES, exercises=EXERCISES.exercises[:3]))
    written = json.loads(current)["exercises"]
    assert {name: written[name] for name in few["exercises"]} == json.loads(json.dumps(few["exercises"]))


def test_every_exercise_is_there():
    assert list(BOOK["exercises"]) == list(EXERCISES)


@pytest.mark.parametrize("name", sorted(set(EXERCISES) - set(NUMBERED)))
def test_of_an_answer_whose_numbers_nobody_may_look_at_the_form_and_wrong_ones_are_kept(name):
    entry, form, reference = BOOK["exercises"][name], EXERCISES[name].public, EXERCISES[name].reference
    assert entry["form"] == {"parts": list(form.parts), "says": form.says}
    assert entry["tried_on"] == list(form.tried_on)
    right = rounding.digest(BOOK["salt"] + name, [list(leaves(reference()))], entry["digits"])
    assert right not in json.dumps(entry)
    assert set(entry) == {"notebook", "form", "tried_on", "digits", "wrong"}


def test_such_answers_are_the_maximum_and_the_counterexample():
    assert set(EXERCISES) - set(NUMBERED) == {"max_of_sigmoid_prime", "find_counterexample"}


@pytest.mark.parametrize(("name", "entry"), PARTS)
def test_no_two_answers_share_a_fingerprint(name, entry):
    assert not set(entry["right"]) & set(entry["wrong"])
    assert entry["nearly"] not in entry["right"] if "nearly" in entry else entry["digits"] == 3


@pytest.mark.parametrize("name", NUMBERED)
def test_no_right_number_stands_in_the_file(name):
    # Weights among the factors of a chain and x among its values are inputs, and stand there as such.
    entry = NUMBERED[name]
    ids = {f"{name}.unknown", *entry["wrong"].values()}
    hidden = ("right", "wrong", "nearly", "inputs", "further", "properties")
    readable = {key: part for key, part in entry.items() if key not in hidden}
    text = json.dumps([readable, [BOOK["hints"][mistake_id] for mistake_id in sorted(ids)]])
    for args in _inputs(entry):
        for _, array in leaves(EXERCISES[name].reference(*args)):
            for value in np.ravel(array).tolist():
                spelled = f"{abs(value):.4g}"
                if len(spelled.lstrip("0.").replace(".", "")) > 2:
                    assert not re.search(rf"(?<!\d){re.escape(spelled)}(?!\d)", text)


def test_digests_are_short_hexadecimal_texts():
    for _, entry in (part.values for part in PARTS):
        for digest in (*entry["right"], *entry["wrong"]):
            assert re.fullmatch(r"[0-9a-f]{16}", digest)


def test_hints_are_those_of_the_catalogue():
    for mistake_id, steps in BOOK["hints"].items():
        assert tuple(steps) == EXERCISES.hints.of(mistake_id)


@pytest.mark.parametrize(("name", "entry"), PARTS)
def test_a_tiny_error_leaves_the_fingerprint_as_it_is(name, entry):
    reference = EXERCISES[name].reference
    error = fingerprints.MARGIN * EXERCISES[name].tolerance[0]
    for factor in (1 - error, 1 + error):
        rows = [
            [(place, array * factor) for place, array in leaves(reference(*args))] for args in _inputs(entry)
        ]
        digest = rounding.digest(BOOK["salt"] + name, rows, entry["digits"])
        assert digest in entry["right"]


@pytest.mark.parametrize(
    ("value", "clear"), [(1.23456, True), (1.234565, False), (-98765.45, False), (0.0, True), (np.nan, True)]
)
def test_a_number_at_the_edge_of_its_rounding_cell_is_not_clear(value, clear):
    assert fingerprints._inside([[("", np.array([0.5, value]))]], 6, 0.02, 0.0) == clear


def test_a_number_that_an_allowed_error_would_move_to_the_next_cell_is_not_clear():
    rows = [[("", np.array(1.2345))]]
    assert not fingerprints._inside(rows, 3, 0.02, 1e-3)
    assert fingerprints._inside(rows, 3, 0.02, 1e-4)


def test_inputs_can_be_typed_by_hand():
    for entry in NUMBERED.values():
        for number in re.findall(r"-?[0-9][-0-9.e]*", json.dumps(_all_inputs(entry))):
            assert len(number.split("e")[0].strip("-").replace(".", "").lstrip("0")) <= 5


def test_a_draw_that_cannot_work_is_told():
    at_the_edge = 1.0000005
    blind = dataclasses.replace(
        EXERCISES["sigmoid"],
        reference=lambda z: np.asarray(z) * 0 + at_the_edge,
        public=lambda rng: [(1.0,)],
    )
    with pytest.raises(NoInputsError, match="sigmoid"):
        fingerprints.build(dataclasses.replace(EXERCISES, exercises=(blind,)))


# The students' rounding code: the coach that they have is the engine's, byte for byte


@pytest.mark.parametrize(
    ("one", "other"),
    [(0, 0.0), (0.0, -0.0), (2, 2.0), (1, np.float32(1)), (0.1, 0.1 + 1e-13), (np.nan, -np.nan)],
)
def test_numbers_that_are_spelled_alike(one, other):
    spell = rounding.spell
    assert spell(np.asarray(one).item(), 6) == spell(np.asarray(other).item(), 6)


@pytest.mark.parametrize(("one", "other"), [(0.0, 1e-300), (1.0, 1.00001), (np.inf, -np.inf), (1.0, np.nan)])
def test_numbers_that_are_spelled_differently(one, other):
    assert rounding.spell(one, 6) != rounding.spell(other, 6)


@pytest.mark.parametrize(("place", "seen"), [(0, True), (-1, True), (1, False)])
def test_of_a_long_array_some_numbers_are_enough(place, seen):
    row = np.linspace(1.0, 2.0, 1000)
    other = row.copy()
    other[place] += 1.0
    one, two = (rounding.digest("salt", [leaves(array)], 6) for array in (row, other))
    assert (one != two) == seen
    assert one != rounding.digest("salt", [leaves(row[:999])], 6)


@pytest.mark.parametrize(
    "argument",
    [
        2,
        0.25,
        [1, 2, -3],
        [0.5, 1.5],
        np.array([1, 2, -3]),
        np.array([0.5, 1.5]),
        np.array([[0.5, 1.5]]),
        np.tile([0.5, 1.5, -2.0], 700),
        np.arange(100.0),
        [np.eye(2), np.ones((2, 2))],
    ],
    ids=repr,
)
def test_an_input_is_the_same_after_it_was_stored(argument):
    text = json.dumps(inputs.stored(argument))
    back = inputs.argument(json.loads(text))
    assert type(back) is type(argument)
    assert inputs.same(back, argument)
    assert np.asarray(back).dtype == np.asarray(argument).dtype
    assert len(text) < 800


def test_a_long_input_is_shown_as_a_student_would_type_it():
    row = np.tile([0.5, 1.5], 700)
    assert inputs.spell_call("f", (2.0, row)) == "f(2.0, np.tile([0.5, 1.5], 700))"


def test_a_list_and_an_array_have_one_digest():
    def digest(value):
        return rounding.digest("salt", [leaves(value)], 6)

    assert digest([0.5, 1]) == digest(np.array([0.5, 1.0])) == digest((np.array(0.5), 1))
    assert digest([0.5, 1]) != digest([[0.5, 1]])
    assert digest([0.5]) != digest(0.5)


@pytest.mark.parametrize("value", [None, "0.5", True, [True], np.array([True]), {"x": None}, object()])
def test_what_is_no_number_has_no_digest(value):
    with pytest.raises(NotNumbersError):
        list(leaves(value))


def test_an_argument_is_moved_only_to_where_there_is_an_answer():
    def one_row(rng):
        return [(rng.uniform(1.0, 2.0, 3), 2)]

    exercise = Exercise(
        "pick", "1", "picking", lambda z, index: float(z[index]), (Values("v", 1, one_row),), one_row
    )
    hints = Hints.from_steps({"pick.unknown": ("a", "b", "c")})
    entry = fingerprints.build(ExerciseSet("picking", (exercise,), hints=hints))["exercises"]["pick"]
    assert entry["probes"] == {"z": [[0, 0, 0], [0, 0, 1]], "index": [[0, 1, 1]]}
