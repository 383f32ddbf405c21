"""A box that cannot be started for want of room is waited for; in the end it is our trouble, never a mark."""

from __future__ import annotations

import errno
import os
import socket
from types import SimpleNamespace
from typing import Any

import pytest

from autograder.box import clock, session, wire
from autograder.box.notebook import OUR_PATIENCE, Notebook
from autograder.box.session import PAUSES, Box
from autograder.course.limits import Limits
from autograder.errors import NoSandboxError


class Rooms:
    """A sandbox that meets these errors before it starts a box."""

    def __init__(self, *errors: OSError) -> None:
        self.limits, self.name = Limits(), "bubblewrap"
        self._errors, self.tries, self.workers = list(errors), 0, []  # type: ignore[var-annotated]

    def group(self, _furnished: int) -> None:
        """Machines of these tests have no control groups."""

    def start(self, _furnished: int) -> tuple[Any, socket.socket]:
        self.tries += 1
        if self._errors:
            raise self._errors.pop(0)
        judge_end, box_end = socket.socketpair()
        wire.send(box_end, {"ready": True})
        self.workers.append(box_end)
        return SimpleNamespace(kill=lambda: None, wait=lambda: None), judge_end


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    slept: list[float] = []
    monkeypatch.setattr(session.time, "sleep", slept.append)
    return slept


def opened(rooms: Rooms) -> None:
    with Box(rooms) as box:  # type: ignore[arg-type]
        box.open([], {}).close()


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ETOOMANYREFS, errno.EAGAIN, errno.ENOMEM])
def test_a_system_without_room_is_asked_again(number: int, pauses: list[float]) -> None:
    rooms = Rooms(*[OSError(number, "no room") for _ in range(4)])
    opened(rooms)
    assert rooms.tries == 5
    assert pauses == list(PAUSES[:5])


def test_a_system_that_never_has_room_is_told_and_is_no_mark() -> None:
    rooms = Rooms(*[OSError(errno.EMFILE, "Too many open files") for _ in PAUSES])
    with pytest.raises(
        NoSandboxError, match=r"could not be started \(.*Too many open files\)\. Grade this again"
    ):
        opened(rooms)
    assert rooms.tries == len(PAUSES)


def test_another_error_is_tried_twice() -> None:
    rooms = Rooms(*[OSError(errno.ENOENT, "no program") for _ in range(5)])
    with pytest.raises(NoSandboxError, match="no program"):
        opened(rooms)
    assert rooms.tries == 2


def test_a_box_that_says_how_long_it_waited_gets_that_time_within_bounds() -> None:
    rooms = Rooms()
    with Box(rooms) as box:  # type: ignore[arg-type]
        box.open([], {}).close()
        wire.receive_request(rooms.workers[0])
        deadline = box.deadline
        for said, given in ((3.0, 3.0), (5.0, 2.0), (5.0, 0.0), ("1e9", 0.0), (1e9, box._patience - 5.0)):
            wire.send(rooms.workers[0], {"waited": said})
            assert box.waited() == given
        assert box.deadline == pytest.approx(deadline + session.PATIENCE * rooms.limits.submission_seconds)


def test_our_own_wait_before_we_answer_a_notebook_is_not_its_time_within_bounds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clock, "now", lambda: 1000.0)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        notebook = Notebook(ours, Rooms(), {}, lambda: None)  # type: ignore[arg-type]
        notebook._wait_of_ours(3.0)
        assert notebook._now() == 997.0
        notebook._wait_of_ours(-1.0)
        notebook._wait_of_ours(1e9)
        assert notebook._now() == 1000.0 - OUR_PATIENCE * Limits().notebook_seconds


def test_a_thread_says_how_long_it_had_no_processor_and_so_does_its_fork() -> None:
    before = clock.delayed()
    assert 0.0 <= before <= clock.delayed()
    child = os.fork()
    if child == 0:
        os._exit(0 if clock.delayed() < before + 1e6 and clock._schedule.process == os.getpid() else 1)
    assert os.waitpid(child, 0)[1] == 0
