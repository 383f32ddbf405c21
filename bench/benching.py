"""What the bench measures: the class, the ways of grading it, time, processor time and memory of a run."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import re
import resource
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

from nbgrader.api import Gradebook

from autograder.authoring.samples import build_submission
from tools.repository import REPOSITORY, make_course
from vanishing_gradients import ASSIGNMENT

HONEST = (
    "full-marks-textbook",
    "full-marks-own-style",
    "untouched",
    "sheet-answer-a",
    "sheet-answer-b",
    "helper-cells",
)
ALIKE = ("full-marks-textbook", "full-marks-own-style", "untouched", "helper-cells")
"""Samples with the same marks in any fair grading: all right, or nothing. The others answer rightly on the
public inputs alone, or have an error carried forward; stock knows neither private inputs nor that."""
STOCK_CONFIG = """c = get_config()
c.CourseDirectory.course_id = "vanishing-gradients"
c.ClearMarkScheme.enforce_metadata = False
c.ExecutePreprocessor.timeout = 120

# Says how long a kernel took to end; nothing else of nbgrader is touched.
import sys, time
from jupyter_client.manager import KernelManager

finish = KernelManager._async_finish_shutdown

async def timed(self, *args, **kwargs):
    began = time.monotonic()
    await finish(self, *args, **kwargs)
    print(f"a kernel took {time.monotonic() - began:.2f} s to end", file=sys.stderr)

KernelManager._async_finish_shutdown = timed
"""
DOCUMENT = REPOSITORY / "docs" / "benchmarks.md"
LOCAL_CLUSTER = REPOSITORY / "bench" / "local_cluster.py"
STALL = 2.0
"""Seconds from which on a kernel's end counts as a stall."""
LOOK_SECONDS = 0.25


@dataclass(frozen=True)
class Work:
    """A class to grade: its course, how many handed in how much, and which sample each student's is."""

    course: Path
    students: int
    notebooks: int
    samples: dict[str, str]


@dataclass(frozen=True)
class Way:
    """A way of grading.

    Parameters
    ----------
    commands
        What runs at the same time; {shard} in an argument was replaced already.
    stock
        Whether nbgrader is left as it is.
    by_otter
        Whether otter-grader grades, which leaves nbgrader's gradebook alone.
    """

    name: str
    commands: tuple[tuple[str, ...], ...]
    stock: bool = False
    by_otter: bool = False

    @property
    def folder(self) -> str:
        """The name of its course's folder."""
        return re.sub(r"\W+", "-", self.name)


@dataclass(frozen=True)
class Measured:
    """One run: seconds on the wall and of processors, memory of the whole process tree, seconds idled."""

    seconds: float
    cpu: float
    peak_mb: float
    idle: float = 0.0


def ways() -> list[Way]:
    """Return the ways, stock first and the quickest last."""
    nbgrader = (sys.executable, "-m", "nbgrader", "autograde", ASSIGNMENT, "--force")
    ours = (sys.executable, "-m", "autograder.front.cli", "grade", ASSIGNMENT, "--force", "--workers")
    return [
        Way("stock nbgrader autograde", (nbgrader,), stock=True),
        Way(
            "stock, sharded over 2 processes",
            tuple((*nbgrader, f"--student=*{half}") for half in ("[02468]", "[13579]")),
            stock=True,
        ),
        Way("nbgrader autograde, our config", (nbgrader,)),
        Way("autograder grade, Dask LocalCluster of 2", ((sys.executable, str(LOCAL_CLUSTER), "2"),)),
        Way("autograder grade, 1 worker", ((*ours, "1"),)),
        Way("autograder grade, 2 workers", ((*ours, "2"),)),
    ]


def make_class(course: Path, students: int, *, figures: bool) -> Work:
    """Make a course with a class of honest submissions, every sample equally often."""
    make_course(course)
    release = course / "release" / ASSIGNMENT
    samples = {}
    for number in range(students):
        student, sample = f"s{number:04}", HONEST[number // 2 % len(HONEST)]
        samples[student] = sample
        folder = course / "submitted" / student / ASSIGNMENT
        build_submission(REPOSITORY / "samples" / sample, release, folder)
        if not figures:
            for path in folder.glob("*.ipynb"):
                content = json.loads(path.read_text("utf-8"))
                content["cells"] = [
                    cell for cell in content["cells"] if "figure" not in cell["metadata"].get("tags", [])
                ]
                path.write_text(json.dumps(content), encoding="utf-8")
    return Work(course, students, len(list((course / "submitted").rglob("*.ipynb"))), samples)


def measure(way: Way, course: Path, *, keep: bool = False) -> Measured:
    """Run one way and return what it took; what an earlier round graded is removed before, unless kept.

    Processor time is that of the whole machine while it runs, less what it used before: boxes are killed, and
    no process hears of the time of a grandchild that was.
    """
    for log in course.glob("run-*.log"):
        log.unlink()
    if not keep:
        shutil.rmtree(course / "autograded", ignore_errors=True)
    if way.stock:
        (course / "nbgrader_config.py").write_text(STOCK_CONFIG)
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    used, began = _processors(), time.perf_counter()
    logs = [course / f"run-{number}.log" for number, _ in enumerate(way.commands)]
    peak, failed = _run(list(zip(way.commands, logs, strict=True)), course, environment)
    if failed and way.stock:
        # Two of stock's processes at one gradebook: now and then one of them stumbles over the other at a
        # student. What a TA does then is in its time: the same command again, for those who have no marks.
        print(f"{way.name} failed at some students and goes on with them", file=sys.stderr)
        again = [(tuple(word for word in command if word != "--force"), log) for command, log in failed]
        _, failed = _run(again, course, environment)
    seconds = time.perf_counter() - began
    for _, log in failed:
        sys.exit(f"{way.name} failed:\n{log.read_text()[-2000:]}")
    return Measured(seconds, _processors() - used, peak, _idle(logs) if way.stock else 0.0)


Command = tuple[tuple[str, ...], Path]
"""A command, and the file that its log is added to."""


def _run(commands: list[Command], course: Path, environment: dict[str, str]) -> tuple[float, list[Command]]:
    """Run commands at the same time; return the most memory that they held, and those that failed."""
    peak = 0.0
    with contextlib.ExitStack() as stack:
        runs = [
            subprocess.Popen(
                command,
                cwd=course,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=stack.enter_context(log.open("a")),
            )
            for command, log in commands
        ]
        while any(run.poll() is None for run in runs):
            peak = max(peak, sum(_tree_mb(run.pid) for run in runs))
            time.sleep(LOOK_SECONDS)
    return peak, [command for command, run in zip(commands, runs, strict=True) if run.returncode != 0]


def _processors() -> float:
    """Return the seconds that all processors of the machine worked since it started."""
    fields = [int(field) for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]]
    user, nice, system, _, _, irq, soft = fields[:7]
    return (user + nice + system + irq + soft) / os.sysconf("SC_CLK_TCK")


def _tree_mb(pid: int) -> float:
    """Return the memory of a process and all below it; shared pages count in proportion."""
    total = 0.0
    with contextlib.suppress(OSError, ValueError):
        for line in Path("/proc", str(pid), "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) / 1024
        for task in Path("/proc", str(pid), "task").iterdir():
            total += sum(_tree_mb(int(child)) for child in (task / "children").read_text().split())
    return total


def _idle(logs: list[Path]) -> float:
    """Return the seconds that stock waited for kernels that stalled at their end, by its log."""
    ends = [
        float(s) for log in logs for s in re.findall(r"a kernel took ([0-9.]+) s to end", log.read_text())
    ]
    return sum(seconds for seconds in ends if seconds > STALL)


def stalls(stock: list[Measured], work: Work) -> str:
    """Return what stock idled at the ends of kernels, and its time without that."""
    idled = sum(one.idle for one in stock)
    without = median(one.seconds - one.idle for one in stock) / work.notebooks
    return (
        f"Stock waited {idled:.0f} s for kernels that stalled at their end (each more than {STALL:g} s); "
        f"without them it takes {without:.3g} s a notebook."
    )


def auto_scores(course: Path) -> dict[tuple[str, str, str], float | None]:
    """Return every automatic mark of a course."""
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        return {
            (submission.student_id, notebook.name, grade.name): grade.auto_score
            for submission in gradebook.assignment_submissions(ASSIGNMENT)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


FLOORS = {
    "floor: the functions on the inputs of the first checks": 1,
    "floor: the functions on the inputs of all checks": 100,
}
"""How many checks of each exercise give the inputs."""
FLOOR = """
import json, sys, time, warnings
from pathlib import Path
sys.path.insert(0, sys.argv[2])
import numpy as np
warnings.simplefilter("ignore")
from vanishing_gradients import EXERCISES
from autograder.content import Values
calls = [
    (exercise.name, args)
    for exercise in EXERCISES.values() for check in exercise.checks[:int(sys.argv[3])]
    if isinstance(check, Values) for args in check.draw(np.random.default_rng(1))
]
spaces = []
for folder in json.loads(sys.argv[1]):
    space = {"np": np}
    for path in sorted(Path(folder).rglob("*.ipynb")):
        for cell in json.loads(path.read_text())["cells"]:
            if cell["cell_type"] == "code" and "chainlab" not in "".join(cell["source"]):
                try:
                    exec("".join(cell["source"]), space)
                except Exception:
                    pass
    spaces.append(space)
begin, cpu = time.perf_counter(), time.process_time()
for space in spaces:
    for name, args in calls:
        if name in space:
            try:
                space[name](*args)
            except Exception:
                pass
print(json.dumps([time.perf_counter() - begin, time.process_time() - cpu]))
"""


def floor(work: Work, checks: int) -> Measured:
    """Return the time of the students' functions alone, in one process that has imported everything."""
    students = sorted(map(str, (work.course / "submitted").iterdir()))
    command = [sys.executable, "-c", FLOOR, json.dumps(students), str(REPOSITORY), str(checks)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, cpu = json.loads(done.stdout.splitlines()[-1])
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return Measured(seconds, cpu, peak)


def surroundings() -> str:
    """Return the machine, the versions and the load in one sentence."""
    named = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    model = named[0].partition(":")[2].strip() if named else platform.machine()
    packages = ", ".join(f"{name} {version(name)}" for name in ("nbgrader", "numpy", "nbclient", "ipykernel"))
    return (
        f"{os.cpu_count()} cores of {model}, Python {platform.python_version()}, {packages}, "
        f"load {os.getloadavg()[0]:.1f} before."
    )


def markdown(titles: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Return a table as Markdown."""
    lines = [titles, tuple("---:" if title is not titles[0] else "---" for title in titles), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def options(about: str | None) -> argparse.ArgumentParser:
    """Return the parser of a script's options, with what all of them know."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--write", action="store_true", help="keep the tables in docs/benchmarks.md")
    return parser


def publish(text: str, script: str, *, write: bool) -> None:
    """Print text; where asked for, keep it in docs/benchmarks.md in the place of this script's last one."""
    print(text)
    if not write:
        return
    head, begin, rest = DOCUMENT.read_text(encoding="utf-8").partition(f"<!-- made by {script} -->")
    tail = rest.partition("<!-- end -->")[2]
    DOCUMENT.write_text(f"{head}{begin}\n\n{text}\n\n<!-- end -->{tail}", encoding="utf-8")
