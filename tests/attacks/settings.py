"""The settings in which the attacks are tried: by whom, by how many graders, beside what, with which accounting."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.attacks.attack import Attack, Row
from tests.attacks.mixed import HOSTILE

BUSY = "while True: pass"


@dataclass(frozen=True)
class Setting:
    """One of them.

    Parameters
    ----------
    title
        What it is called in the table.
    every
        Of each class each so-many-eth attack is tried.
    user
        Whether an ordinary user grades, not root.
    groups
        Whether a control group is delegated to the grader.
    graders
        How many submissions are graded at a time.
    busy
        How many processes are busy beside it all the while.
    """

    title: str
    every: int = 1
    user: bool = False
    groups: bool = False
    graders: int = 3
    busy: int = 0

    def chosen(self, categories: Mapping[str, tuple[Attack, ...]]) -> dict[str, tuple[Attack, ...]]:
        """Return the attacks that are tried: a share of each class, and every honest submission.

        Where it is not the machine that makes it slow, those that load a machine most are among them.
        """
        return {
            category: tuple(
                one
                for number, one in enumerate(attacks)
                if number % self.every == 0 or one.honest or (one.name in HOSTILE and self.every < 8)
            )
            for category, attacks in categories.items()
        }

    @contextmanager
    def beside(self) -> Iterator[None]:
        """Keep the processes busy that belong to it."""
        with ExitStack() as stack:
            for _ in range(self.busy):
                process = stack.enter_context(subprocess.Popen([sys.executable, "-S", "-c", BUSY]))
                stack.callback(process.kill)
            yield


SETTINGS: dict[str, Setting] = {
    "user": Setting("ordinary user", every=2, user=True),
    "one": Setting("one grader", every=4, graders=1),
    "two": Setting("two graders", every=4, graders=2),
    "busy": Setting("beside 60 busy processes", every=12, graders=2, busy=60),
    "groups": Setting("control groups, root", every=12, groups=True, graders=1),
    "groups-user": Setting("control groups, ordinary user", every=12, user=True, groups=True, graders=1),
}
"""Beside what `python -m tools.attacks` does: all attacks, as root if root runs it, by three graders."""


@dataclass(frozen=True)
class Count:
    """What came of the attacks of a class in a setting.

    Parameters
    ----------
    tried
        How many there were.
    marks
        How many earned a mark; of honest submissions, how many lost one.
    harms
        How many did harm.
    slowest
        The seconds that the slowest submission took.
    """

    tried: int
    marks: int
    harms: int
    slowest: float


Counts = dict[str, dict[str, Count]]
"""By setting and by class."""


def counted(rows: Iterable[Row]) -> dict[str, Count]:
    """Return the counts of a setting's rows by class."""
    by_class: dict[str, list[Row]] = {}
    for row in rows:
        by_class.setdefault(row.category, []).append(row)
    return {
        category: Count(
            len(some),
            sum(row.gained or row.lost for row in some),
            sum(bool(row.harms) for row in some),
            round(max(row.seconds for row in some), 1),
        )
        for category, some in by_class.items()
    }


def keep(counts: Counts, file: Path) -> None:
    """Keep counts."""
    plain = {name: {c: asdict(count) for c, count in found.items()} for name, found in counts.items()}
    file.write_text(json.dumps(plain, indent=1) + "\n", encoding="utf-8")


def kept(file: Path) -> Counts:
    """Return counts that were kept; those of settings that there are no more are left out."""
    plain = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return {
        name: {category: Count(**count) for category, count in found.items()}
        for name, found in plain.items()
        if name in SETTINGS
    }
