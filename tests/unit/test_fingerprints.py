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


def _inputs(entry):
    return [tuple(map(inputs.argument, args)) for args in entry["inputs"]]


@pytest.fixture(scope="module")
def current():
    """The text that the file must have."""
    return fingerprints.text(EXERCISES)


@pytest.mark.parametrize("path", PLACES, ids=["source", "release"])
def test_the_file_is_current(path, current):
    assert path.read_text(encoding="utf-8") == current, f"write it again: autograder release {ASSIGNMENT}"


def test_a_release_begins_with_a_current_file_in_the_source(tmp_path, current):
    source = tmp_path / "source" / ASSIGNMENT
    (source / EXERCISES.student_package).mkdir(parents=True)
    (source / "01.ipynb").touch()
    shutil.copy(REPOSITORY / CONFIG, tmp_path)
    prepare_source(Course.open(tmp_path), ASSIGNMENT)
    written = source / EXERCISES.student_package / fingerprints.FILE
    assert written.read_text(encoding="utf-8") == current


def test_every_exercise_is_there():
    assert list(BOOK["exercises"]) == list(EXERCISES)


@pytest.mark.parametrize("name", sorted(set(EXERCISES) - set(NUMBERED)))
def test_of_an_answer_whose_numbers_nobody_may_look_at_the_form_alone_is_kept(name):
    form = EXERCISES[name].public
    assert BOOK["exercises"][name] == {
        "notebook": EXERCISES[name].notebook,
        "form": {"parts": list(form.parts), "says": form.says},
    }


def test_such_answers_are_the_maximum_and_the_counterexample():
    assert set(EXERCISES) - set(NUMBERED) == {"max_of_sigmoid_prime", "find_counterexample"}


@pytest.mark.parametrize("name", NUMBERED)
def test_no_two_answers_share_a_fingerprint(name):
    entry = NUMBERED[name]
    assert not set(entry["right"]) & set(entry["wrong"])
    assert entry["nearly"] not in entry["right"] if "nearly" in entry else entry["digits"] == 3


@pytest.mark.parametrize("name", NUMBERED)
def test_no_right_number_stands_in_the_file(name):
    # Weights among the factors of a chain and x among its values are inputs, and stand there as such.
    entry = NUMBERED[name]
    ids = {f"{name}.unknown", *entry["wrong"].values()}
    readable = {key: part for key, part in entry.items() if key not in ("right", "wrong", "nearly", "inputs")}
    text = json.dumps([readable, [BOOK["hints"][mistake_id] for mistake_id in sorted(ids)]])
    for args in _inputs(entry):
        for _, array in leaves(EXERCISES[name].reference(*args)):
            for value in np.ravel(array).tolist():
                spelled = f"{abs(value):.4g}"
                if len(spelled.lstrip("0.").replace(".", "")) > 2:
                    assert not re.search(rf"(?<!\d){re.escape(spelled)}(?!\d)", text)


def test_digests_are_short_hexadecimal_texts():
    for entry in NUMBERED.values():
        for digest in (*entry["right"], *entry["wrong"]):
            assert re.fullmatch(r"[0-9a-f]{16}", digest)


def test_hints_are_those_of_the_catalogue():
    for mistake_id, steps in BOOK["hints"].items():
        assert tuple(steps) == EXERCISES.hints.of(mistake_id)


@pytest.mark.parametrize("name", NUMBERED)
def test_a_tiny_error_leaves_the_fingerprint_as_it_is(name):
    entry = NUMBERED[name]
    reference = EXERCISES[name].reference
    error = EXERCISES[name].tolerance[0]
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
        for number in re.findall(r"[-0-9.e]+", json.dumps(entry["inputs"])):
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


def test_an_argument_that_cannot_be_moved_any_further_is_no_probe():
    def one_row(rng):
        return [(rng.uniform(1.0, 2.0, 3), 2)]

    exercise = Exercise(
        "pick", "1", "picking", lambda z, index: float(z[index]), (Values("v", 1, one_row),), one_row
    )
    hints = Hints.from_steps({"pick.unknown": ("a", "b", "c")})
    entry = fingerprints.build(ExerciseSet("picking", (exercise,), hints=hints))["exercises"]["pick"]
    assert entry["probes"] == {"z": [0, 0]}
