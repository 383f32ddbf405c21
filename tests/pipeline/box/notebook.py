"""A notebook of a few cells that runs in a real box."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from autograder.box.notebook import CodeCell
from autograder.box.session import Box
from autograder.course.limits import Limits
from autograder.grading.runner import Runner

SLOWER = float(os.environ.get("BOX_TESTS_SLOWER", "1"))
"""How many times as long things may take: `tools.with_groups` runs these tests in a kernel that is a program."""
LIMITS = Limits(
    call_seconds=SLOWER, cell_seconds=2 * SLOWER, memory_mb=512, disk_mb=8, processes=24, output_kb=20
)
FINE = "def fine():\n    return 1.0"


@dataclass
class Ran:
    """A notebook whose cells have run."""

    runner: Runner

    @property
    def text(self) -> str:
        """All text of all outputs."""
        shown = [output for outputs in self.runner.outputs.values() for output in outputs]
        return "".join(
            o.get("text", "") + "".join(o.get("data", {}).values()) + o.get("ename", "") for o in shown
        )

    def __call__(self, name: str, *args: Any, **how: Any) -> Any:
        return self.runner.call(name, args, **how)


def notebooks(box: Box) -> Iterator[Callable[..., Ran]]:
    """Yield run(*sources): a notebook of these cells, in the same box as the ones before it."""
    last: list[Runner] = []

    def start(*sources: str, files: dict[str, str] | None = None) -> Ran:
        for runner in last:
            runner.close()
        cells = [CodeCell(index, textwrap.dedent(source)) for index, source in enumerate(sources)]
        last[:] = [Runner(box, cells, files or {})]
        last[0].run_to(len(cells))
        return Ran(last[0])

    yield start
    for runner in last:
        runner.close()
