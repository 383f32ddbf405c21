"""What a run takes: time on the wall, time of the processors, memory of all its processes."""

from __future__ import annotations

import contextlib
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.classes import Work
from bench.ways import STOCK_CONFIG, Way
from tools.repository import REPOSITORY

STALL = 2.0
"""Seconds from which on a kernel's end counts as a stall."""
LOOK_SECONDS = 0.25


@dataclass(frozen=True)
class Measured:
    """One run: seconds on the wall and of processors, memory of the whole process tree, seconds idled."""

    seconds: float
    cpu: float
    peak_mb: float
    idle: float = 0.0


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


FLOORS = {
    "floor: the functions on the inputs of the first checks": 1,
    "floor: the functions on the inputs of all checks": 100,
}
"""How many checks of each exercise give the inputs."""


def floor(work: Work, checks: int) -> Measured:
    """Return the time of the students' functions alone, in one process that has imported everything."""
    students = sorted(map(str, (work.course / "submitted").iterdir()))
    command = [sys.executable, "-m", "bench.floor", str(checks), *students]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    seconds, cpu = json.loads(done.stdout.splitlines()[-1])
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return Measured(seconds, cpu, peak)
