"""Every right variant, written as students spread an answer over cells, is brought as what it was."""

import ast
import json
from pathlib import Path

import numpy as np
import pytest

from autograder.judging.judge import judge
from autograder.judging.local import LocalCalls
from tests.variant_cells import VARIANTS, definition
from vanishing_gradients import EXERCISES


def code(source, grade_id=None, grade=False):
    about = {"nbgrader": {"grade_id": grade_id, "solution": not grade, "grade": grade}} if grade_id else {}
    return {"cell_type": "code", "metadata": about, "source": source}


def _parts(function):
    """Return (imports and helpers of the module of a variant, its own definition)."""
    _, tree, own = definition(function)
    helpers = [
        node
        for node in tree.body
        if node is not own
        and getattr(node, "name", "") != "_"
        and not isinstance(node, ast.Expr)
        and "ariants" not in ast.unparse(node)
    ]
    own.decorator_list = []
    helpers += [own] if own.name != "_" else []  # it calls itself by this name
    return "\n\n".join(map(ast.unparse, helpers)), own


def _named(node, name):
    node.name = name
    return ast.unparse(node)


def _scaffold(name):
    return code(f"def {name}(*args):\n    # YOUR CODE HERE\n    raise NotImplementedError()\n", name)


def _check(name):
    return code(f'check("{name}", {name})', f"check_{name}", grade=True)


def _constant_of_a_loop(name, helpers, node):
    answer = f"def {name}(*args, **keywords):\n    return parts[one](*args, **keywords)"
    own = "parts, one = [], 0\nfor _ in range(3):\n    one = one + 1\n    print(one)\none -= 2"
    fill = "parts.append(None)\nparts.append(own)"
    return [
        code(helpers),
        code(own),
        code(answer, name),
        code(_named(node, "own")),
        code(fill),
        _check(name),
        code("one = 0"),
    ]


def _below_the_scaffold(name, helpers, node):
    return [code(helpers), _scaffold(name), code(_named(node, name)), _check(name), code(f"{name} = None")]


def _merged_with_a_stale_copy_behind(name, helpers, node):
    answer = f'{_named(node, name)}\n\ncheck("{name}", {name})\n{name} = 3'
    return [code(helpers), code(answer), code(_scaffold(name)["source"])]


def _assigned_with_helpers_behind(name, helpers, node):
    answer = f"import functools\ndef made(): return functools.wraps(own)(lambda *a, **k: own(*a, **k))\n{_named(node, 'own')}"
    return [code(answer), code(f"{name} = made()", name), code(helpers), _check(name), code("own = abs")]


def _typed_as_at_a_prompt(name, helpers, node):
    lines = [f"    {line}" for line in f"{helpers}\n{_named(node, name)}".split("\n")]
    return [code("%%time\n" + "\n".join(lines)), _scaffold(name), _check(name)]


STYLES = [
    _constant_of_a_loop,
    _below_the_scaffold,
    _merged_with_a_stale_copy_behind,
    _assigned_with_helpers_behind,
    _typed_as_at_a_prompt,
]


def test_there_are_variants_of_every_exercise():
    assert {name for name, _, _ in VARIANTS} == set(EXERCISES)
    assert len(VARIANTS) >= 150


@pytest.mark.parametrize(
    ("name", "number", "variant"), VARIANTS, ids=[f"{name}-{number}" for name, number, _ in VARIANTS]
)
def test_a_right_variant_is_right_where_it_is_brought_to(
    lab, tmp_path, monkeypatch, capsys, name, number, variant
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COACH_QUIET", "1")  # the judge looks at it, and more closely than the check
    # Each variant in two styles, so that each exercise meets all of them.
    for style in (STYLES[number % len(STYLES)], STYLES[(2 * number + 1) % len(STYLES)]):
        cells = style(name, *_parts(variant.right))
        Path("01.ipynb").write_text(json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5}))
        brought = lab.bring(name)
        assert capsys.readouterr().out == ""
        ruling = judge(EXERCISES, name, LocalCalls({name: brought}), np.random.SeedSequence(number))
        assert ruling.outcome == "correct", (style.__name__, ruling.reason)
        Path("01.ipynb").unlink()
