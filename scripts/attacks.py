"""Lets all attacks of tests/attacks happen in a throw-away course, and prints what came of them.

    python scripts/attacks.py [--write]

A line a room: attacks tried, marks earned without right numbers, harms done, and how long a submission of it
took at the longest. `--write` puts the table into docs/security.md. Exit code 1 where anything got through.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from autograder.release import REPOSITORY, make_course
from tests.attacks.attack import Row
from tests.attacks.catalogue import ROOMS
from tests.attacks.trial import TIGHT, attack

PAGE = REPOSITORY / "docs" / "security.md"
BEGIN, END = "<!-- attacks -->", "<!-- end of attacks -->"
WHAT = {
    "marks": "marks without right numbers",
    "machine": "the machine, and what lies on it",
    "availability": "time, memory, disk, output",
    "file": "the file and its name",
    "wire": "the wire between judge and box",
    "controls": "controls: honest students among them",
}


def table(rows: Sequence[Row], earns: dict[str, float]) -> str:
    """Return the table of what happened, a line a room."""
    lines = [
        "| what is attacked | tried | marks earned | harms done | longest submission (limit) |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for room, what in WHAT.items():
        mine = [row for row in rows if row.room == room]
        marks = sum(row.marks - earns[row.name] for row in mine)
        told = f"{marks:g} of {sum(row.possible for row in mine):g}" if room == "controls" else f"{marks:g}"
        longest = f"{max(row.seconds for row in mine):.0f} s ({TIGHT.submission_seconds:g} s)"
        lines.append(f"| {what} | {len(mine)} | {told} | {sum(len(row.harms) for row in mine)} | {longest} |")
    return "\n".join(lines)


def main() -> int:
    """Attack, print, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--write", action="store_true", help="put the table into docs/security.md")
    asked = parser.parse_args()
    earns = {one.name: one.earns for attacks in ROOMS.values() for one in attacks}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)  # the box of root is somebody else's
        make_course(folder / "course")
        rows = attack(folder / "work", folder / "course", ROOMS)
    for row in rows:
        if row.harms or (row.marks < row.possible if row.honest else row.marks > earns.get(row.name, 0.0)):
            print(f"GOT THROUGH  {row.room}, {row.name}: {row.tries}. {row.happened}")
    known = [row for row in rows if row.name in earns]
    text = table(known, earns)
    print(text)
    if asked.write:
        page = PAGE.read_text(encoding="utf-8")
        between = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
        PAGE.write_text(between.sub(lambda _: f"{BEGIN}\n{text}\n{END}", page), encoding="utf-8")
    return int(any(row.harms for row in rows))


if __name__ == "__main__":
    sys.exit(main())
