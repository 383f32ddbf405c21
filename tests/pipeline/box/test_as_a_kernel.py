"""What a kernel runs, the box runs: the same text, values and errors. Where they differ, the reason is told."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.box.notebook import CodeCell
from autograder.box.sandbox import Sandbox
from autograder.box.session import Box
from autograder.course.limits import Limits
from autograder.grading.runner import Runner
from tests.pipeline.box.kernel_cases import BY_DESIGN, CASES, Cells

pytestmark = pytest.mark.slow

OTHER = json.dumps(
    nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("def from_other(x):\n    return 10 * x", id="a")]
    )
)
Shown = tuple[str, list[str], list[str], bool]
"""Standard output and what was displayed, values, classes of errors, and whether there was standard error."""


def shown(outputs: Iterable[dict[str, Any]]) -> Shown:
    text, values, errors, warned = "", [], [], False
    for output in outputs:
        kind = output["output_type"]
        if kind == "stream":
            warned = warned or output["name"] == "stderr"
            text += output["text"] if output["name"] == "stdout" else ""
        elif kind == "display_data":
            text += output["data"]["text/plain"] + "\n"
        elif kind == "execute_result":
            values.append(output["data"]["text/plain"])
        else:
            errors.append(output["ename"])
    return text, values, errors, warned


def in_kernel(cells: Cells, folder: Path) -> Shown:
    (folder / "other.ipynb").write_text(OTHER)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    options = {"timeout": 60, "allow_errors": True, "kernel_name": "python3"}
    client = NotebookClient(notebook, **options, resources={"metadata": {"path": str(folder)}})
    # Where this name is set, a kernel does not look at what its children write.
    client.execute(env={name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"})
    return shown(output for cell in notebook.cells for output in cell.outputs)


def in_box(cells: Cells, sandbox: Sandbox) -> Shown:
    with Box(replace(sandbox, limits=Limits())) as box:
        runner = Runner(box, list(map(CodeCell, range(len(cells)), cells)), {"other.ipynb": OTHER})
        runner.run_to(len(cells))
    assert runner.stopped == {}
    return shown(output for index in sorted(runner.outputs) for output in runner.outputs[index])


@pytest.mark.parametrize("cells", CASES.values(), ids=CASES.keys())
def test_a_box_puts_out_what_a_kernel_does(cells: Cells, tmp_path: Path, sandbox: Sandbox) -> None:
    assert in_box(cells, sandbox) == in_kernel(cells, tmp_path)


@pytest.mark.parametrize(("cells", "reason"), BY_DESIGN.values(), ids=BY_DESIGN.keys())
def test_a_difference_has_a_reason_and_is_one(
    cells: Cells, reason: str, tmp_path: Path, sandbox: Sandbox
) -> None:
    assert reason
    assert in_box(cells, sandbox) != in_kernel(cells, tmp_path)
