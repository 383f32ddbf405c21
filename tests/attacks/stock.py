"""The same attacks on nbgrader as it comes, without our configuration: what they earn and do there.

It runs a student's code with the grader's own rights. So only attacks are tried that take nothing but what
was laid out for them, each in a course of its own; where we are root, the grader is somebody without rights.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from tests.attacks.attack import Attack, Plan, Row, plans, write_plan
from tests.attacks.controls import RIGHT
from tests.attacks.ground import NOBODY, laid_out
from tests.attacks.trial import Harms, outputs_of, told
from vanishing_gradients import ASSIGNMENT

CONFIG = """c = get_config()
c.CourseDirectory.course_id = "vanishing-gradients"
c.ClearMarkScheme.enforce_metadata = False
"""
PATIENCE = 120.0
"""Seconds for one submission, where nbgrader itself has a limit for a cell alone."""
NEXT = Plan("zz-the-next", "controls", (), {}, "01-one-unit-one-slope", RIGHT)
"""An honest student who comes after an attack by a file, which may stop the whole class."""
FULL = 12.0
AS_NOBODY = f"""
set -e
mount --bind "$2" /mnt
mount -t tmpfs -o mode=755 none "$1"
mkdir -p "$2"
mount --bind /mnt "$2"
shift 2
exec setpriv --reuid {NOBODY} --regid {NOBODY} --clear-groups -- "$@"
"""
"""Runs a command as nobody where the interpreter may lie in a home that nobody can enter."""


def plans_for_stock(categories: Mapping[str, tuple[Attack, ...]]) -> list[Plan]:
    """Return the submissions of those attacks that may be tried without a sandbox."""
    return plans(
        {category: tuple(one for one in attacks if one.stock) for category, attacks in categories.items()}
    )


def attack_stock(folder: Path, released: Path, plan: Plan) -> list[Row]:
    """Let one submission be graded by stock nbgrader; return the rows of its attacks.

    Parameters
    ----------
    folder
        A folder to work in, which anybody may enter; it is made.
    released
        A course with a release and an empty gradebook; it is copied.
    """
    folder.mkdir()
    course = Path(shutil.copytree(released, folder / "course"))
    (course / "nbgrader_config.py").write_text(CONFIG)
    (course / ".course_key").write_text(key := secrets.token_hex(32))
    (folder / "home").mkdir()
    (folder / "home" / "private.txt").write_text("mine")
    harms = Harms([plan])
    with laid_out(folder / "ground", course) as ground:
        known = ground.told | {"HOME": str(folder / "home")}
        for one in (plan, NEXT) if plan.category == "file" else (plan,):
            write_plan(one, course / "release" / ASSIGNMENT, course / "submitted", ASSIGNMENT, known)
        if os.getuid() == 0:
            for path in (course, *course.rglob("*"), folder / "home"):
                os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
        ground.ready()
        began = time.monotonic()
        ended = _autograde(course, folder / "home")
        seconds = time.monotonic() - began
        found = ground.harms()
        if not ended:
            found.append(f"{plan.student} held up the grader for {PATIENCE:g} s")
        for path in course.rglob("started-by-an-attack"):
            found.append(f"{path} was made")
        for harm in (*found, *told(ground, plan, "", outputs_of(course, plan.student), key)):
            harms.add(harm, plan)
    marks = _marks(course)
    if plan.category == "file" and marks.get(NEXT.student, 0.0) != FULL:
        harms.add(f"{plan.student} kept the next student from {FULL:g} points", plan)
    return [
        Row(
            category=plan.category,
            name=one.name,
            tries=one.tries,
            must_not=one.must_not,
            honest=one.honest,
            marks=marks.get(plan.student, 0.0),
            possible=_possible(course, plan.notebook),
            earns=one.earns,
            harms=tuple(
                harm.replace(f"{folder}/", "").replace(ground.mark, "") for harm in harms.of(one.name)
            ),
            outcomes=(),
            seconds=seconds,
            limit=PATIENCE,
        )
        for one in plan.attacks
    ]


def _autograde(course: Path, home: Path) -> bool:
    """Let nbgrader grade a course; return whether it came to an end."""
    command = [sys.executable, "-m", "nbgrader", "autograde", ASSIGNMENT]
    if os.getuid() == 0:
        private = ["unshare", "--mount", "--propagation", "private", "--", "sh", "-c", AS_NOBODY, "stock"]
        command = [*private, str(Path.home()), sys.base_prefix, *command]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    with (course.parent / "said.log").open("wb") as said:
        process = subprocess.Popen(
            command,
            cwd=course,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PATH": path, "HOME": str(home)},
        )
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return False
    return True


def _marks(course: Path) -> dict[str, float]:
    with closing(sqlite3.connect(course / "gradebook.db")) as book:
        return dict(
            book.execute(
                "select a.student_id, sum(coalesce(g.auto_score, 0)) from submitted_assignment a "
                "join submitted_notebook n on n.assignment_id = a.id join grade g on g.notebook_id = n.id "
                "group by a.student_id"
            ).fetchall()
        )


def _possible(course: Path, notebook: str) -> float:
    content = json.loads((course / "release" / ASSIGNMENT / f"{notebook}.ipynb").read_text("utf-8"))
    own = [cell["metadata"].get("nbgrader", {}) for cell in content["cells"]]
    return sum(float(o["points"]) for o in own if o.get("grade") and not o.get("solution"))
