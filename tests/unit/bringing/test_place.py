"""`bring` takes the function as it stands at its check, from the notebook that is handed in."""

import codecs
import json

import pytest

from tests.unit.bringing.cells import ANSWER, DOUBLE, HOME, SCAFFOLD, check, code, notebook, text
from tests.unit.conftest import one_line


@pytest.mark.parametrize(
    "answer",
    [
        "double = lambda x: 2 * x",
        "def twice(x):\n    return 2 * x\ndouble = twice",
        "double = np.vectorize(lambda x: 2 * x)",
        "def double(x):\n    return 2 * x\ndouble = np.vectorize(double)",
        "import functools\n@functools.lru_cache\ndef double(x):\n    return 2 * x",
        "import functools, operator\ndouble = functools.partial(operator.mul, 2)",
        "import operator\ndouble = operator.methodcaller('__mul__', 2)",
        "@np.vectorize\ndef double(x):\n    return 2 * x",
        "class Doubler:\n    def __call__(self, x):\n        return 2 * x\ndouble = Doubler()",
        "class Doubler:\n    def double(self, x):\n        return 2 * x\ndouble = Doubler().double",
        "double, triple = (lambda x: 2 * x), (lambda x: 3 * x)",
        "double: object = lambda x: 2 * x",
        "(double := lambda x: 2 * x)",
        "if True:\n    def double(x):\n        return 2 * x\nelse:\n    double = None",
        "try:\n    from no_such_module import double\nexcept ImportError:\n    def double(x):\n        return 2 * x",
        "with np.errstate(over='ignore'):\n    def double(x):\n        return 2 * x",
        "def make(k):\n    def product(x):\n        return k * x\n    return product\ndouble = make(2)",
        "makers = {'double': lambda x: 2 * x}\ndouble = makers['double']",
        "two = 2\ndef double(x, k=two):\n    return k * x\ntwo = 3",
        "def double(x, *, table=[2]):\n    return table[0] * x",
        "from __future__ import annotations\ndef double(x: Undefined) -> Unknown:\n    return 2 * x",
        "def double(x):\n    return double.factor * x\ndouble.factor = 2",
        "calls = 0\ndef double(x):\n    global calls\n    calls += 1\n    return 2 * x",
        "cache = {}\ndef double(x):\n    if x not in cache:\n        cache[x] = 2 * x\n    return cache[x]",
        "def even(n):\n    return n == 0 or odd(n - 1)\ndef odd(n):\n    return n and even(n - 1)\ndef double(x):\n    return 2 * x if odd(x) else 0",
        "from dataclasses import dataclass\n@dataclass\nclass Unit:\n    w: float\ndef double(x):\n    return Unit(2).w * x",
        "def double(x):\n    return 2 * x\n    raise NotImplementedError()",
    ],
)  # fmt: skip
def test_whatever_makes_a_function_is_an_answer(lab, save, answer):
    save(code(answer, "double"), check("double"))
    assert lab.bring("double")(3) == 6


# The place


@pytest.mark.parametrize(
    "cells",
    [
        [code(SCAFFOLD, "sigmoid"), ANSWER, check("sigmoid")],
        [ANSWER, code(SCAFFOLD, "sigmoid"), check("sigmoid")],
        [code(ANSWER, "sigmoid"), code(SCAFFOLD, "sigmoid"), check("sigmoid")],
        [code(SCAFFOLD, "sigmoid"), code(ANSWER, "sigmoid"), check("sigmoid")],
        [code(ANSWER, "sigmoid"), SCAFFOLD, check("sigmoid")],
        [code(ANSWER), code('check("sigmoid", sigmoid)')],
        [code(ANSWER), code(SCAFFOLD), code('check("sigmoid", sigmoid)'), "sigmoid = 3"],
        [code(SCAFFOLD, "sigmoid"), check("sigmoid"), ANSWER],
        [code(SCAFFOLD, "sigmoid"), ANSWER],
        [code(ANSWER + '\ncheck("sigmoid", sigmoid)\nsigmoid = 3', "sigmoid")],
        [code(ANSWER + '\ncheck("sigmoid", sigmoid)\nsigmoid = 3', "check_sigmoid", grade=True)],
        [code("import numpy as np\n" + ANSWER), check("sigmoid"), "sigmoid = None"],
        [code("sigmoid = abs", "sigmoid"), ANSWER, check("sigmoid")],
        [code(ANSWER, "sigmoid"), check("sigmoid"), "def sigmoid(z):\n    return 3"],
        [code(ANSWER, "sigmoid"), check("sigmoid"), "del sigmoid", "%reset -f"],
        [code(ANSWER, "sigmoid"), 'check("sigmoid", sigmoid, hint=2)', check("sigmoid"), "sigmoid = abs"],
        [{**code(ANSWER, "sigmoid"), "cell_type": "raw"}, check("sigmoid")],
        [{**code(ANSWER, "sigmoid"), "cell_type": "markdown"}, check("sigmoid")],
        [text(ANSWER), code(SCAFFOLD, "sigmoid"), check("sigmoid")],
        [text("def sigmoid(z):\n    return 3"), code(ANSWER, "sigmoid"), check("sigmoid")],
        [code(SCAFFOLD + "\n" + ANSWER, "sigmoid"), check("sigmoid")],
        [code(ANSWER + "\n" + SCAFFOLD, "sigmoid"), check("sigmoid")],
        [code(ANSWER, "sigmoid"), check("sigmoid"), check("sigmoid"), "sigmoid = sigmoid(0.0)"],
        [code(ANSWER, "sigmoid"), "sigmoid = bring('sigmoid')", check("sigmoid")],
        ["sigmoid = bring('sigmoid')", code(ANSWER, "sigmoid"), check("sigmoid")],
    ],
)  # fmt: skip
def test_the_function_as_it_stands_at_its_check_is_brought(lab, save, capsys, cells):
    save(*cells)
    assert lab.bring("sigmoid")(0.0) == 0.5
    assert f"sigmoid: taken from {HOME}" in one_line(capsys.readouterr().out)


@pytest.mark.parametrize("deep", ["+".join(["one"] * 900), "-" * 900 + "one", "[" * 90 + "one" + "]" * 90])
@pytest.mark.parametrize(
    "answer",
    ["parts = {}\ndef double(x):\n    return 2 * x", "def double(x):\n    parts = {}\n    return 2 * x"],
)
def test_what_is_nested_deeply_is_read_all_the_same(lab, save, deep, answer):
    save("one = 1", code(answer.format(deep), "double"), check("double"))
    assert lab.bring("double")(3) == 6


@pytest.mark.parametrize("factor", ["factor = 2", "def other():\n    return 1\nfactor = 2"])
def test_a_helper_that_changes_before_the_check_is_taken_as_it_is_there(lab, save, factor):
    save("factor = 5", code(DOUBLE, "double"), factor, check("double"), "factor = 7")
    assert lab.bring("double")(3) == 6


def test_a_cell_that_stops_has_done_what_stands_before_it(lab, save):
    save("factor = 2\nfactor = 1 / 0\nfactor = 4", code(DOUBLE, "double"), check("double"))
    assert lab.bring("double")(3) == 6


# The notebook


@pytest.mark.parametrize(
    "name",
    ["{} copy.ipynb", "{} - Copy.ipynb", "{} - Copy (2).ipynb", "{} (1).ipynb", "Copy of {}.ipynb", "{}_2.ipynb",
     "{}-checkpoint.ipynb", "{}-Copy1.ipynb", "0 {} final.ipynb", "Kopie von {}.ipynb", "._{}.ipynb", "00 new.ipynb"],
)  # fmt: skip
def test_a_copy_never_comes_first(lab, save, capsys, name):
    save(code("def sigmoid(z):\n    return 3", "sigmoid"), name=name.format(HOME.removesuffix(".ipynb")))
    save(code(ANSWER, "sigmoid"), check("sigmoid"))
    assert lab.bring("sigmoid")(0.0) == 0.5
    assert f"taken from {HOME}" in one_line(capsys.readouterr().out)


@pytest.mark.parametrize("mark", ["-copy", " copy ", "_copy-", "-checkpoint-", " (1)", "copy1 "])
def test_a_file_that_a_friend_names_as_a_copy_of_a_copy_and_so_on_holds_up_nothing(lab, save, mark):
    save(code(ANSWER, "sigmoid"), check("sigmoid"))
    save("x = 1", name=f"a{mark * (240 // len(mark))}!.ipynb")
    assert lab.bring("sigmoid")(0.0) == 0.5


@pytest.mark.parametrize("real", [None, [code(SCAFFOLD, "sigmoid")], ["x = 1"]])
@pytest.mark.parametrize(
    "name", ["{} copy.ipynb", "{} (1).ipynb", "Copy of {}.ipynb", "{}_2.ipynb", "{}-Copy1.ipynb"]
)
def test_a_copy_is_taken_if_the_notebook_lacks_the_function_and_that_is_said(lab, save, capsys, real, name):
    copied = name.format(HOME.removesuffix(".ipynb"))
    save(code(ANSWER, "sigmoid"), name=copied)
    if real is not None:
        save(*real)
    assert lab.bring("sigmoid")(0.0) == 0.5
    said = one_line(capsys.readouterr().out)
    assert f"taken from {copied}" in said
    if real is None:
        assert f"Only a file called {HOME} is handed in and graded: rename {copied} to that." in said
    else:
        assert f"only {HOME} is handed in and graded: put your function into {HOME} too." in said


def test_a_copy_does_not_hide_what_has_to_be_repaired(lab, save, capsys):
    save(code(ANSWER, "sigmoid"), name=HOME.replace(".", " (1)."))
    save(code("def sigmoid(z) return z", "sigmoid"))
    lab.bring("sigmoid")
    assert f"The cell of sigmoid in {HOME} stops with SyntaxError" in one_line(capsys.readouterr().out)


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: codecs.BOM_UTF8 + text.encode(),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.encode("utf-32"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\\n", "\\r\\n").encode(),
        lambda text: text.replace("\\n", "\\r").encode(),
    ],
)
def test_a_notebook_is_read_in_every_encoding(lab, folder, encode):
    saved = json.dumps(notebook(code(f"e = 'é'\n{ANSWER}", "sigmoid")), indent=1, ensure_ascii=False)
    (folder / HOME).write_bytes(encode(saved))
    assert lab.bring("sigmoid")(0.0) == 0.5


def test_a_notebook_of_format_3_is_read(lab, folder):
    cell = {"cell_type": "code", "input": ANSWER, "metadata": {}, "language": "python", "outputs": []}
    heading = {"cell_type": "heading", "level": 1, "source": "One unit", "metadata": {}}
    sheets = {"nbformat": 3, "worksheets": [{"cells": [heading]}, {"cells": [cell]}]}
    (folder / HOME).write_text(json.dumps(sheets))
    assert lab.bring("sigmoid")(0.0) == 0.5
