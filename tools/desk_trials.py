"""Two markers at once, each with a server, while servers and the database are killed: nothing may be lost.

    python -m tools.desk_trials                            500 random actions each on SQLite, nobody is killed
    python -m tools.desk_trials --kills 100                kill -9 of a server at random moments
    python -m tools.desk_trials --postgresql --kills 100   of a server or of the whole database

Each action bears a word of its own in its comment. In the end the gradebook is compared with what the servers
said: what was said to be saved stands there once, what was said to be in conflict stands beside it once,
there is no row that nobody gave, and nbgrader's columns hold the newest mark of each answer.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import multiprocessing
import os
import random
import shutil
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jupyter_server.serverapp import ServerApp
from sqlalchemy import create_engine, select

from autograder.course.course import Course
from autograder.gradebook.marks import MARKS, Question, standings
from autograder.gradebook.trial import copy_gradebook
from tests import postgres
from tests.processes import free_port
from tools.repository import make_course
from tools.written_class import PLACE, hand_in
from vanishing_gradients import ASSIGNMENT

TOKEN = "marking"  # noqa: S105  (of a server that ends with this program)
ANSWERS = 12
STEPS = {"form": (0.0, 2.0), "every_z": (0.0, 1.0, 2.0), "equality": (0.0, 1.0), "mix_up": (0.0, 1.0)}
KEY = Question(ASSIGNMENT, **PLACE)


FORKS = multiprocessing.get_context("forkserver")
"""Servers are forked from a process that has imported what they need: each starts in a moment."""
FORKS.set_forkserver_preload(["jupyter_server.serverapp", "autograder.marking.pages", "vanishing_gradients"])


def serve(course: Path, log: Path, port: int) -> None:
    """Serve the desk of a course until somebody ends this process."""
    with log.open("a") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.chdir(course)
    os.environ["JUPYTER_NO_CONFIG"] = "1"
    options = [f"--port={port}", f"--IdentityProvider.token={TOKEN}", "--ServerApp.port_retries=0"]
    options += ["--ServerApp.jpserver_extensions={'autograder.marking': True}", "--no-browser"]
    ServerApp.launch_instance(["--allow-root", "--ip=127.0.0.1", *options])


class Server:
    """A server with the desk alone, which may be killed and starts again."""

    def __init__(self, course: Path, log: Path) -> None:
        self._course, self._log, self.port = course, log, free_port()
        self.start()

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.process = FORKS.Process(target=serve, args=(self._course, self._log, self.port))
        self.process.start()
        while True:
            with contextlib.suppress(OSError):
                self.ask("GET", "api/status", root=True)
                return
            if not self.process.is_alive():
                sys.exit(f"The server did not start:\n{self._log.read_text()[-2000:]}")
            time.sleep(0.05)

    def ask(self, method: str, path: str, body: Any = None, *, root: bool = False) -> tuple[int, Any]:
        """Send a request once; return its code and what came back."""
        prefix = "" if root else f"autograder/marking/api/{ASSIGNMENT}/{KEY.cell}/"
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/{prefix}{path}",
            None if body is None else json.dumps(body).encode(),
            {"Authorization": f"token {TOKEN}", "Content-Type": "application/json"},
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def ask_until(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Send a request again and again, as the page does, until the server has decided."""
        while True:
            with contextlib.suppress(OSError, ValueError, EOFError):
                code, told = self.ask(method, path, body)
                if code < 500:
                    return code, told
            time.sleep(0.05)

    def kill(self) -> None:
        """Kill it as `kill -9` does, and start it again."""
        self.end()
        self.start()

    def end(self) -> None:
        """Kill it."""
        self.process.kill()
        self.process.join()


@dataclass
class Marker:
    """A marker who does random things, and remembers what the server said of each."""

    name: str
    server: Server
    ids: list[str]
    actions: int
    saved: dict[str, int] = field(default_factory=dict)
    in_conflict: dict[str, int] = field(default_factory=dict)
    sent: set[str] = field(default_factory=set)
    settled: int = 0
    done: int = 0
    goes_on: bool = False

    def run(self) -> None:
        """Do all of it."""
        chance = random.Random(self.name)
        while self.done < self.actions or self.goes_on:
            word = f"{self.name}-{self.done}"
            if chance.random() < 0.1:
                self._group(chance, word)
            else:
                self._one(chance, chance.choice(self.ids), word)
            self.done += 1

    def _wish(self, chance: random.Random, word: str) -> dict[str, Any]:
        decision = chance.choice(["marked"] * 4 + ["none", "unmarked"])
        ticks = {line: chance.choice(steps) for line, steps in STEPS.items()} if decision == "marked" else {}
        return {"ticks": ticks, "decision": decision, "comment": word}

    def _one(self, chance: random.Random, id_: str, word: str) -> None:
        _, answer = self._seen([id_])[0]
        if chance.random() < 0.3:
            time.sleep(chance.random() / 5)  # looks at it for a while
        wish = {**self._wish(chance, word), "row": answer["row"]}
        if answer["conflicts"] and chance.random() < 0.5:
            rows = [answer["row"], *(each["row"] for each in answer["conflicts"])]
            code, _ = self.server.ask_until(
                "POST", f"{id_}?marker={self.name}", {**wish, "resolve": chance.choice(rows)}
            )
            self.settled += code == 200
            return
        self.sent.add(word)
        code, told = self.server.ask_until("POST", f"{id_}?marker={self.name}", wish)
        if code == 200:
            self.saved[word] = told["mark"]["row"]
        else:
            self.in_conflict[word] = told["yours"]["row"]

    def _group(self, chance: random.Random, word: str) -> None:
        some = self._seen(chance.sample(self.ids, 4))
        wish = self._wish(chance, word)
        self.sent.add(word)
        answers = [{"id": id_, "row": answer["row"]} for id_, answer in some]
        _, told = self.server.ask_until(
            "POST", f"groups/any?marker={self.name}", {**wish, "answers": answers}
        )
        for id_, mark in told["marks"].items():
            self.saved[f"{word} {id_}"] = mark["row"]
        for id_, both in told["conflicts"].items():
            self.in_conflict[f"{word} {id_}"] = both["yours"]["row"]

    def _seen(self, ids: list[str]) -> list[tuple[str, Any]]:
        _, told = self.server.ask_until("GET", f"answers?marker={self.name}&ids={','.join(ids)}")
        return list(zip(ids, told, strict=True))


def faults(url: str, markers: list[Marker]) -> Iterator[str]:
    """Yield whatever is not as the servers said."""
    engine = create_engine(url)
    with engine.connect() as db:
        rows = {row.id: row for row in db.execute(select(MARKS).order_by(MARKS.c.id))}
        now = standings(db, KEY)
    words = Counter((row.comment, row.student) for row in rows.values() if not row.settles)
    for marker in markers:
        for word, number in {**marker.saved, **marker.in_conflict}.items():
            row = rows.get(number)
            if row is None or row.comment != word.split()[0]:
                yield f"{word} was said to be row {number}, which is {row}"
            elif row.follows is None and word in marker.saved:
                yield f"{word} was said to be saved, and is in conflict"
    sent = set().union(*(marker.sent for marker in markers))
    for row in rows.values():
        if row.comment not in sent:
            yield f"nobody gave row {row.id}: {row}"
        if row.marker == "formgrader":
            yield f"nobody used formgrader, which row {row.id} says"
    for (word, student), times in words.items():
        # A settled mark is given once more, by whoever settles.
        if times > 1:
            yield f"{word} stands {times} times at {student}"
    for student, standing in now.items():
        if standing.is_elsewhere:
            yield f"nbgrader's columns of {student} are not the newest mark"
        chain = [row for row in rows.values() if row.student == student and row.follows is not None]
        if [row.follows for row in chain] != [0, *(row.id for row in chain)][:-1]:
            yield f"the marks of {student} are no chain"
        settled = max((row.settles for row in chain), default=0)
        open_ones = {
            row.marker
            for row in rows.values()
            if row.student == student and row.follows is None and row.id > settled
        }
        if {conflict.marker for conflict in standing.conflicts} != open_ones:
            yield f"conflicts of {student} are not shown: {open_ones}"
    engine.dispose()


def trial(base: Path, folder: Path, actions: int, kills: int, database: postgres.Server | None) -> list[str]:
    """Run a trial on a copy of a course; return what went wrong, and print what happened."""
    chance = random.Random(1)
    text = "The slope is at most 1/4, by the mean of s and 1 - s. Number {}."
    answers = {f"s{number:02}": text.format(number) for number in range(ANSWERS)}
    shutil.copytree(base, folder / "course", ignore=shutil.ignore_patterns("submitted", "autograded"))
    if database is not None:
        address = database.url(database.create())
        copy_gradebook(create_engine(f"sqlite:///{base}/gradebook.db"), address, submissions=False)
        with (folder / "course" / "nbgrader_config.py").open("a") as config:
            config.write(f"\nc.CourseDirectory.db_url = {address!r}\n")
    hand_in(folder / "course", answers)
    url = Course.open(folder / "course").directory.db_url
    servers = [Server(folder / "course", folder / f"{name}.log") for name in ("ina", "tom")]
    killed = Counter[str]()
    try:
        _, listed = servers[0].ask("GET", f"autograder/marking/api/{ASSIGNMENT}/{KEY.cell}", root=True)
        ids = [each["id"] for each in listed["answers"]]
        markers = [
            Marker(name, server, ids, actions) for name, server in zip(("ina", "tom"), servers, strict=True)
        ]
        threads = [threading.Thread(target=marker.run, daemon=True) for marker in markers]
        for marker, thread in zip(markers, threads, strict=True):
            marker.goes_on = kills > 0
            thread.start()
        while killed.total() < kills and all(thread.is_alive() for thread in threads):
            time.sleep(chance.uniform(0.05, 0.8))
            if database is not None and chance.random() < 0.5:
                database.kill()
                killed["database"] += 1
            else:
                chance.choice(servers).kill()
                killed["server"] += 1
        for marker, thread in zip(markers, threads, strict=True):
            marker.goes_on = False
            thread.join()
        found = list(faults(url, markers))
    finally:
        for server in servers:
            server.end()
    for marker in markers:
        print(
            f"{marker.name}: {marker.done} actions, {len(marker.saved)} marks saved, "
            f"{len(marker.in_conflict)} kept in conflict, {marker.settled} conflicts settled"
        )
    print(f"killed: {dict(killed) or 'nobody'}; faults: {len(found)}")
    return found


def main() -> None:
    """Run a trial, and say what went wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--actions", type=int, default=500)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--course", type=Path, help="with a release and nothing handed in; made by default")
    parser.add_argument("--postgresql", action="store_true")
    given = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="desk-")))
        programs = postgres.programs() if given.postgresql else None
        database = stack.enter_context(postgres.running(programs)) if programs is not None else None
        base = given.course or folder / "base"
        if given.course is None:
            make_course(base)
        found = trial(base, folder, given.actions, given.kills, database)
    if found:
        sys.exit("\n".join(found))


if __name__ == "__main__":
    main()
