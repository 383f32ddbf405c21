"""What keeps `bring` from a function is said."""

import pytest

from tests.unit.bringing.cells import ANSWER, HOME, SCAFFOLD, check, code
from tests.unit.conftest import one_line


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ([code(SCAFFOLD, "sigmoid")], "sigmoid is not written yet in"),
        ([SCAFFOLD], "sigmoid is not written yet in"),
        ([code("def sigmoid(z):\n    '''s'''\n    ...", "sigmoid")], "sigmoid is not written yet in"),
        ([code("# later", "sigmoid")], "sigmoid is not written yet in"),
        ([code("", "sigmoid")], "sigmoid is not written yet in"),
        ([{**code(SCAFFOLD, "sigmoid"), "cell_type": "raw"}], "sigmoid is not written yet in"),
        ([code("sigmoid = 3", "sigmoid")], "stands for something that is no function"),
        ([code("sigmoid = 1 / (1 + np.exp(-1))")], "stands for something that is no function"),
        ([code("x = 1", "sigmoid")], "does not define sigmoid"),
        ([code("def sigmod(z):\n    return z", "sigmoid")], "does not define sigmoid"),
        ([code("def sigmoid(z) return z")], "stops with SyntaxError"),
        ([code("def sigmoid(z):\nreturn z", "sigmoid")], "stops with IndentationError"),
        ([code(ANSWER, "sigmoid"), "sigmoid = sigmoid(0.0)", check("sigmoid")], "gives the name sigmoid a value"),
        ([code(ANSWER, "sigmoid"), "sigmoid = None", check("sigmoid")], "gives the name sigmoid a value"),
        ([code("import no_such_module\nsigmoid = no_such_module.f", "sigmoid")], "ModuleNotFoundError"),
        ([code("sigmoid = np.vectorize(helper)", "sigmoid")], "NameError"),
        (["sigmoid = bring('sigmoid')"], "There is no sigmoid in the notebooks of this folder"),
    ],
)  # fmt: skip
def test_what_keeps_a_function_from_being_brought_is_said(lab, save, capsys, cells, sentence):
    save(*cells)
    function = lab.bring("sigmoid")
    said = one_line(capsys.readouterr().out)
    assert sentence in said
    with pytest.raises(NotImplementedError):
        function(0.0)


def test_a_line_that_a_function_needs_and_that_stops_is_said(lab, save, capsys):
    save(
        "import no_such_module",
        code("def sigmoid(z):\n    return no_such_module.f(z)", "sigmoid"),
        check("sigmoid"),
    )
    lab.bring("sigmoid")
    said = one_line(capsys.readouterr().out)
    assert "does not pass its check yet" in said
    assert "A line before it, which it needs, stops with ModuleNotFoundError" in said


@pytest.mark.parametrize("content", [b"", b"<!DOCTYPE html>", b"{", b'{"cells": 3}', b"PK\x03\x04"])
def test_a_notebook_that_cannot_be_read_is_said(lab, folder, capsys, content):
    (folder / HOME).write_bytes(content)
    lab.bring("sigmoid")
    assert f"{HOME} is in this folder, but it cannot be read as a notebook" in one_line(
        capsys.readouterr().out
    )


def test_a_file_to_run_that_is_not_there_is_said(lab, save, capsys):
    save("%run helpers.py\ndef sigmoid(z):\n    return factor * z", check("sigmoid"))
    lab.bring("sigmoid")
    assert "FileNotFoundError (File `helpers.py` not found.)" in one_line(capsys.readouterr().out)
