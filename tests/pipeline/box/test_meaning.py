"""Cells mean what they mean in a kernel, with or without IPython; `test_as_a_kernel.py` asks a genuine one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.box.notebook import CodeCell
from autograder.box.session import Box
from autograder.grading.runner import Runner
from tests.pipeline.box.notebook import Ran

LOADED = "import sys\nprint('IPython' in sys.modules)"


def text_of(box: Box, *sources: str, files: dict[str, str] | None = None) -> str:
    """Return what a notebook of these cells puts out; its sources stay as they are, indents too."""
    runner = Runner(box, list(map(CodeCell, range(len(sources)), sources)), files or {})
    runner.run_to(len(sources))
    ran = Ran(runner).text
    runner.close()
    return ran


@pytest.mark.parametrize(
    "cell",
    [
        "    def f():\n        return 42\n    print(f())",
        "\tprint(42)",
        "\n   # a comment\n   print(42)\n",
        ">>> print(42)",
        ">>> def f():\n...     return 42\n>>> print(f())",
        "In [3]: print(42)",
        "In [3]: def f():\n   ...:     return 42\n   ...: print(f())",
        "%time x = 42\nprint(x)",
        "print(42)\n!true",
        "import asyncio\nasync def f():\n    return 42\nprint(await f())",
        "get_ipython().run_cell('print(42)');",
        "display(42)",
        "show = display\nshow(42)",
        "from IPython.display import display as show, HTML\nshow(42)",
        "%%capture kept\nprint(42)",
    ],
)
def test_what_ipython_makes_of_a_cell(cell: str, box: Box) -> None:
    more = "print(kept)" if "kept" in cell else "7;"
    assert "42" in text_of(box, cell, more)


@pytest.mark.parametrize(
    "cell",
    [
        "import numpy as np\ndef f(x):\n    '''Not: a prompt; %time, In cells.'''\n    return 7 % x",
        "# display what IPython shows, !really?\nx = 'ipywidgets; IPython'",
        "for _ in range(3):\n    __ = _",
        "def f(:\n    x = 1",
        "import warnings, sys\nwarnings.warn('x')\nprint(sys.stdout.encoding, end='')",
        "1 + 1",
        "1 + 1;  # quiet",
        "len(In), Out, _, _i",
        "def f():\n    '''\n    >>> f()\n    1\n    '''\n    return 1",
    ],
)
def test_plain_cells_do_not_load_ipython(cell: str, box: Box) -> None:
    assert text_of(box, cell, LOADED).endswith("False\n")


@pytest.mark.parametrize(
    ("cell", "put_out"),
    [
        ("sys.stdout.encoding.lower()", "'utf-8'"),
        ("sys.stdout.isatty(), sys.stdout.writable()", "(False, True)"),
        ("sys.stdout.writelines(['a', 'b'])", "ab"),
        ("sys.stdout.buffer", "AttributeError"),
        ("print('a', file=sys.stderr, flush=True)", "a\n"),
        ("print('a', file=sys.__stdout__)", "a\n"),
        ("sys.stdout.write(b'a')", "TypeError"),
        ("import subprocess; subprocess.run(['true'], stdout=sys.stdout).returncode", "0"),
        ("sys.stdin.readline()", "''"),
        ("input()", "StdinNotImplementedError"),
        ("import logging; logging.warning('late')", "WARNING:root:late\n"),
        ("sys.argv[1]", "'-f'"),
    ],
)
def test_streams_are_those_of_a_kernel(cell: str, put_out: str, box: Box) -> None:
    assert text_of(box, "import sys", cell) == put_out


@pytest.mark.parametrize(
    "lookup",
    [
        "import pickle\npickle.loads(pickle.dumps(Point(42))).x",
        "import pickle\npickle.loads(pickle.dumps(fortytwo))()",
        "import __main__\n__main__.fortytwo()",
        "import typing\ntyping.get_type_hints(Point)['x'](42)",
        "import multiprocessing as m\nwith m.get_context('fork').Pool(1) as p:\n    r = p.apply(fortytwo)\nr",
        "import inspect\nint(inspect.getsource(fortytwo).split()[-1])",
        "import copy\ncopy.deepcopy(Point(42)).x",
        "import doctest\n40 + doctest.testmod().attempted * 2",
    ],
)
def test_the_notebook_is_the_module_main(lookup: str, box: Box) -> None:
    cell = """from __future__ import annotations
from dataclasses import dataclass
@dataclass
class Point:
    x: int
def fortytwo():
    '''
    >>> fortytwo()
    42
    '''
    return 42"""
    assert text_of(box, cell, lookup) == "42"


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("%%writefile helpers.py\nx = 1", "%%writefile helpers.py\nx = 42 + 0"),
        ("open('helpers.py', 'w').write('x = 1');", "open('helpers.py', 'w').write('x = 42');"),
        ("import pathlib\npathlib.Path('helpers.py').write_text('x=1');", "!echo 'x=42' > helpers.py"),
    ],
)
def test_a_module_that_is_written_again_is_new(first: str, then: str, box: Box) -> None:
    again = "import importlib\nprint('now', importlib.reload(helpers).x)"
    assert "was 1\n" in text_of(box, first, "import helpers\nprint('was', helpers.x)", then, again)
    assert "now 42\n" in text_of(box, first, "import helpers\nprint('was', helpers.x)", then, again)


@pytest.mark.parametrize(
    "name", ["wire", "cells", "worker", "values", "calling", "utils", "decorator", "scipy"]
)
def test_a_module_beside_the_notebook_may_have_any_name(name: str, box: Box) -> None:
    files = {f"{name}.py": "answer = 42"}
    assert text_of(box, f"import {name}\nprint({name}.answer)", "%time\n1;", files=files).startswith("42\n")


@pytest.mark.parametrize("name", ["numpy", "chainlab", "_box", "json", "random", "IPython", "traitlets"])
def test_no_module_beside_the_notebook_stands_for_what_the_box_uses(name: str, box: Box) -> None:
    files = {f"{name}.py": "raise SystemExit('taken')"}
    cells = (
        "import numpy as np\nfrom chainlab import check\nimport json, random",
        "%timeit -n1 -r1 -q 1",
        "42",
    )
    assert text_of(box, *cells, files=files) == "42"


@pytest.mark.parametrize(
    "cell",
    ["%pip install nothing-at-all", "!pip install nothing-at-all", "%conda install x", "%pip list\nx = 1"],
)
def test_installing_fails_softly(cell: str, box: Box) -> None:
    assert text_of(box, cell, "42").endswith("42")


def test_a_library_that_imports_ipython_finds_the_shell(box: Box) -> None:
    files = {"library.py": "def shell():\n    from IPython import get_ipython\n    return get_ipython()"}
    cells = ("x = 42", "import library\nlibrary.shell().user_ns['x']", "Out[2]")
    assert text_of(box, *cells, files=files) == "4242"


@pytest.mark.parametrize("magic", ["", "%time\n"])
def test_what_a_cell_sets_in_the_context_the_next_one_and_calls_find(
    magic: str, run: Callable[..., Ran]
) -> None:
    got = run(
        f"{magic}import decimal\ndecimal.getcontext().prec = 3\ndef f():\n    return float(decimal.Decimal(1) / 3)",
        "f();",
        "print(f())",
    )
    assert got.text.endswith("0.333\n")
    assert got("f") == 0.333


def test_a_call_may_recurse_deeper_than_a_cell(run: Callable[..., Ran]) -> None:
    got = run("def deep(n):\n    return 0.0 if n == 0 else 1 + deep(n - 1)", "deep(2_000)", "deep(900)")
    assert got.text == "RecursionError900.0"
    assert got("deep", 20_000) == 20_000
    assert got("deep", 900) == 900


def test_a_check_of_the_students_own_stops_no_cell(box: Box) -> None:
    """Where nbgrader says that it runs, a check raises what it finds; here the judge looks."""
    cell = "from chainlab import check\ncheck('sigmoid', lambda z: None)\nimport os\nprint(os.environ['NBGRADER_EXECUTION'])"
    assert text_of(box, cell).endswith("autograde\n")


def test_names_of_the_students_own_stay_when_ipython_comes(run: Callable[..., Ran]) -> None:
    got = run(
        "def open(): return 1\ndef exit(): return 2\nIn = 3\nquit = 4",
        "%time\n1;",
        "open(), exit(), In, quit",
    )
    assert got.text.endswith("(1, 2, 3, 4)")


def test_an_error_under_ipython_shows_the_students_own_lines(run: Callable[..., Ran]) -> None:
    got = run("%time\ndef f():\n    return 1 / 0", "f()")
    assert any("return 1 / 0" in line for line in got.runner.outputs[1][-1]["traceback"])
