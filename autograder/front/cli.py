"""The command line: `autograder collect`, `grade`, `explain`, `report` and others; some make an assignment.

Exit codes: 0 if every submission got a result, whatever the marks; 2 for wrong usage; 1 if the grader itself
failed, the doctor found something or a compared row differs; 130 after Ctrl-C.
"""

from __future__ import annotations

import autograder.front.startup  # (before whatever imports jsonschema)

# isort: split
import click

from autograder.front import authoring
from autograder.front.collect import collect
from autograder.front.compare import compare_with_stock
from autograder.front.explain import explain
from autograder.front.grade import grade
from autograder.front.marking import mark
from autograder.front.reporting import export, feedback, report

autograder.front.startup.finished()

COMMANDS = (
    *(collect, grade, mark, explain, report, feedback, export, compare_with_stock),
    *(
        authoring.new,
        authoring.release,
        authoring.doctor,
        authoring.guide,
        authoring.pages,
        authoring.study,
        authoring.lite,
    ),
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="autograder-engine")
def main() -> None:
    """Grade notebooks in a sandbox, into nbgrader's gradebook."""


for _command in COMMANDS:
    main.add_command(_command)


if __name__ == "__main__":
    main()
