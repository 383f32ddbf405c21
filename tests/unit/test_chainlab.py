"""chainlab, as a student meets it: praise for what is right, the fitting hint else, and never a traceback."""

import importlib
import json
import math
import subprocess
import sys
import types

import numpy as np
import pytest

from autograder import chainlab, fingerprints
from autograder.exercises import EXERCISES
from autograder.judging.compare import matches
from autograder.mistakes import CATALOGUE, hint

from .test_mistakes import ALL, _unique

BOOK = json.loads(fingerprints.TARGET.read_text(encoding="utf-8"))
FORM_ONLY = {"max_of_sigmoid_prime", "find_counterexample"}


@pytest.fixture(scope="module")
def lab():
    folder = str(chainlab.FOLDER.parent)
    sys.path.insert(0, folder)
    yield importlib.import_module("chainlab")
    sys.path.remove(folder)


@pytest.fixture(autouse=True)
def _in_a_student_notebook(monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.delenv("CHAINLAB_QUIET", raising=False)


@pytest.fixture
def said(lab, capsys):
    """Run one of chainlab's functions and return what it printed, in one line."""

    def run(function, *args, **kwargs):
        assert function(*args, **kwargs) is None
        return " ".join(capsys.readouterr().out.split())

    return run


def one_line(text):
    return " ".join(text.split())


# Right answers, written in other ways


def sigma(z):
    return 1 / (1 + math.exp(-z))


def slope(z):
    return sigma(z) * (1 - sigma(z))


def forward(x, w, b=None):
    z, a = [], [x]
    for i, weight in enumerate(w):
        z.append(float(weight) * a[-1] + (0.0 if b is None else float(b[i])))
        a.append(sigma(z[-1]))
    return z, a


def forward_by_recursion(x, w, b=None):
    if len(w) == 0:
        return np.array([]), np.array([x])
    z, a = forward_by_recursion(x, w[:-1], None if b is None else b[:-1])
    last = w[-1] * a[-1] + (0 if b is None else b[-1])
    return np.append(z, last), np.append(a, sigma(last))


def dydx_by_recursion(x, w, b=None):
    if len(w) == 0:
        return 1
    z = w[0] * x + (0 if b is None else b[0])
    return w[0] * slope(z) * dydx_by_recursion(sigma(z), w[1:], None if b is None else b[1:])


def dydx_by_logs(x, w, b=None):
    z = np.array(forward(x, w, b)[0])
    size = np.sum(np.log(np.abs(w)) - np.abs(z) - 2 * np.log1p(np.exp(-np.abs(z))))
    return np.prod(np.sign(w)) * np.exp(size)


def dydx_by_cumprod(x, w, b=None):
    return np.cumprod(np.asarray(w) * [slope(z) for z in forward(x, w, b)[0]])[-1]


def dydx_by_activations(x, w, b=None):
    a = np.array(forward(x, w, b)[1])[1:]
    return np.prod(w * a * (1 - a))


def grads_by_paths(x, w, b=None):
    z, a = forward(x, w, b)
    n, db = len(w), []
    for i in range(n):
        way = slope(z[i])
        for j in range(i + 1, n):
            way *= w[j] * slope(z[j])
        db.append(way)
    return {"x": w[0] * db[0], "w": [a[i] * db[i] for i in range(n)], "b": db}


def grads_by_cumprod(x, w, b=None):
    z, a = map(np.array, forward(x, w, b))
    links = w * np.array([slope(v) for v in z])
    ways = np.cumprod(links[::-1])[::-1]
    return {"b": ways / w, "w": a[:-1] * ways / w, "x": np.array(ways[0])}


def z_by_halving(s):
    low, high = 0.0, 1000.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if 0.25 / math.cosh(min(middle, 1400) / 2) ** 2 > s else (low, middle)
    return low


OTHER_WAYS = {
    "sigmoid": [
        lambda z: 1 / (1 + np.exp(-z)),
        lambda z: 0.5 * (1 + np.tanh(np.asarray(z) / 2)),
        lambda z: np.exp(-np.logaddexp(0, -np.asarray(z))),
        lambda z: np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z))),
        np.vectorize(sigma),
    ],
    "sigmoid_prime": [
        lambda z: 0.25 / np.cosh(np.asarray(z) / 2) ** 2,
        lambda z: (1 - np.tanh(np.asarray(z) / 2) ** 2) / 4,
        lambda z: 1 / (np.exp(z) + 2 + np.exp(-z)),
        lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2,
        np.vectorize(slope),
    ],
    "sigmoid_second": [
        lambda z: np.vectorize(slope)(z) * (1 - 2 * np.vectorize(sigma)(z)),
        lambda z: -np.tanh(np.asarray(z) / 2) / (4 * np.cosh(np.asarray(z) / 2) ** 2),
        lambda z: np.exp(-z) * (np.exp(-z) - 1) / (1 + np.exp(-z)) ** 3,
        lambda z: np.polyval([2, -3, 1, 0], 1 / (1 + np.exp(-z))),
        np.vectorize(lambda z: slope(z) * (sigma(-z) - sigma(z))),
    ],
    "z_with_slope": [
        lambda s: 2 * math.acosh(1 / (2 * math.sqrt(s))),
        lambda s: math.log((1 + math.sqrt(1 - 4 * s)) / (1 - math.sqrt(1 - 4 * s))),
        lambda s: 2 * np.arctanh(np.sqrt(1 - 4 * s)),
        lambda s: np.array(2 * np.arcsinh(np.sqrt((0.25 - s) / s))),
        z_by_halving,
    ],
    "chain_forward": [
        forward,
        forward_by_recursion,
        lambda *args: tuple(map(np.array, forward(*args))),
        lambda *args: list(forward(*args)),
        lambda *args: tuple(map(tuple, forward(*args))),
    ],
    "chain_factors": [
        lambda x, w, b=None: [f for v, z in zip(w, forward(x, w, b)[0], strict=True) for f in (v, slope(z))],
        lambda x, w, b=None: np.column_stack([w, [slope(z) for z in forward(x, w, b)[0]]]).ravel(),
        lambda x, w, b=None: sum(((w[i], slope(forward(x, w, b)[0][i])) for i in range(len(w))), ()),
        lambda x, w, b=None: [np.array(v) for v in EXERCISES["chain_factors"].reference(x, w, b)],
        lambda x, w, b=None: np.array([w, np.vectorize(slope)(forward(x, w, b)[0])]).T.flatten(),
    ],
    "chain_dydx": [dydx_by_recursion, dydx_by_logs, dydx_by_cumprod, dydx_by_activations,
                   lambda *args: np.array(dydx_by_logs(*args))],
    "chain_grads": [grads_by_paths, grads_by_cumprod, EXERCISES["chain_grads"].reference],
}  # fmt: skip
WAYS = [
    pytest.param(name, way, id=f"{name}-{i}")
    for name, ways in OTHER_WAYS.items()
    for i, way in enumerate(ways)
]


@pytest.mark.parametrize(("name", "way"), WAYS)
def test_a_right_answer_is_praised_however_it_is_written(lab, said, name, way):
    text = said(lab.check, name, way)
    assert "Well done so far!" in text
    assert "Not tried here, but graded, with other inputs: " in text


@pytest.mark.parametrize("name", EXERCISES)
def test_the_reference_is_praised_or_its_form_is_right(lab, said, name):
    text = said(lab.check, name, EXERCISES[name].reference)
    assert ("the form is right" if name in FORM_ONLY else "Well done so far!") in text


# Mistakes


def shows(mistake):
    """Say whether a mistake differs from the right answer on the inputs of the students' check."""
    entry, like = BOOK["exercises"][mistake.exercise], EXERCISES[mistake.exercise].reference
    inputs = [[np.array(a) if isinstance(a, list) else a for a in args] for args in entry.get("inputs", [])]
    return not all(matches(like(*args), mistake.wrong(*args)) for args in inputs)


@pytest.mark.parametrize("mistake", _unique(m for m in ALL if shows(m)))
def test_every_mistake_that_shows_gets_its_own_hint(lab, said, mistake):
    texts = [said(lab.check, mistake.exercise, mistake.wrong, hint=step) for step in (1, 2, 3)]
    for step, text in zip((1, 2, 3), texts, strict=True):
        assert f"Hint {step} of 3: {one_line(hint(mistake.id, step))}" in text


@pytest.mark.parametrize("name", CATALOGUE)
def test_zero_is_never_praised(lab, said, name):
    like = EXERCISES[name].reference

    def zeros(*args):
        value = like(*args)
        if isinstance(value, dict):
            return {key: np.zeros_like(v) for key, v in value.items()}
        return tuple(map(np.zeros_like, value)) if isinstance(value, tuple) else np.zeros_like(value)

    assert "Well done so far!" not in said(lab.check, name, zeros)


@pytest.mark.parametrize("name", [n for n in CATALOGUE if n not in FORM_ONLY])
def test_an_unknown_mistake_gets_the_general_hint_of_its_exercise(lab, said, name):
    like = EXERCISES[name].reference

    def off(*args):
        value = like(*args)
        if isinstance(value, dict):
            return {key: np.asarray(v) * 1.7 for key, v in value.items()}
        return tuple(v * 1.7 for v in value) if isinstance(value, tuple) else np.asarray(value) * 1.7

    assert one_line(hint(f"{name}.unknown")) in said(lab.check, name, off)


@pytest.mark.parametrize(
    ("name", "change", "mistake_id"),
    [
        ("chain_grads", lambda g: {k: -np.asarray(v) for k, v in g.items()}, "any.sign"),
        ("chain_forward", lambda za: (za[0][::-1], za[1][::-1]), "any.reversed"),
        ("sigmoid", np.transpose, "any.transposed"),
        ("sigmoid", np.atleast_1d, "any.wrong_shape"),
        ("chain_dydx", lambda y: [y], "any.wrong_shape"),
        ("chain_factors", lambda f: np.reshape(f, (-1, 2)), "any.wrong_shape"),
        ("sigmoid_second", np.float32, "any.float32"),
        ("chain_dydx", lambda y: y * 1.00002, "any.nearly_right"),
        ("sigmoid", lambda s: s * np.nan, "any.not_a_number"),
    ],
)
def test_slips_without_a_formula_get_their_hint(lab, said, name, change, mistake_id):
    text = said(lab.check, name, lambda *args: change(EXERCISES[name].reference(*args)))
    assert one_line(hint(mistake_id)) in text


def test_a_changed_input_is_seen(lab, said):
    def changes(x, w, b=None):
        y = dydx_by_recursion(x, w.copy(), b)
        w *= 2
        return y

    assert one_line(hint("any.input_changed")) in said(lab.check, "chain_dydx", changes)


def test_the_check_hands_out_fresh_inputs_every_time(lab, said):
    def spoils(z):
        if isinstance(z, np.ndarray):
            z *= 0
        return z

    said(lab.check, "sigmoid", spoils)
    assert "Well done so far!" in said(lab.check, "sigmoid", EXERCISES["sigmoid"].reference)


@pytest.mark.parametrize(("asked", "given"), [(0, 1), (-3, 1), (7, 3), ("x", 1), (None, 1), (2, 2)])
def test_any_number_of_a_hint_is_taken(lab, said, asked, given):
    text = said(lab.check, "chain_dydx", lambda x, w, b=None: 1.7, hint=asked)
    assert f"Hint {given} of 3" in text


def test_a_hint_says_how_to_get_the_next_one(lab, capsys):
    lab.check("chain_dydx", lambda x, w, b=None: 1.7)
    assert 'check("chain_dydx", chain_dydx, hint=2)' in capsys.readouterr().out.splitlines()


# What is not a number, and what raises


@pytest.mark.parametrize(
    ("value", "part"),
    [
        (None, "returned None"),
        ("0.5", "returned str"),
        (True, "returned bool"),
        ([None], "returned NoneType"),
        (np.array(["a"]), "an array of str"),
        (np.array([True]), "an array of bool"),
        (np.zeros((2, 3)), "yours is a table of shape (2, 3)"),
        ([], "yours is an array of 0 numbers"),
        ({}, "yours is empty"),
        (1e308, "Hint 1"),
        (3 + 4j, "Hint 1"),
        (10**400, "returned"),
    ],
)
def test_odd_results_get_a_kind_line(lab, said, value, part):
    assert part in said(lab.check, "chain_dydx", lambda x, w, b=None: value)


def _raises(error):
    def function(*args):
        raise error

    return function


class _BadTextError(Exception):
    def __str__(self):
        raise RuntimeError


@pytest.mark.parametrize(
    "error",
    [ValueError("no such z"), ZeroDivisionError(), SystemExit(1), RecursionError("deep"), _BadTextError()],
)
def test_an_exception_is_told_by_class_and_the_next_step(lab, said, error):
    text = said(lab.check, "chain_dydx", _raises(error))
    assert type(error).__name__ in text
    assert "run this in a cell of your own: chain_dydx(" in text


def test_a_long_message_is_cut(lab, said):
    assert len(said(lab.check, "chain_dydx", _raises(ValueError("x" * 10_000)))) < 600


def test_interrupting_a_check_interrupts_it(lab):
    with pytest.raises(KeyboardInterrupt):
        lab.check("chain_dydx", _raises(KeyboardInterrupt()))


def test_a_stub_is_not_attempted(lab, said):
    assert "not attempted yet" in said(lab.check, "chain_dydx", _raises(NotImplementedError()))


def test_a_function_that_uses_a_stub_waits_for_it(lab, said):
    def chain_factors(x, w, b=None):
        raise NotImplementedError

    assert "chain_dydx waits for chain_factors" in said(
        lab.check, "chain_dydx", lambda x, w, b=None: chain_factors(x, w, b)
    )


def test_a_stand_in_says_itself_what_is_missing(lab, said):
    text = said(lab.check, "chain_dydx", _raises(NotImplementedError("sigmoid is missing.")))
    assert text == "chain_dydx cannot be checked yet. sigmoid is missing."


def test_wrong_number_of_arguments_is_told(lab, said):
    assert "TypeError" in said(lab.check, "chain_dydx", lambda: 1.0)


def test_a_value_in_the_place_of_the_function_is_told(lab, said):
    assert "needs the function itself" in said(lab.check, "chain_dydx", 0.25)


def test_an_unknown_name_is_told(lab, said):
    text = said(lab.check, "chain_dxdy", sigma)
    assert 'no exercise called "chain_dxdy"' in text
    assert "chain_dydx" in text


@pytest.mark.parametrize("value", [(0, 0.25), [0.5, 0.25], np.array([3.0, 4.0])])
def test_any_pair_of_numbers_has_the_form_of_a_place_and_a_slope(lab, said, value):
    assert "is not tested here" in said(lab.check, "max_of_sigmoid_prime", lambda: value)


@pytest.mark.parametrize(
    "value", [0.25, (0.0,), (0, 1, 2), ("0", "1"), (0, np.nan), (True, 0.25), [[0], [1]]]
)
def test_what_is_no_pair_is_told(lab, said, value):
    assert "a pair of two finite numbers" in said(lab.check, "max_of_sigmoid_prime", lambda: value)


@pytest.mark.parametrize("value", [(0.5, [1, 2]), [1, np.array([2.0, 3.0])], (np.float64(2), (1, 2, 3))])
def test_a_chain_has_the_form_of_a_counterexample(lab, said, value):
    assert "is not tested here" in said(lab.check, "find_counterexample", lambda: value)


@pytest.mark.parametrize(
    "value", [0.5, (0.5, 2.0), (0.5, [2.0]), (np.inf, [1, 2]), (0.5, [1, np.inf]), ([1, 2], 0.5), (0.5, "12")]
)
def test_what_is_no_chain_is_told(lab, said, value):
    assert "(x, w)" in said(lab.check, "find_counterexample", lambda: value)


def test_a_damaged_file_of_fingerprints_is_told(lab, said, monkeypatch, tmp_path):
    findings = importlib.import_module("chainlab.findings")
    (tmp_path / "fingerprints.json").write_text("{")
    monkeypatch.setattr(findings, "FINGERPRINTS", tmp_path / "fingerprints.json")
    findings.book.cache_clear()
    try:
        assert "fresh copy" in said(lab.check, "sigmoid", sigma)
    finally:
        monkeypatch.undo()
        findings.book.cache_clear()


# nbgrader validate


@pytest.mark.parametrize(
    "function",
    [_raises(NotImplementedError()), _raises(ValueError("x" * 500)), lambda *args: None, lambda *args: 1.7],
)
def test_while_validate_runs_a_failed_check_raises_short_lines(lab, monkeypatch, function):
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    with pytest.raises(AssertionError) as caught:
        lab.check("chain_dydx", function)
    lines = caught.value._render_traceback_()
    assert lines
    assert "Traceback" not in "".join(lines)
    assert max(map(len, lines)) <= 80 or "x" * 79 in "".join(lines)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("mistake", _unique(m for m in ALL if shows(m)))
def test_while_validate_runs_every_hint_keeps_to_80_characters(lab, monkeypatch, mistake):
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    with pytest.raises(AssertionError) as caught:
        lab.check(mistake.exercise, mistake.wrong)
    assert max(map(len, str(caught.value).splitlines())) <= 80


@pytest.mark.parametrize("name", EXERCISES)
def test_while_validate_runs_a_right_answer_raises_nothing(lab, monkeypatch, name):
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    lab.check(name, EXERCISES[name].reference)


# predict


@pytest.mark.parametrize("answer", ["...", " ... ", "…", "", None, ...])
def test_an_open_prediction_is_asked_for(lab, said, answer):
    assert "Guess first" in said(lab.predict, "steepest_place", answer)


@pytest.mark.parametrize("answer", ["z = 0", 0, 3.5, False])
def test_a_prediction_is_noted(lab, said, answer):
    assert f"Noted: {answer}." in said(lab.predict, "steepest_place", answer)


# bring


def cell(grade_id, source):
    about = {"nbgrader": {"grade_id": grade_id, "solution": True}} if grade_id else {}
    return {"cell_type": "code", "metadata": about, "source": source}


def write(path, *cells):
    path.write_text(json.dumps({"cells": list(cells), "nbformat": 4, "nbformat_minor": 5}))


SIGMOID = cell("sigmoid", "def sigmoid(z):\n    return 1 / (1 + np.exp(-z))\n")
SLOPE = cell("sigmoid_prime", "def sigmoid_prime(z):\n    return sigmoid(z) * (1 - sigmoid(z))\n")
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
    assert (
        capsys.readouterr().out
        == "sigmoid_prime: taken from 01.ipynb; it passes its check (grading looks further).\n"
    )


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
    monkeypatch.setattr(importlib.import_module("chainlab.bring"), "LARGEST_FILE", 1000)
    write(folder / "00.ipynb", cell("sigmoid", "sigmoid = abs\n" + "#" * 2000))
    write(folder / "01.ipynb", SIGMOID)
    assert lab.bring("sigmoid")(0.0) == 0.5


def test_a_copy_made_by_jupyter_does_not_win(lab, folder):
    write(folder / "01-Copy1.ipynb", cell("sigmoid", "sigmoid = abs"))
    write(folder / "01.ipynb", SIGMOID)
    assert lab.bring("sigmoid")(0.0) == 0.5


def test_functions_that_need_each_other_do_not_hang(lab, folder, monkeypatch):
    monkeypatch.setenv("CHAINLAB_QUIET", "1")
    write(folder / "01.ipynb", cell("sigmoid", "def sigmoid(z):\n    return sigmoid_prime(z)"))
    write(folder / "02.ipynb", cell("sigmoid_prime", "def sigmoid_prime(z):\n    return sigmoid(z)"))
    # Each is run once, and finds a stand-in where the circle closes.
    with pytest.raises(NotImplementedError, match="There is no sigmoid in"):
        lab.bring("sigmoid")(0.0)


def test_in_quiet_mode_no_check_is_run_and_nothing_is_said(lab, folder, monkeypatch, capsys):
    monkeypatch.setenv("CHAINLAB_QUIET", "1")
    write(folder / "01.ipynb", cell("sigmoid", "def sigmoid(z):\n    raise SystemExit"))
    assert callable(lab.bring("sigmoid"))
    assert capsys.readouterr().out == ""


def test_functions_of_the_course_notebooks_can_be_brought(lab, monkeypatch, capsys):
    monkeypatch.chdir(chainlab.FOLDER.parent)
    for name in EXERCISES:
        assert isinstance(lab.bring(name), types.FunctionType)
        assert "passes its check" in one_line(capsys.readouterr().out)


# Importing


def test_importing_chainlab_is_cheap():
    code = (
        "import sys, chainlab\n"
        "from chainlab import bring, check, predict, draw_unit, draw_chain\n"
        "heavy = {'matplotlib', 'ipywidgets', 'nbgrader', 'IPython', 'autograder'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=chainlab.FOLDER.parent, check=True)


def test_an_unknown_attribute_is_an_attribute_error(lab):
    with pytest.raises(AttributeError):
        _ = lab.draw_everything
