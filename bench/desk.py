"""How long a marker waits at the marking desk: for a question to open, an answer to show, a tick to be saved.

    python -m bench.desk                      100 and 1,000 students: some minutes
    python -m bench.desk --sizes 10 --write   keeps the table in docs/benchmarks.md

All answers differ, as real ones do, but for a tenth that is the same. Requests go over HTTP to a server of
its own. The first opening reads every graded notebook and compares all answers; later ones know them. Behind
the time on the wall stands that of the processor, which other work on the machine does not stretch.
"""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from autograder.course.course import Course
from autograder.marking.desk import Desk
from autograder.marking.giving import Wish, give
from autograder.marking.page import question_json
from autograder.marking.serving import progress, shown
from bench.publishing import markdown, options, publish, surroundings
from tools.desk_trials import Server
from tools.repository import make_course
from tools.written_class import PLACE, hand_in
from vanishing_gradients import ASSIGNMENT

TITLES = ("students", "first opening", "opening", "an answer", "ten answers", "a tick")
TIMES = 15
PROOF = (
    "The slope is $s(1-s)$ with $s = \\sigma(z)$. It is at most $\\frac14$ because the mean of both is "
    "$\\frac12$ and the product is at most its square. Equality holds only at z = 0. At 0.5 the slope is "
    "about 0.235, the student mixed up what goes in and what comes out."
)


def answers(students: int) -> dict[str, str]:
    """Return answers of a class: a tenth is the same, the others have the same words in other orders."""
    chance, words = random.Random(students), PROOF.split()

    def one(number: int) -> str:
        if number % 10 == 0:
            return PROOF
        chosen = chance.choices(words, k=chance.randint(30, 150))
        return f"{' '.join(chosen)} {number}"

    return {f"s{number:04}": one(number) for number in range(students)}


def timed(work: Callable[[], Any], times: int = TIMES) -> tuple[float, float]:
    """Return the median milliseconds of some work, on the wall and of the processor."""
    walls, processors = [], []
    for _ in range(times):
        wall, processor = time.perf_counter(), time.process_time()
        work()
        walls.append(1000 * (time.perf_counter() - wall))
        processors.append(1000 * (time.process_time() - processor))
    return median(walls), median(processors)


def over_http(server: Server) -> list[float]:
    """Return the milliseconds on the wall of each thing that a marker waits for."""
    address = f"autograder/marking/api/{ASSIGNMENT}/{PLACE['cell']}"

    def opened() -> Any:
        return server.ask("GET", f"{address}?marker=ina", root=True)[1]

    first = timed(opened, 1)[0]
    ids = [each["id"] for each in opened()["answers"]]
    rows = dict.fromkeys(ids, 0)
    turn = iter(ids * TIMES)

    def tick() -> None:
        id_ = next(turn)
        body = {"row": rows[id_], "ticks": {"form": 2}, "decision": "marked", "comment": str(time.time())}
        rows[id_] = server.ask("POST", f"{address}/{id_}?marker=ina", body, root=True)[1]["mark"]["row"]

    def show(many: int) -> Callable[[], Any]:
        path = f"{address}/answers?marker=ina&ids="
        return lambda: server.ask("GET", path + ",".join(random.sample(ids, many)), root=True)

    return [first, *(timed(work)[0] for work in (opened, show(1), show(10), tick))]


def in_process(course: Path) -> list[float]:
    """Return the milliseconds of the processor for the same, on a desk that nobody opened yet."""
    sheet = Desk(Course.open(course)).sheet(ASSIGNMENT, PLACE["cell"])
    first = timed(lambda: question_json(sheet, "tom"), 1)[1]
    ids = [each["id"] for each in question_json(sheet, "tom")["answers"]]
    turn = iter(ids[::-1] * TIMES)

    def tick() -> None:
        id_ = next(turn)
        row = shown_row(id_)
        give(sheet, "tom", Wish.of({"ticks": {"form": 2}, "comment": str(time.time())}, {id_: row}))
        progress(sheet, "tom")

    def shown_row(id_: str) -> int:
        with sheet.engine.connect() as db:
            return sheet.view(db, "tom").standings[id_].row

    works: list[Callable[[], Any]] = [
        lambda: question_json(sheet, "tom"),
        lambda: shown(sheet, "tom", [random.choice(ids)]),
        lambda: shown(sheet, "tom", random.sample(ids, 10)),
        tick,
    ]
    return [first, *(timed(work)[1] for work in works)]


def main() -> None:
    """Measure, print the table, and keep it where asked for."""
    parser = options(__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--course", type=Path, help="with a release and nothing handed in; made by default")
    given = parser.parse_args()
    around, rows = surroundings(), []
    for size in given.sizes:
        with tempfile.TemporaryDirectory(prefix="desk-bench-") as scratch:
            course = Path(scratch, "course")
            if given.course is None:
                make_course(course)
            else:
                shutil.copytree(given.course, course)
            hand_in(course, answers(size))
            server = Server(course, Path(scratch, "server.log"))
            try:
                walls = over_http(server)
            finally:
                server.end()
            processors = in_process(course)
        cells = [f"{wall:.0f} ms ({cpu:.0f})" for wall, cpu in zip(walls, processors, strict=True)]
        rows.append((str(size), *cells))
        print(*rows[-1], flush=True)
    publish("python -m bench.desk", around, markdown(TITLES, rows), write=given.write)


if __name__ == "__main__":
    main()
