"""What the coach reads in a cell: which functions it makes, and what `%run` of a file brings."""

import ast

import pytest

from autograder.coach.code import answers, functions_made, makes, parsed, syntax_error, without_stubs

STUB = "def f(x):\n    raise NotImplementedError()\n"
REAL = "def f(x):\n    return x\n"


@pytest.mark.parametrize(
    "source",
    [
        f"{REAL}f = decorated(f)",
        f"{REAL}import numpy as np\nf = np.vectorize(f)",
        f"{REAL}f.factor = 2",
        f"{STUB}{REAL}",
        "f = table['f']",
        "f = g if fast else h",
        "(f := lambda x: x)",
        "from mine import f",
    ],
)
def test_a_source_answers_if_it_leaves_a_function(source):
    assert answers(source, "f")
    assert makes("f", parsed(source).body)


@pytest.mark.parametrize(
    "source",
    [
        'f = bring("f")',
        'f = chainlab.bring("f")',
        f"{STUB}f = decorated(f)",
        "f = f(0.0)",
        "f = 3",
        "f = [1, 2]",
        "f = 1 / (1 + g(2))",
        "f: object",
        STUB,
    ],
)
def test_a_source_that_leaves_no_function_of_its_own_answers_nothing(source):
    assert not answers(source, "f")
    assert not makes("f", parsed(source).body)


def test_a_scaffold_behind_an_answer_takes_nothing_from_it():
    assert functions_made(REAL + STUB) == {"f"}
    assert makes("f", parsed(REAL + STUB).body)


def test_a_scaffold_is_left_out_line_by_line():
    source = "x = 1\n@wrap\ndef f(v):\n    pass\ny = 2\ndef g():\n    pass\ndef f(v):\n    return v"
    kept = without_stubs(source, {"f"})
    assert kept == "x = 1\n\n\n\ny = 2\ndef g():\n    pass\ndef f(v):\n    return v"
    assert without_stubs(source, {"h"}) == source


@pytest.mark.parametrize(
    "line",
    ["%run helpers", "%run helpers.py", "%run -i helpers.py", '%run "helpers.py"', "%run -n helpers.py now"],
)
def test_a_run_of_a_file_is_seen_as_what_runs_its_text(line):
    (node,) = parsed(line).body
    assert ast.unparse(node).startswith("exec(run_text('helpers")


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("def f(x) return x", SyntaxError),
        ("def f(x):\nreturn x", IndentationError),
        ("x = '\0'", (SyntaxError, ValueError)),
    ],
)
def test_why_a_source_is_no_code_is_known(source, kind):
    assert isinstance(syntax_error(source), kind)
    assert syntax_error(REAL) is None
