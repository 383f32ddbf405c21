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
from autograder.content.calls import Crashed, Missing, TimedOut
from autograder.grading.runner import Runner
from tests.pipeline.box.notebook import FINE, LIMITS, Ran


def test_an_endless_loop_in_a_cell_costs_that_cell_only(run: Callable[..., Ran]) -> None:
    got = run("print('a')", "while True:\n    pass", FINE)
    assert isinstance(got.runner.stopped[1], TimedOut)
    assert got("fine") == 1.0
    assert got.text == "a\nKeyboardInterrupt"


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
        runner.run_to(1)
        for _ in range(3):
            with pytest.raises(TimedOut):
                runner.call("slow", ())
        assert time.monotonic() < began + 1.5 + 2


#: Finds the notebook's own socket, as a hostile cell would.
FORGE = """
import os, socket, sys
from _box import wire
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
    "frame", ['{"end": 1}', '{"end": 7}', '{"end": 1, "outputs": 3}', '{"end": 1, "id": 1}']
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
    wire.send(sock, {"end": 11, "outputs": []})
    """
    with Box(sandbox) as box:
        cells = [
            CodeCell(0, FORGE),
            CodeCell(1, textwrap.dedent(flood)),
            *(CodeCell(i, "pass") for i in range(2, 12)),
        ]
        runner = Runner(box, cells, {})
        runner.run_to(len(cells))
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


def test_what_an_interrupted_cell_had_defined_stays(run: Callable[..., Ran]) -> None:
    got = run("x = 1.0\ndef one():\n    return x\nwhile True:\n    pass", "x = 2.0")
    assert isinstance(got.runner.stopped[0], TimedOut)
    assert got("one") == 2.0


def test_a_cell_that_outlives_its_interrupt_costs_itself_only(run: Callable[..., Ran]) -> None:
    got = run(
        """
        while True:
            try:
                while True:
                    pass
            except KeyboardInterrupt:
                pass
        """,
        FINE,
    )
    assert isinstance(got.runner.stopped[0], TimedOut)
    assert got("fine") == 1.0


def test_an_interrupt_that_comes_late_changes_nothing(box: Box) -> None:
    runner = Runner(box, [CodeCell(0, FINE), CodeCell(1, "print('on')")], {})
    runner.run_to(1)
    for _ in range(100):
        box.interrupt()
    runner.run_to(2)
    assert runner.stopped == {}
    assert runner.call("fine", ()) == 1.0
    runner.close()


def test_cells_that_no_answer_needs_share_a_time_and_are_then_left_out(sandbox: Sandbox) -> None:
    limits = replace(LIMITS, spare_seconds=0.5, cell_seconds=5)
    slow = [CodeCell(index, "import time\ntime.sleep(60)") for index in range(1, 6)]
    with Box(replace(sandbox, limits=limits)) as box:
        runner = Runner(box, [CodeCell(0, FINE), *slow, CodeCell(6, "last = 1")], {}, spare=range(1, 6))
        began = time.monotonic()
        runner.run_to(7)
        assert time.monotonic() - began < 5 * 60
        assert {str(stop) for stop in runner.stopped.values()} == {limits.met("spare_seconds")}
        assert set(runner.stopped) == {1, 2, 3, 4, 5}
        assert runner.call("fine", ()) == 1.0


def test_cells_that_no_answer_needs_cannot_use_up_the_starts(sandbox: Sandbox) -> None:
    ends = [CodeCell(index, "import os\nos._exit(1)") for index in range(1, 10)]
    with Box(replace(sandbox, limits=replace(LIMITS, restarts=3))) as box:
        runner = Runner(box, [CodeCell(0, FINE), *ends, CodeCell(10, "last = 1")], {}, spare=range(1, 10))
        runner.run_to(11)
        assert runner.call("fine", ()) == 1.0
        assert 10 in runner.outputs


def test_what_is_left_behind_the_last_answer_is_tried_once(sandbox: Sandbox) -> None:
    with Box(sandbox) as box:
        runner = Runner(box, [CodeCell(0, FINE), CodeCell(1, "import os\nos._exit(1)"), CodeCell(2, "3")], {})
        runner.run_to(1)
        runner.finish()
        assert set(runner.outputs) == {0}
        assert isinstance(runner.stopped[1], Crashed)


def test_a_function_is_called_as_it_stands_where_the_run_has_come_to(sandbox: Sandbox) -> None:
    with Box(sandbox) as box:
        runner = Runner(
            box, [CodeCell(0, "c = 1.0\ndef one():\n    return c"), CodeCell(1, "c = 2.0\none = 3")], {}
        )
        runner.run_to(1)
        assert runner.call("one", ()) == 1.0
        runner.run_to(2)
        with pytest.raises(Missing):
            runner.call("one", ())
