"""nbgrader as it comes: in this process `install`, which a course's configuration calls, changes nothing.

    python -m autograder.comparing.stock autograde ASSIGNMENT

It is started as a program alone, and imports nothing of ours: what it grades must be nbgrader's own work.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

HOOKS = ("autograder.nbgrader_hooks", "autograder.front.nbgrader_hooks")


def install(config: Any) -> None:
    """Leave nbgrader as it is."""


def main() -> None:
    """Run an nbgrader command."""
    for name in HOOKS:
        stub = ModuleType(name)
        stub.__dict__["install"] = install
        sys.modules[name] = stub
    from nbgrader.apps.nbgraderapp import main as nbgrader  # noqa: PLC0415  (after the hooks are in place)

    nbgrader()


if __name__ == "__main__":
    main()
