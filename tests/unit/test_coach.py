"""The coach: the same for every course, copied byte for byte, and silent about any topic."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from autograder import coach as home
from autograder.authoring import coach
from autograder.coach import findings, inputs, naming
from autograder.coach.forms import has_parts

from .conftest import LAB

HOME = Path(home.__file__).parent
RELEASED = LAB.parents[2] / "release" / LAB.parent.name / LAB.name
TOPIC = (
    r"sigmoids?|gradients?|chains?|vanish\w*|slopes?|steep\w*|deriv\w*|tangents?|neurons?|units?|weights?|bias\w*|"
    r"dy/?dx|activations?|layers?|depths?|training|chainlab|draw_\w+|explore_\w+|0\d-[a-z-]+|notebook \d"
)
"""Words of this course; none of them may stand in what every course gets."""


# The copy


@pytest.mark.parametrize("package", [LAB, RELEASED], ids=["source", "release"])
def test_a_course_holds_the_coach_byte_for_byte(package):
    assert coach.is_current(package)
    assert {path.name for path in (package / "coach").iterdir() if path.name != "__pycache__"} == {
        path.name for path in HOME.glob("*.py")
    }


def test_it_is_put_into_a_package_that_has_none(tmp_path):
    assert not coach.is_current(tmp_path / "lab")
    assert coach.version(tmp_path / "lab") is None
    coach.install(tmp_path / "lab")
    assert coach.is_current(tmp_path / "lab")
    assert coach.version(tmp_path / "lab") == home.VERSION


def test_what_is_stale_goes(tmp_path):
    folder = tmp_path / "coach"
    (folder / "old").mkdir(parents=True)
    (folder / "old" / "study.py").write_text("")
    (folder / "gone.py").write_text("")
    (folder / "check.py").write_text("old")
    (tmp_path / "drawing.py").write_text("the course's own")
    coach.install(tmp_path)
    assert {path.name for path in folder.iterdir()} == {path.name for path in HOME.glob("*.py")}
    assert (tmp_path / "drawing.py").is_file()


@pytest.mark.parametrize(
    ("change", "version"),
    [
        (lambda folder: (folder / "check.py").unlink(), home.VERSION),
        (lambda folder: (folder / "more.py").write_text(""), home.VERSION),
        (lambda folder: (folder / "__init__.py").write_text('"""Old."""\n\nVERSION = "0"\n'), "0"),
        (lambda folder: (folder / "__init__.py").write_bytes(b"\xff"), None),
        (lambda folder: (folder / "__init__.py").write_text("raise SystemExit\n"), None),
    ],
)
def test_a_coach_that_differs_is_not_current(tmp_path, change, version):
    coach.install(tmp_path)
    change(tmp_path / "coach")
    assert not coach.is_current(tmp_path)
    assert coach.version(tmp_path) == version


def test_it_works_in_a_package_of_any_name(tmp_path):
    coach.install(tmp_path / "helpers")
    (tmp_path / "helpers" / "__init__.py").write_text(
        "from . import coach\n"
        "from .coach.bring import bring\n"
        "from .coach.check import check\n"
        "from .coach.loading import load_late\n"
        "__getattr__ = load_late(__name__, {'coach': coach.LATE})\n"
    )
    (tmp_path / "1.ipynb").write_text(
        '{"cells": [{"cell_type": "code", "source": "from helpers import plot\\nimport math"},'
        ' {"cell_type": "code", "metadata": {"nbgrader": {"grade_id": "area", "solution": true}},'
        ' "source": "def area(r):\\n    return math.pi * r * r"}]}'
    )
    code = "from helpers import bring, check, progress\nprint(bring('area')(1.0))\ncheck('area', abs)\nprogress()"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert "area: taken from 1.ipynb.\n3.14159" in done.stdout
    assert "The file helpers/fingerprints.json is missing or damaged" in " ".join(done.stdout.split())
    assert "no notebooks of the course in this folder" in " ".join(done.stdout.split())


# The text


@pytest.mark.parametrize("path", sorted(HOME.glob("*.py")), ids=lambda path: path.stem)
def test_it_names_no_topic(path):
    found = [
        (number, match[0])
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        for match in re.finditer(rf"(?<![\w-])(?:{TOPIC})\b", line, re.IGNORECASE)
    ]
    assert found == []


@pytest.mark.parametrize("path", sorted(HOME.glob("*.py")), ids=lambda path: path.stem)
def test_it_imports_nothing_but_itself_and_what_students_have(path):
    imported = re.findall(r"^\s*(?:from|import) +([\w.]+)", path.read_text("utf-8"), re.MULTILINE)
    allowed = sys.stdlib_module_names | {"numpy", "IPython", "ipywidgets"}  # the last where it is there
    assert [name for name in imported if name.split(".")[0] not in allowed | {""}] == []
    assert not any(name.startswith("..") for name in imported)


# Functions as texts


def test_a_text_makes_one_function():
    cube = inputs.spelled("lambda t: t**3")
    assert cube(2.0) == 8.0
    assert inputs.spelled("lambda t: t**3") is cube


def test_a_spelled_function_is_stored_by_its_text():
    wave = inputs.spelled("lambda t: np.sin(2 * t)")
    assert inputs.stored(wave) == {"function": "lambda t: np.sin(2 * t)"}
    assert inputs.argument(inputs.stored(wave)) is wave


def test_a_spelled_function_is_shown_as_it_would_be_typed():
    args = (inputs.spelled("lambda t: t**3"), 0.5, np.array([1.0, 2.0]))
    assert inputs.spell_call("slope_of", args) == "slope_of(lambda t: t**3, 0.5, np.array([1.0, 2.0]))"


def test_spelled_functions_are_the_same_if_their_texts_are():
    assert inputs.same(inputs.spelled("lambda t: t"), inputs.argument({"function": "lambda t: t"}))
    assert not inputs.same(inputs.spelled("lambda t: t"), inputs.spelled("lambda t: t + 0"))


def test_a_function_of_numpy_can_be_spelled():
    assert inputs.stored(inputs.spelled("np.cos")) == {"function": "np.cos"}


def test_another_function_cannot_be_stored():
    with pytest.raises(TypeError, match="cannot store function"):
        inputs.stored(lambda t: t)


def test_what_is_no_function_cannot_be_spelled():
    with pytest.raises(TypeError, match="is no function"):
        inputs.spelled("3")


# Results of which only the form counts


@pytest.mark.parametrize(
    ("parts", "value", "fits"),
    [
        ([0, 0], (0, 0.25), True),
        ([0, 0], np.array([3.0, 4.0]), True),
        ([0, 0], np.array([3.0, np.nan]), False),
        ([0, 0], np.array([[3.0], [4.0]]), False),
        ([0, 0], np.array([True, False]), False),
        ([0, 0], (0, 1, 2), False),
        ([0, 0], [[0], [1]], False),
        ([0, 0], 0.25, False),
        ([0, 2], (0.5, [1, 2]), True),
        ([0, 2], [np.float64(1), np.array([2.0, 3.0, 4.0])], True),
        ([0, 2], (0.5, [2.0]), False),
        ([0, 2], (0.5, "12"), False),
        ([0, 2], np.array([1.0, 2.0]), False),
        ([0, 2], (np.inf, [1, 2]), False),
        ([2, 1, 0], ([1, 2], (3,), 4), True),
        ([2, 1, 0], ([1, 2], (), 4), False),
        ([0, 0], (0, 10**400), False),
    ],
)
def test_a_result_has_its_parts_or_not(parts, value, fits):
    assert has_parts(value, parts) is fits


# What a course measures


@pytest.fixture
def pages(monkeypatch):
    entry = {"inputs": [[2.0]], "forms": [[["", []]]], "digits": 6, "right": [], "wrong": {}, "probes": {}}
    hints = {"area.unknown": ["a", "b", "c"]}
    book = {"salt": "", "exercises": {"area": entry | {"measured_on": "side"}}, "hints": hints}
    monkeypatch.setattr(findings, "book", lambda: book)
    monkeypatch.setattr(naming, "_MEASUREMENTS", [])
    return entry


def test_without_a_measurement_of_the_course_none_is_told(pages):
    assert len(findings.examine("area", lambda x: x).sentences) == 4


def test_a_course_can_measure(pages):
    naming.use_measurement(lambda name, function, other, args: [f"{name} {other} {args} {function(*args)}"])
    assert "area side (2.0,) 2.0" in findings.examine("area", lambda x: x).sentences
