"""What a student's source defines is read from its syntax tree, with what IPython adds to Python, and never run."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.submission.code import (
    SOURCE_MAX,
    answers,
    defines,
    functions,
    is_prose,
    is_stub,
    names_bound,
    names_used,
    parsed,
    without_statements_over,
)

DEFINED = [
    "def f(x):\n    return x",
    "async def f(x):\n    return x",
    "f = lambda x: x",
    "f: object = lambda x: x",
    "from helpers import g as f",
    "import helpers.g as f",
    "from helpers import f",
    "if True:\n    def f(x):\n        return x",
    "try:\n    import numpy\nexcept ImportError:\n    f = abs",
    "with open('a') as a:\n    f = a.read",
    "for _ in range(3):\n    def f(x):\n        return x",
    "match 1:\n    case 1:\n        f = abs",
    "f, g = abs, max",
    "    def f(x):\n        return x",
    ">>> def f(x):\n...     return x",
    "In [3]: def f(x):\n   ...:     return x",
    "%matplotlib inline\ndef f(x):\n    return x",
    "!pip install numpy\ndef f(x):\n    return x",
    "!pip install \\\n   numpy\ndef f(x):\n    return x",
    "%%time\ndef f(x):\n    return x",
    "%time f = abs",
    "f?\ndef f(x):\n    return x",
    "files = !ls\ndef f(x):\n    return x",
    "if True:\n    %time f = abs",
    "def f(x):\n    %matplotlib inline\n    return x",
    "def f(x):\r\n    return x\r\n",
]


@pytest.mark.parametrize("source", DEFINED)
def test_a_name_is_defined_however_a_kernel_would_define_it(source: str) -> None:
    assert defines(source, "f")
    assert not defines(source, "other")
    assert "f" in names_bound(source)
    assert answers(source, "f")
    assert not is_stub(source, "f")


@pytest.mark.parametrize(
    "source",
    [
        "print(f(1))",
        "# def f(x): return x",
        "'''\ndef f(x):\n    return x\n'''",
        "def g(x):\n    def f(y):\n        return y\n    return f(x)",
        "class C:\n    def f(self):\n        return 1",
        "%%writefile helpers.py\ndef f(x):\n    return x",
        "%%bash\nf=1",
        "def f(x) return x",
        "We define f = the slope of it.",
        "",
    ],
)
def test_a_name_that_is_only_mentioned_is_not_defined(source: str) -> None:
    assert not defines(source, "f")
    assert "f" not in functions(source)
    assert not is_stub(source, "f")
    assert not answers(source, "f")


@pytest.mark.parametrize(
    "body",
    [
        "raise NotImplementedError",
        "raise NotImplementedError()",
        "raise NotImplementedError('write me')",
        "pass",
        "...",
        "'''What it does.'''\n    # YOUR CODE HERE\n    raise NotImplementedError",
        "'''What it does.'''",
    ],
)
def test_a_body_that_does_nothing_is_a_stub(body: str) -> None:
    source = f"def f(x):\n    {body}"
    assert is_stub(source, "f")
    assert defines(source, "f")
    assert not answers(source, "f")
    assert is_stub(f"def f(x):\n    return x\n{source}", "f")
    assert not is_stub(f"{source}\n\ndef f(x):\n    return x", "f")


@pytest.mark.parametrize(
    "body",
    [
        "return x\n    raise NotImplementedError",
        "if x:\n        return 1\n    raise NotImplementedError",
        "raise ValueError",
        "print(x)",
        "return None",
    ],
)
def test_a_body_that_does_anything_is_no_stub(body: str) -> None:
    assert not is_stub(f"def f(x):\n    {body}", "f")
    assert answers(f"def f(x):\n    {body}", "f")


@pytest.mark.parametrize("value", ["f(0.0)", "0.5", "None", "f", "[1]", "partial(f, 1)", "f.imag", "2 * g"])
def test_a_value_that_is_no_function_or_made_with_it_is_no_answer(value: str) -> None:
    assert defines(f"f = {value}", "f")
    assert not answers(f"f = {value}", "f")


@pytest.mark.parametrize("value", ["g", "np.vectorize(g)", "partial(g, 1)", "lambda x: f0(x)", "np.exp"])
def test_a_function_made_of_others_is_an_answer(value: str) -> None:
    assert answers(f"f = {value}", "f")


@pytest.mark.parametrize("wrap", ["f = np.vectorize(f)", "f = cache(f)", "f = f"])
def test_a_function_wrapped_in_itself_is_still_an_answer(wrap: str) -> None:
    assert answers(f"def f(x):\n    return x\n{wrap}", "f")
    assert not answers(f"def f(x):\n    pass\n{wrap}", "f")


def test_functions_are_those_of_the_top_level() -> None:
    assert functions("def a(): 0\nif b:\n    def c(): 0\nclass D:\n    def e(): 0\nf = 1") == {"a", "c"}


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("a = b = 1", {"a", "b"}),
        ("(a, *b), c[0] = 1, 2", {"a", "b"}),
        ("for a in b:\n    c = a", {"a", "c"}),
        ("with x as a:\n    pass", {"a"}),
        ("import numpy as np, os.path", {"np", "os"}),
        ("try:\n    pass\nexcept E as a:\n    pass", {"a"}),
        ("print(a := 1)", {"a"}),
        ("[a for a in b if (c := a)]", {"c"}),
        ("def f():\n    global a\n    a, b = 1, 2", {"f", "a"}),
        ("a += 1", {"a"}),
        ("match x:\n    case [a, *b]:\n        pass", {"a", "b"}),
        ("g = lambda a: (b := a)", {"g"}),
    ],
)
def test_names_bound_are_those_of_the_notebooks_namespace(source: str, names: set[str]) -> None:
    assert names_bound(source) == names


def test_names_used_are_those_that_are_read_also_in_functions() -> None:
    assert names_used("def f(x):\n    return g(x) * SCALE\nh.i = 3\ndel j") == {"g", "x", "SCALE", "h", "j"}


@pytest.mark.parametrize(
    ("taken", "left"),
    [
        ({"a"}, "b = 2\nprint(a)"),
        ({"b"}, "a = (1,\n 2)\nprint(a)"),
        ({"a", "b"}, "print(a)"),
        ({"c"}, "a = (1,\n 2)\nb = 2\nprint(a)"),
        (set(), "a = (1,\n 2)\nb = 2\nprint(a)"),
    ],
)
def test_statements_over_names_that_are_taken_are_left_out(taken: set[str], left: str) -> None:
    assert without_statements_over("a = (1,\n 2)\nb = 2\nprint(a)", frozenset(taken)) == left


def test_a_line_with_a_statement_that_stays_stays() -> None:
    assert without_statements_over("a = 1; b = 2\nc = 3", frozenset({"a"})) == "a = 1; b = 2\nc = 3"
    assert without_statements_over("a = 1; b = 2\nc = 3", frozenset({"a", "b"})) == "c = 3"


@pytest.mark.parametrize(
    "source", ["Because it is small.", "# It is small.", "'It is small.'", "", "It's so", "%%markdown\nIt is"]
)
def test_words_in_a_code_cell_are_prose(source: str) -> None:
    assert is_prose(source)


@pytest.mark.parametrize(
    "source", ["1 + 1", "f(x)", "x = 'It is small.'", "import os", "42", "x", "!ls", "%%bash\nls"]
)
def test_code_is_no_prose(source: str) -> None:
    assert not is_prose(source)


@pytest.mark.parametrize("source", DEFINED)
def test_lines_keep_their_numbers(source: str) -> None:
    tree = parsed(source + "\nlast_one = 1")
    if tree is not None:  # a prompt asks for one before each line
        assert tree.body[-1].lineno == source.replace("\r\n", "\n").count("\n") + 2


@pytest.mark.parametrize(
    "source",
    [
        "(" * 50_000,
        "-" * 100_000 + "1",
        "x = " + "[" * 3_000 + "]" * 3_000,
        "x = " + "+".join(["1"] * 60_000),
        "if a:\n pass\n" + "elif a:\n pass\n" * 9_000,
        "\0",
        "a" * (SOURCE_MAX + 1),
        "x = " + "9" * 5_000,
        "!\n" * 90_000 + "(",
        ">>> \n" * 40_000,
        " " * 190_000 + "x",
        "f = 1\n" * 30_000,
        "'\\d'",
        "\n" * 190_000 + "(",
        " \n" * 90_000 + "(",
        "\t" * 190_000,
        "a.b" * 60_000,
    ],
    ids=lambda source: repr(source[:12]),
)
def test_hostile_source_is_read_quickly_or_is_no_code(source: str) -> None:
    began = time.process_time()
    defines(source, "a"), is_stub(source, "a"), answers(source, "f"), names_bound(source), names_used(source)
    without_statements_over(source, frozenset({"f"}))
    assert time.process_time() - began < 10


@given(st.text(st.sampled_from("f=():\n \t%!?>.'\"#\\\r\0[]1def pass"), max_size=40))
def test_any_text_is_read(source: str) -> None:
    tree = parsed(source)
    assert is_prose(source) or tree is not None
    assert defines(source, "f") <= ("f" in names_bound(source))
    assert functions(source) <= names_bound(source)
