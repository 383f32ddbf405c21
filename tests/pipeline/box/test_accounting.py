"""What the processes of a box hold and use is counted, whatever they do to hide it, and nothing twice."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

import pytest

from autograder.box import accounting
from autograder.box.sandbox import Sandbox
from autograder.box.session import Box
from autograder.content.calls import Crashed, TimedOut
from tests.pipeline.box.notebook import LIMITS, SLOWER, Ran, notebooks

OVER_MEMORY = r"held more than 512 MB of memory \(limit memory_mb\)"
NAMES = {
    "no UTF-8": b"\xff\xfe",
    "a line of its own": b"x\nRssAnon: -9",
    "other ends of lines": b"\x0bRssAnon: -99",
    "brackets": b") R 1 1 1",
}
FILL = """
import ctypes, os, time
def fill(name):
    for _ in range(4):
        if os.fork() == 0:
            ctypes.CDLL(None).prctl(15, bytes(name), 0, 0, 0)
            held = b"x" * (200 << 20)
            time.sleep(60)
    time.sleep(60)
"""


@pytest.mark.parametrize("name", NAMES.values(), ids=list(NAMES))
def test_no_name_of_a_process_hides_its_memory(name: bytes, limited: Callable[..., Ran]) -> None:
    with pytest.raises(Crashed, match=OVER_MEMORY):
        limited(FILL)("fill", list(name))


def test_a_process_that_hides_its_pages_is_counted_with_all_of_them(limited: Callable[..., Ran]) -> None:
    with pytest.raises(Crashed, match=OVER_MEMORY):
        limited(FILL.replace("prctl(15, bytes(name), 0, 0, 0)", "prctl(4, 0, 0, 0, 0)"))("fill", [])


def test_pages_that_a_fork_has_copied_are_counted_once(limited: Callable[..., Ran]) -> None:
    got = limited(
        """
        import os, time
        held = b"x" * (200 << 20)
        def share():
            for _ in range(6):
                if os.fork() == 0:
                    time.sleep(2)
                    os._exit(0)
            time.sleep(1.5)
            return 7.0
        """
    )
    assert got("share") == 7.0


@pytest.mark.parametrize("warm", [True, False])
@pytest.mark.parametrize("kind", ["socket.socketpair()", "connected()"])
def test_what_waits_in_sockets_counts_as_memory(
    kind: str, warm: bool, sandbox: Sandbox, limited: Callable[..., Ran]
) -> None:
    source = """
    import os, socket, time
    def connected():
        with socket.create_server(("127.0.0.1", 0)) as server:
            return socket.create_connection(server.getsockname()), server.accept()[0]
    def queue():
        for _ in range(12):
            if os.fork() == 0:
                kept = []
                for _ in range(100):
                    kept.append(KIND)
                    kept[-1][0].setblocking(False)
                    try:
                        while True:
                            kept[-1][0].send(bytes(1 << 16))
                    except BlockingIOError:
                        pass
                time.sleep(60)
        time.sleep(60)
    """
    own = replace(sandbox, warm=warm, limits=replace(LIMITS, call_seconds=30 * SLOWER))
    with Box(own) as box, contextmanager(notebooks)(box) as run:
        got = run(source.replace("KIND", kind))
        with pytest.raises(Crashed, match=OVER_MEMORY):
            got("queue")


def test_a_socket_holds_no_more_than_is_counted_for_it(run: Callable[..., Ran]) -> None:
    got = run(
        """
        import socket
        one, other = socket.socketpair()
        one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 22)
        one.setblocking(False)
        server = socket.create_server(("127.0.0.1", 0))
        here = socket.create_connection(server.getsockname())
        there = server.accept()[0]
        here.setblocking(False)
        def held(sock):
            sent = 0
            try:
                while True:
                    sent += sock.send(bytes(1 << 16))
            except BlockingIOError:
                return sent
        def both():
            return [held(one), held(here)]
        """
    )
    assert max(got("both")) <= 2 * accounting.BUFFERS


def test_the_time_of_children_that_nobody_waits_for_counts(limited: Callable[..., Ran]) -> None:
    got = limited(
        """
        import os, signal, time
        def burn():
            signal.signal(signal.SIGCHLD, signal.SIG_IGN)
            for _ in range(20):
                if os.fork() == 0:
                    while time.process_time() < 1:
                        pass
                    os._exit(0)
                time.sleep(1)
        """,
        cpu_seconds=3,
    )
    with pytest.raises(Crashed, match=r"more than 3 s of processor time \(limit cpu_seconds\)"):
        got("burn")


def test_process_1_is_not_slowed_down_by_what_it_watches(run: Callable[..., Ran]) -> None:
    got = run(
        """
        import ctypes, os, resource
        def fails(action):
            try:
                action()
            except OSError:
                return True
            return False
        print(fails(lambda: os.setpriority(os.PRIO_PROCESS, 1, 19)),
              fails(lambda: os.setpriority(os.PRIO_USER, os.getuid(), 19)),
              fails(lambda: os.sched_setscheduler(1, os.SCHED_IDLE, os.sched_param(0))),
              fails(lambda: os.sched_setaffinity(1, {0})),
              fails(lambda: resource.prlimit(1, resource.RLIMIT_CPU, (1, 1))),
              os.getpriority(os.PRIO_PROCESS, 1) < os.getpriority(os.PRIO_PROCESS, 0))
        """
    )
    assert got.text == "True True True True True True\n"


# --- a processor that others have -------------------------------------------------------------------

WORK = """
import time
def work(seconds):
    begun = time.process_time()
    while time.process_time() - begun < seconds:
        pass
    return 7.0
"""
BUSY = "import os\nos.sched_setaffinity(0, {CORE})\nprint('now', flush=True)\nwhile True:\n    pass"


@contextmanager
def on_one_core_with_others(count: int) -> Iterator[None]:
    """Let this process, and what it starts, share a core with so many busy ones."""
    cores = os.sched_getaffinity(0)
    core = min(cores)
    with ExitStack() as stack:
        os.sched_setaffinity(0, {core})
        stack.callback(os.sched_setaffinity, 0, cores)
        for _ in range(count):
            command = [sys.executable, "-S", "-c", BUSY.replace("CORE", str(core))]
            busy = stack.enter_context(
                subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
            )
            stack.callback(busy.kill)
            assert busy.stdout is not None
            assert busy.stdout.readline() == b"now\n"
        yield


def test_time_in_which_others_have_the_processor_does_not_count(sandbox: Sandbox) -> None:
    own = Sandbox("bubblewrap", sandbox.kit, replace(LIMITS, call_seconds=1))
    with on_one_core_with_others(6), Box(own) as box, contextmanager(notebooks)(box) as run:
        got = run(WORK)
        assert got("work", 0.7) == 7.0
        with pytest.raises(TimedOut, match="a call took more than 1 s"):
            got("work", 60)
    own.zygotes.close()


def test_who_keeps_a_processor_busy_has_waited_for_nobody_but_itself() -> None:
    processes = [os.getpid()]
    assert accounting.waited(processes, 10.0, 10.0, 1) == 0.0
    assert accounting.waited(processes, 10.0, 12.0, 1) == 0.0
    assert accounting.waited([], 10.0, 0.0, 1) == 0.0
    waited = accounting.waited(processes, 1e9, 0.0, 1)
    assert 0.0 < waited < 1e9
    assert accounting.waited(processes, 1e9, 0.0, 1000) < waited
