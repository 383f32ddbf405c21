"""How far a cluster scales: measures what is done at home one by one, and simulates many workers on it.

    python -m bench.scaling            measures, simulates 100,000 submissions, prints
    python -m bench.scaling --write    also keeps the table in docs/benchmarks.md

At home each submission is read, packed and sent, and its result is taken and written into gradebook and
folders: this goes one by one, whatever the number of workers. It is measured with workers of a real Dask
cluster that give ready-made results at once, so that nothing else is in the time. What a worker needs for a
submission is measured by grading. The simulation puts both together: a worker has at most two submissions,
home serves whoever came first.
"""

from __future__ import annotations

import heapq
import pickle
import random
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from distributed import LocalCluster

from autograder.course.course import Course
from autograder.grading.classroom import Classroom, open_classroom
from autograder.grading.cluster.client import AT_A_WORKER, ClusterPool
from autograder.grading.executors import GradingTask
from autograder.results.result import Result
from bench.classes import make_class
from bench.publishing import markdown, options, publish, surroundings
from vanishing_gradients import ASSIGNMENT

SUBMISSIONS = 60
SIMULATED = 100_000
TITLES = ("workers", "hours for 100,000 submissions", "times one worker", "time that a worker works")
WORKERS = (1, 2, 5, 10, 20, 50, 100)


@dataclass(frozen=True)
class ReadyMade:
    """Stands on a worker for what grades there: it gives results that were made before, at once."""

    results: dict[str, Result]

    def grade(self, packed: bytes) -> Result:
        """Return the ready-made result of a submission's student."""
        return self.results[pickle.loads(packed).student]  # noqa: S301  (packed a moment ago)


@dataclass(frozen=True)
class Costs:
    """Seconds a submission: at home, and of each graded submission on a worker."""

    home: float
    worker: list[float]


def measure(scratch: Path) -> Costs:
    """Grade a class once here, then once more with ready-made results on a cluster of two processes."""
    make_class(scratch, SUBMISSIONS, figures=True)
    with open_classroom(Course.open(scratch), ASSIGNMENT) as classroom:
        everybody, engine = classroom.everybody, classroom.engine
        classroom.run(everybody[:2], 2, force=True)  # the self-test is passed, all is imported
        results, times = {}, []
        for student in everybody:
            submission = classroom.read(student)
            began = time.perf_counter()
            results[student] = engine.grade(submission)
            times.append(time.perf_counter() - began)
        with LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
        ) as machines:
            home = _at_home(classroom, machines.scheduler_address, results)
    return Costs(home, times)


def _at_home(classroom: Classroom, address: str, results: dict[str, Result]) -> float:
    """Return the seconds a submission with workers that take no time."""
    ends: list[float] = []

    def open_pool(task: GradingTask, _: int) -> ClusterPool:
        return ClusterPool(task, address, lambda _: None, pickle.dumps(ReadyMade(results)))

    classroom.run(list(results), 2, lambda _: ends.append(time.perf_counter()), open_pool, force=True)
    steady = ends[len(ends) // 4 :]
    return (steady[-1] - steady[0]) / (len(steady) - 1)


def simulate(costs: Costs, workers: int, submissions: int, seed: int = 1) -> tuple[float, float]:
    """Return the seconds that a class takes, and the share of them in which a worker works."""
    chance = random.Random(seed)
    free = [0.0] * workers  # when each worker has nothing left to do
    home = 0.0  # when home is through with what it has
    done: list[tuple[float, int]] = []  # results on their way home, by the moment and the worker
    sent = finished = 0
    busy = 0.0

    def send(worker: int) -> None:
        nonlocal sent, home, busy
        home += costs.home / 2
        took = chance.choice(costs.worker)
        free[worker] = max(free[worker], home) + took
        busy += took
        sent += 1
        heapq.heappush(done, (free[worker], worker))

    for worker in [*range(workers)] * AT_A_WORKER:
        if sent < submissions:
            send(worker)
    while done:
        moment, worker = heapq.heappop(done)
        home = max(home, moment) + costs.home / 2
        finished += 1
        if sent < submissions:
            send(worker)
    return home, busy / (workers * home)


def main() -> None:
    """Measure, simulate, print, and keep the table where asked for."""
    parser = options(__doc__)
    given = parser.parse_args()
    around = surroundings()
    with tempfile.TemporaryDirectory(prefix="scaling-") as scratch:
        costs = measure(Path(scratch, "course"))
    grading = statistics.mean(costs.worker)
    rows: list[tuple[str, ...]] = []
    alone, _ = simulate(costs, 1, SIMULATED)
    for workers in WORKERS:
        seconds, share = simulate(costs, workers, SIMULATED)
        rows.append((str(workers), f"{seconds / 3600:.2f}", f"{alone / seconds:.1f}", f"{100 * share:.0f}%"))
    measured = (
        f"{around} Measured: {1000 * costs.home:.1f} ms a submission at home, {1000 * grading:.0f} ms on a "
        f"worker (mean of {len(costs.worker)}). Home alone writes {1 / costs.home:.0f} submissions a second: "
        f"beyond {grading / costs.home:.0f} workers it is home that limits. Simulated, not run:"
    )
    publish("python -m bench.scaling", measured, markdown(TITLES, rows), write=given.write)


if __name__ == "__main__":
    main()
