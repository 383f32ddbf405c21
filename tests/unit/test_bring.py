"""`bring`: functions of earlier notebooks, and kind words where they are missing. Importing is cheap."""

import importlib
import json
import os
import re
import subprocess
import sys
import types

import pytest

from vanishing_gradients import EXERCISES

from .conftest import LAB, one_line

# bring


def cell(grade_id, source):
    about = {"nbgrader": {"grade_id": grade_id, "solution": True}} if grade_id else {}
    return {"cell_type": "code", "metadata": about, "source": source}


def write(path, *cells):
    path.write_text(json.dumps({"cells": list(cells), "nbformat": 4, "nbformat_minor": 5}))


SIGMOID = cell("sigmoid", "def sigmoid(z):\n    return np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))\n")
SLOPE = cell("sigmoid_prime", "def sigmoid_prime(z):\n    return sigmoid(z) * sigmoid(np.negative(z))\n")
STUB = cell("sigmoid_prime", "def sigmoid_prime(z):\n    # YOUR CODE HERE\n    raise NotImplementedError()\n")
FORWARD = cell(
    "chain_forward",
    ["def chain_forward(x, w, b=None):\n", "    z = w[0] * x\n", "    return [z], [x, sigmoid(z)]\n"],
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_function_is_brought_with_the_cells_before_it(lab, folder, capsys):
    write(folder / "01.ipynb", cell("predict_x", 'predict("x", "...")'), SIGMOID, cell(None, "boom"), SLOPE)
    assert lab.bring("sigmoid_prime")(0.0) == 0.25
    assert capsys.readouterr().out == "sigmoid_prime: taken from 01.ipynb; it passes its check.\n"


def test_a_function_that_was_saved_again_is_brought_again(lab, folder):
    path = folder / "01.ipynb"
    write(path, cell("twice", "def twice(x):\n    return x + 2\n"))
    assert lab.bring("twice")(3.0) == 5.0
    saved = path.stat().st_mtime_ns
    write(path, cell("twice", "def twice(x):\n    return x * 2\n"))  # as many letters as before
    os.utime(path, ns=(saved, saved + 1_000_000_000))
    assert lab.bring("twice")(3.0) == 6.0


def test_cells_after_it_are_not_run(lab, folder):
    write(folder / "01.ipynb", SIGMOID, cell("later", "raise SystemExit"), cell("last", "sigmoid = None"))
    assert lab.bring("sigmoid")(0.0) == 0.5


def test_what_comes_from_an_earlier_notebook_is_brought_too(lab, folder):
    write(folder / "01.ipynb", SIGMOID)
    write(folder / "02.ipynb", FORWARD)
    assert lab.bring("chain_forward")(0.0, [2.0]) == ([0.0], [0.0, 0.5])


def test_imports_and_helpers_of_plain_cells_are_there(lab, folder):
    write(
        folder / "01.ipynb",
        cell(None, "import math\nfrom chainlab import draw_unit\nraise SystemExit\n"),
        cell(None, "%matplotlib inline\ndef helper(z):\n    return math.exp(-z)\n"),
        cell("sigmoid", "sigmoid = np.vectorize(lambda z: 1 / (1 + helper(z)))"),
    )
    assert lab.bring("sigmoid")(0.0) == 0.5


def test_a_missing_function_becomes_a_stand_in_that_says_so(lab, folder, capsys):
    function = lab.bring("sigmoid")
    assert "There is no sigmoid in the notebooks of this folder." in one_line(capsys.readouterr().out)
    with pytest.raises(NotImplementedError, match="There is no sigmoid in"):
        function(0.0)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("chain_dydx", "the notebook in which you wrote it (02-down-the-chain.ipynb) into this folder"),
        ("my_helper", "the notebook in which you wrote it into this folder"),
    ],
)
def test_a_missing_function_is_told_with_the_notebook_in_which_it_is_an_exercise(
    lab, folder, capsys, name, sentence
):
    lab.bring(name)
    assert sentence in one_line(capsys.readouterr().out)


def test_a_stub_becomes_a_stand_in_that_says_so(lab, folder, capsys):
    write(folder / "01.ipynb", SIGMOID, STUB)
    function = lab.bring("sigmoid_prime")
    assert "not written yet in 01.ipynb" in one_line(capsys.readouterr().out)
    with pytest.raises(NotImplementedError, match="not written yet"):
        function(0.0)


@pytest.mark.parametrize(
    "source", ["1 / 0", "def sigmoid(z) return", "raise SystemExit", "x = 1", "sigmoid = 3"]
)
def test_a_cell_that_gives_no_function_becomes_a_stand_in(lab, folder, capsys, source):
    write(folder / "01.ipynb", cell("sigmoid", source))
    function = lab.bring("sigmoid")
    assert "01.ipynb" in capsys.readouterr().out
    with pytest.raises(NotImplementedError):
        function(0.0)


def test_a_broken_cell_before_it_does_no_harm(lab, folder):
    write(folder / "01.ipynb", cell("first", "1 / 0"), cell("second", "def ("), SIGMOID)
    assert lab.bring("sigmoid")(0.0) == 0.5


def test_a_function_that_does_not_pass_is_brought_and_told(lab, folder, capsys):
    write(folder / "01.ipynb", cell("sigmoid", "def sigmoid(z):\n    print('hello')\n    return z * 3.0"))
    assert lab.bring("sigmoid")(1.0) == 3.0
    assert "does not pass its check yet" in one_line(capsys.readouterr().out)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"cells": 3}', b'{"cells": [1, null, {"cell_type": "code", "metadata": []}]}',
     b'{"cells": [{"cell_type": "code", "metadata": {"nbgrader": {"solution": 1}}, "source": 5}]}',
     b"\xff\xfe", b"[" * 100_000],
)  # fmt: skip
def test_a_file_that_is_no_notebook_does_no_harm(lab, folder, content):
    (folder / "00.ipynb").write_bytes(content)
    (folder / "000.ipynb").mkdir()
    write(folder / "01.ipynb", SIGMOID)
    assert lab.bring("sigmoid")(0.0) == 0.5


def test_a_huge_file_is_passed_over(lab, folder, monkeypatch):
    monkeypatch.setattr(importlib.import_module("chainlab.coach.notebooks"), "LARGEST_FILE", 1000)
    write(folder / "00.ipynb", cell("sigmoid", "sigmoid = abs\n" + "#" * 2000))
    write(folder / "01.ipynb", SIGMOID)
    assert lab.bring("sigmoid")(0.0) == 0.5


def test_a_copy_made_by_jupyter_does_not_win(lab, folder):
    write(folder / "01-Copy1.ipynb", cell("sigmoid", "sigmoid = abs"))
    write(folder / "01.ipynb", SIGMOID)
    assert lab.bring("sigmoid")(0.0) == 0.5


def test_functions_that_need_each_other_do_not_hang(lab, folder, monkeypatch):
    monkeypatch.setenv("COACH_QUIET", "1")
    write(folder / "01.ipynb", cell("sigmoid", "def sigmoid(z):\n    return sigmoid_prime(z)"))
    write(folder / "02.ipynb", cell("sigmoid_prime", "def sigmoid_prime(z):\n    return sigmoid(z)"))
    # Each is run once, and finds a stand-in where the circle closes.
    with pytest.raises(NotImplementedError, match="There is no sigmoid in"):
        lab.bring("sigmoid")(0.0)


def test_in_quiet_mode_no_check_is_run_and_nothing_is_said(lab, folder, monkeypatch, capsys):
    monkeypatch.setenv("COACH_QUIET", "1")
    write(folder / "01.ipynb", cell("sigmoid", "def sigmoid(z):\n    raise SystemExit"))
    assert callable(lab.bring("sigmoid"))
    assert capsys.readouterr().out == ""


def test_functions_of_the_course_notebooks_can_be_brought(lab, monkeypatch, capsys):
    monkeypatch.chdir(LAB.parent)
    for name in EXERCISES:
        assert isinstance(lab.bring(name), types.FunctionType)
        assert re.search("passes its check|is right on what can be", one_line(capsys.readouterr().out))


def test_nothing_of_the_students_package_is_loaded_for_a_cell_of_another_notebook(lab, folder, capsys):
    write(
        folder / "01.ipynb",
        cell(
            "first",
            "draw_unit(1); explore_edge(2); progress(); check(3); predict(4)\ndef first():\n    return 1",
        ),
    )
    assert lab.bring("first")() == 1
    assert "first: taken from 01.ipynb." in capsys.readouterr().out


# Importing


def test_importing_chainlab_is_cheap():
    code = (
        "import sys, chainlab\n"
        "from chainlab import bring, check, predict, draw_unit, draw_chain\n"
        "heavy = {'matplotlib', 'ipywidgets', 'nbgrader', 'IPython', 'autograder'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=LAB.parent, check=True)


def test_an_unknown_attribute_is_an_attribute_error(lab):
    with pytest.raises(AttributeError):
        _ = lab.draw_everything
