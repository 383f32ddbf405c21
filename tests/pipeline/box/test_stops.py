"""Endless, ended and lying notebooks cost themselves what they do, and nothing else."""

from __future__ import annotations

import textwrap
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from autograder.box.notebook import CodeCell
from autograder.box.sandbox import Sandbox
from autograder.box.session import Box
from autograder.content.calls import Crashed, TimedOut
from autograder.grading.runner import Runner
from tests.pipeline.box.notebook import FINE, LIMITS, Ran


def test_an_endless_loop_in_a_cell_costs_that_cell_only(run: Callable[..., Ran]) -> None:
    got = run("print('a')", "while True:\n    pass", FINE)
    assert isinstance(got.runner.stopped[1], TimedOut)
    assert got("fine") == 1.0
    assert got.text == "a\n"


def test_an_endless_loop_in_a_function_costs_that_call_only(run: Callable[..., Ran]) -> None:
    got = run("def endless():\n    while True:\n        pass", FINE)
    began = time.monotonic()
    with pytest.raises(TimedOut):
        got("endless")
    assert got("fine") == 1.0
    assert time.monotonic() - began < 5


def test_a_loop_that_ignores_signals_and_exceptions_ends_all_the_same(run: Callable[..., Ran]) -> None:
    got = run(
        """
        import signal
        for number in range(1, 65):
            try:
                signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError):
                pass
        def stubborn():
            while True:
                try:
                    while True:
                        pass
                except BaseException:
                    pass
        """,
        FINE,
    )
    with pytest.raises(TimedOut):
        got("stubborn")
    assert got("fine") == 1.0


@pytest.mark.parametrize(
    "ending",
    [
        "os._exit(0)",
        "os.kill(os.getpid(), 9)",
        "os.kill(os.getppid(), 9); os._exit(0)",
        "os.kill(os.getpid(), 19)",
        "ctypes.string_at(0)",
        "os.abort()",
        "os.closerange(0, 256)",
    ],
)
def test_a_cell_or_function_that_ends_its_process_costs_only_itself(
    ending: str, run: Callable[..., Ran]
) -> None:
    got = run("import os, ctypes", ending, f"def leave():\n    {ending}", FINE)
    assert isinstance(got.runner.stopped[1], Crashed | TimedOut)
    with pytest.raises((Crashed, TimedOut)):
        got("leave")
    assert got("fine") == 1.0
    assert run(FINE)("fine") == 1.0


def test_a_signal_to_every_process_reaches_nothing_but_the_notebooks_own(run: Callable[..., Ran]) -> None:
    got = run(
        "import os\ndef all_of_them():\n    try:\n        os.kill(-1, 9)\n    except ProcessLookupError:\n        return 1.0"
    )
    assert got("all_of_them") == 1.0


def test_a_notebook_that_ends_itself_too_often_is_given_up(run: Callable[..., Ran]) -> None:
    got = run("import os\ndef leave():\n    os._exit(0)", FINE)
    for _ in range(1 + LIMITS.restarts):
        with pytest.raises(Crashed):
            got("leave")
    with pytest.raises(Crashed, match="too often"):
        got("fine")
    assert run(FINE)("fine") == 1.0


def test_a_box_whose_worker_is_gone_is_replaced(box: Box, run: Callable[..., Ran]) -> None:
    got = run(FINE)
    assert got("fine") == 1.0
    process = box._process
    assert process is not None
    process.kill()
    process.wait()
    with pytest.raises(Crashed):
        for _ in range(200):  # its end reaches the inside a few milliseconds later
            got("fine")
            time.sleep(0.01)
    assert got("fine") == 1.0


def test_the_time_of_a_submission_ends(sandbox: Sandbox) -> None:
    short = replace(sandbox, limits=replace(LIMITS, submission_seconds=1.5))
    began = time.monotonic()  # not the clock of the limits, which is what is tested
    with Box(short) as box:
        runner = Runner(box, [CodeCell(0, "import time\ndef slow():\n    time.sleep(60)")], {})
        for _ in range(3):
            with pytest.raises(TimedOut):
                runner.call("slow", ())
        assert time.monotonic() < began + 1.5 + 2


#: Finds the notebook's own socket, as a hostile cell would.
FORGE = """
import os, socket, sys
sys.path.insert(0, "/opt/kit")
import wire
def own_socket():
    for fd in range(3, 64):
        try:
            return socket.socket(fileno=os.dup(fd))
        except OSError:
            pass
def caller():
    frame = sys._getframe()
    while "call_id" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["call_id"]
def value():
    return {"k": "null"}
"""
LIES = {
    "an answer with a wrong id": 'wire.send(own_socket(), {"id": "0" * 16, "value": value()})',
    "an answer without an id": 'wire.send(own_socket(), {"value": value()})',
    "an id that is no text": 'wire.send(own_socket(), {"id": [1], "value": value()})',
    "no JSON": 'own_socket().sendall(wire.PREFIX.pack(4, 0) + b"nope")',
    "garbage": "own_socket().sendall(os.urandom(4096))",
    "a huge frame": "own_socket().sendall(wire.PREFIX.pack(2**32 - 1, 2**32 - 1))",
    "a value of no kind": 'wire.send(own_socket(), {"id": caller(), "value": {"k": ["f8"]}})',
    "an array larger than its body": 'wire.send(own_socket(), {"id": caller(), "value": {"k": "f8", "s": [9]}})',
    "a shape beyond numpy": 'wire.send(own_socket(), {"id": caller(), "value": {"k": "f8", "s": [0, 2**26, 2**26, 2**26]}})',
    "no value": 'wire.send(own_socket(), {"id": caller()})',
    "a question to no function, with a broken argument": 'wire.send(own_socket(), {"id": caller(), "callback": {}, "args": 3})',
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
def test_a_lie_on_the_wire_is_a_crash_and_costs_that_call_only(lie: str, run: Callable[..., Ran]) -> None:
    got = run(FORGE, f"def lie():\n    {lie}\n    return 1.0", FINE)
    with pytest.raises(Crashed):
        got("lie")
    assert got("fine") == 1.0


def test_an_answer_given_twice_answers_no_later_question(run: Callable[..., Ran]) -> None:
    twice = 'def twice():\n    wire.send(own_socket(), {"id": caller(), "value": value()})\n    return 5.0'
    got = run(FORGE, twice, FINE)
    assert got("twice") is None
    with pytest.raises(Crashed, match="no question"):
        got("fine")
    assert got("fine") == 1.0


@pytest.mark.parametrize(
    "frame", ['{"end": 1}', '{"begin": 7}', '{"end": 1, "outputs": 3}', '{"begin": 1, "end": 1}']
)
def test_a_cell_that_speaks_for_the_worker_is_stopped(frame: str, run: Callable[..., Ran]) -> None:
    got = run(FORGE, f"wire.send(own_socket(), {frame})", FINE)
    assert set(got.runner.stopped) <= {1, 2}
    assert got.runner.stopped


def test_forged_outputs_are_plain_short_text(run: Callable[..., Ran]) -> None:
    got = run(
        FORGE,
        """
        bad = [{"stream": "stdout", "text": "\\x1b]0;x\\x07\\ud800<b>" + "y" * 3_000_000}, {"result": {"text/html": "<b>"}},
               {"error": "E" * 9, "message": 3}, "text", None, {"stream": "html", "text": "z"}] + [{"result": "1"}] * 999
        sock = own_socket()
        wire.send(sock, {"end": 1, "outputs": bad})
        sock.close(); os._exit(0)
        """,
    )
    assert got.runner.stopped == {} or isinstance(got.runner.stopped[1], Crashed)
    for output in got.runner.outputs.get(1, []):
        text = output.get("text", "")
        text.encode()
        assert not {"\x1b", "\x07"} & set(text)
    assert len(got.text) < 1_100_000
    assert len(got.runner.outputs.get(1, [])) <= 50


def test_outputs_without_end_are_not_kept(sandbox: Sandbox) -> None:
    flood = """
    sock = own_socket()
    for index in range(2, 12):
        wire.send(sock, {"end": index - 1, "outputs": [{"stream": "stdout", "text": "y" * 3_000_000}]})
        wire.send(sock, {"begin": index})
    wire.send(sock, {"end": 11, "outputs": []})
    """
    with Box(sandbox) as box:
        cells = [
            CodeCell(0, FORGE),
            CodeCell(1, textwrap.dedent(flood)),
            *(CodeCell(i, "pass") for i in range(2, 12)),
        ]
        runner = Runner(box, cells, {})
        runner.start()
        assert len(runner.outputs) == 12
        assert len(Ran(runner).text) < 1_100_000


def test_a_left_over_process_cannot_answer_for_the_next_notebook(run: Callable[..., Ran]) -> None:
    run(
        FORGE,
        """
        if os.fork() == 0:
            os.setsid()
            while True:
                for fd in range(3, 64):
                    try:
                        sock = socket.socket(fileno=os.dup(fd))
                        wire.send(sock, {"end": 0, "outputs": []})
                    except OSError:
                        pass
        """,
    )
    got = run(FINE)
    for _ in range(20):
        assert got("fine") == 1.0
