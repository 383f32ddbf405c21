"""Functions that the judge holds stand in for a notebook's own: how errors are carried forward."""

from __future__ import annotations

import resource
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.authoring.samples import build_submission
from autograder.box.notebook import CodeCell
from autograder.box.sandbox import Sandbox
from autograder.box.session import Box
from autograder.content.calls import CallError, Raised, TimedOut
from autograder.grading.carried import CarryForward
from autograder.grading.engine import Engine
from autograder.grading.plan import Notebooks, notebook_for_bring
from autograder.grading.runner import Runner
from autograder.notebooks import cells_of
from autograder.submission.files import parse
from autograder.submission.ingest import overlay
from autograder.submission.reading import read_folder
from tests.conftest import SAMPLES, needs
from tests.pipeline.box.notebook import LIMITS
from tools.repository import RELEASE, SOURCE
from vanishing_gradients import EXERCISES

pytestmark = needs("bwrap")

HELD: dict[str, Callable[..., Any]] = {
    "double": lambda v, plus=0.0: 2.0 * np.asarray(v, dtype=float) + plus,
    "slope": lambda f, x: f(x + 1.0) - f(x),
}


@pytest.fixture
def start(sandbox: Sandbox) -> Iterator[Callable[..., Runner]]:
    """Run some cells among functions of ours."""
    with Box(sandbox) as box:
        runners: list[Runner] = []

        def started(*sources: str) -> Runner:
            cells = [CodeCell(index, textwrap.dedent(source)) for index, source in enumerate(sources)]
            runners.append(Runner(box, cells, {}, held=HELD))
            runners[-1].run_to(len(cells))
            return runners[-1]

        yield started
        for runner in runners:
            runner.close()


WRONG = "def double(v, plus=0.0):\n    return 3.0 * v"
USES = "def four(v):\n    return double(double(v))"


def test_a_wrong_function_is_replaced_where_others_call_it(start: Callable[..., Runner]) -> None:
    assert start(WRONG, USES).call("four", (1.5,)) == 6.0


def test_only_what_is_named_is_replaced(start: Callable[..., Runner]) -> None:
    runner = start(WRONG, USES)
    runner.replace([])
    assert runner.call("four", (1.5,)) == 13.5
    assert runner.call("double", (1.0,)) == 3.0
    runner.replace(["double"])
    assert runner.call("four", (1.5,)) == 6.0


def test_a_function_that_was_never_written_is_there(start: Callable[..., Runner]) -> None:
    runner = start(USES)
    assert runner.call("four", (1.5,)) == 6.0
    runner.replace([])
    with pytest.raises(Raised, match="NameError"):
        runner.call("four", (1.5,))


def test_a_cell_may_call_it_while_it_runs(start: Callable[..., Runner]) -> None:
    runner = start(WRONG, "table = [double(v) for v in range(4)]\ndef entry(k):\n    return table[k]")
    assert runner.call("entry", (3,)) == 6.0


@pytest.mark.parametrize(
    "body",
    [
        "double(v=2.5)",
        "double(2.0, 1.0)",
        "double(2.0, plus=1.0)",
        "double(np.array([2.5]))[0]",
        "double([2.5, 1.0])[0]",
        "float(double(np.float64(2.5)))",
        "double(2.5).item()",
        "slope(double, 2.5) + 3.0",
    ],
)
def test_it_is_called_in_all_the_ways_of_a_function(start: Callable[..., Runner], body: str) -> None:
    assert start(f"import numpy as np\ndef five():\n    return {body}").call("five", ()) == 5.0


@pytest.mark.parametrize("argument", ["'text'", "object()", "lambda: 1", "np.zeros(10**6)", "double"])
def test_an_argument_that_does_not_suit_it_is_an_error_of_the_students_code(
    start: Callable[..., Runner], argument: str
) -> None:
    runner = start(f"import numpy as np\ndef f():\n    return double({argument})")
    with pytest.raises(Raised):
        runner.call("f", ())
    assert runner.call("double", (1.0,)) == 2.0


def test_calls_from_several_threads_do_not_mix(start: Callable[..., Runner]) -> None:
    runner = start(
        """
        from concurrent.futures import ThreadPoolExecutor
        def total():
            with ThreadPoolExecutor(4) as pool:
                return float(sum(pool.map(double, range(200))))
        """
    )
    assert runner.call("total", ()) == float(sum(2 * n for n in range(200)))


def test_our_time_is_not_the_students(sandbox: Sandbox) -> None:
    def slow(v: float) -> float:
        return float(sum(range(10_000_000))) * 0.0 + v

    with Box(replace(sandbox, limits=replace(LIMITS, call_seconds=1, notebook_seconds=60))) as box:
        runner = Runner(
            box,
            [CodeCell(0, "def f():\n    return sum(slow(1.0) for _ in range(10))")],
            {},
            held={"slow": slow},
        )
        runner.run_to(1)
        assert runner.call("f", ()) == 10.0


def test_endless_calls_of_our_functions_end(sandbox: Sandbox) -> None:
    limits = replace(LIMITS, call_seconds=1, notebook_seconds=3)
    with Box(replace(sandbox, limits=limits)) as box:
        runner = Runner(box, [CodeCell(0, "def f():\n    while True:\n        double(1.0)")], {}, held=HELD)
        runner.run_to(1)
        with pytest.raises(TimedOut):
            runner.call("f", ())


def test_our_functions_answer_only_while_they_stand_in(start: Callable[..., Runner]) -> None:
    runner = start("kept = double\ndef f(v):\n    return kept(v)")
    assert runner.call("f", (1.0,)) == 2.0
    runner.replace(["slope"])
    with pytest.raises(Raised):
        runner.call("f", (2.0,))


MEETS = """
import ctypes, mmap, os, platform
number = {"x86_64": 202, "aarch64": 98}[platform.machine()]
shared = open("/opt/kit/_box/wire.py", "rb")
room = mmap.mmap(shared.fileno(), 4096, access=mmap.ACCESS_READ)
syscall = ctypes.CDLL(None).syscall
libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
page = ctypes.c_void_p(libc.mmap(None, ctypes.c_size_t(4096), 1, 1, shared.fileno(), ctypes.c_long(0)))
word = int.from_bytes(room[:4], "little")
def woken():
    import time
    child = os.fork()
    if child == 0:
        syscall(number, page, 0, word, (ctypes.c_long * 2)(3, 0), None, 0)
        os._exit(0)
    time.sleep(0.5)
    found = syscall(number, page, 1, 1, None, None, 0)
    os.waitpid(child, 0)
    return float(found)
"""


def test_a_notebook_that_is_told_right_values_meets_nobody_at_a_shared_file(sandbox: Sandbox) -> None:
    found = []
    for held in (HELD, {}):
        with Box(sandbox) as box:
            runner = Runner(box, [CodeCell(0, MEETS)], {}, held=held)
            runner.run_to(1)
            found.append(runner.call("woken", ()))
    assert found == [0.0, 1.0]  # where it is told nothing, programs of several processes wait so


def test_locks_of_several_processes_work_where_right_values_are_told(start: Callable[..., Runner]) -> None:
    runner = start(
        """
        import multiprocessing
        def work(lock, total):
            for _ in range(50):
                with lock:
                    total.value += 1
        def f():
            context = multiprocessing.get_context("fork")
            lock, total = context.Lock(), context.Value("i", 0)
            workers = [context.Process(target=work, args=(lock, total)) for _ in range(3)]
            [worker.start() for worker in workers]
            [worker.join() for worker in workers]
            return total.value
        """
    )
    assert runner.call("f", ()) == 150


def test_no_question_makes_the_grader_take_much_memory(sandbox: Sandbox) -> None:
    """A row and a column of few numbers have a product of very many."""
    held: dict[str, Callable[..., Any]] = {"product": np.outer}
    source = """
import numpy as np
def f(n):
    try:
        return product(np.ones(int(n)), np.ones(int(n)))[0, 0]
    except ValueError:
        return -1.0
"""
    with Box(sandbox) as box:
        runner = Runner(box, [CodeCell(0, source)], {}, held=held)
        runner.run_to(1)
        assert runner.call("f", (1000.0,)) == 1.0
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        assert runner.call("f", (60_000.0,)) == -1.0
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < before + (300 << 10)


# --- whole submissions ------------------------------------------------------------------------------


def handed_in(engine: Engine, sample: str, folder: Path) -> Notebooks:
    build_submission(SAMPLES / sample, RELEASE, folder)
    files = read_folder("ada", folder, engine.assignment, engine.sandbox.limits).files
    return {
        notebook.name: overlay(notebook, parse(files[notebook.name], engine.sandbox.limits).cells)
        for notebook in engine.assignment.notebooks
    }


@pytest.mark.parametrize("sample", ["full-marks-textbook", "full-marks-own-style"])
def test_with_every_earlier_function_replaced_right_answers_stay_right(
    engine: Engine, sample: str, tmp_path: Path
) -> None:
    clean = handed_in(engine, sample, tmp_path / "ada")
    verdicts = {
        v: [replace(each, outcome="wrong", score=0.0) for each in of_one if each.exercise in EXERCISES]
        for v, of_one in _verdicts(engine, tmp_path / "ada").items()
    }
    files = {f"{name}.ipynb": notebook_for_bring(notebook) for name, notebook in clean.items()}
    improved = CarryForward(EXERCISES, engine.sandbox).improved(
        verdicts,
        clean,
        files,
        {},
        lambda name, notebook: engine.seed_for(name, notebook, "ada"),
        float("inf"),
    )
    for verdict in (each for of_one in improved.values() for each in of_one):
        prerequisites = sorted(EXERCISES.prerequisites(verdict.exercise))
        assert list(verdict.carried_forward) == prerequisites
        assert verdict.score == (verdict.max if prerequisites else 0.0), verdict


def _verdicts(engine: Engine, folder: Path) -> dict[str, list[Any]]:
    result = engine.grade(read_folder("ada", folder, engine.assignment, engine.sandbox.limits))
    found: dict[str, list[Any]] = {}
    for verdict in result.verdicts:
        found.setdefault(verdict.notebook, []).append(verdict)
    return found


SEARCH = """
import ctypes, os
def found(words):
    text = []
    for line in open('/proc/self/maps'):
        span, rights = line.split()[:2]
        if 'r' in rights and not line.rstrip().endswith(('[vvar]', '[vsyscall]', '[vvar_vclock]')):
            start, end = (int(part, 16) for part in span.split('-'))
            text.append(ctypes.string_at(start, end - start))
    for folder, _, names in os.walk('/work'):
        for name in names:
            text.append(open(os.path.join(folder, name), 'rb').read())
    return [float(sum(any(bytes(byte ^ 1 for byte in word) in part for part in text) for word in words))]
"""


def test_a_box_in_which_errors_are_carried_forward_holds_no_line_of_the_course(
    engine: Engine, sandbox: Sandbox, tmp_path: Path
) -> None:
    """Its memory and its files are searched for the lines of the solutions; the needles are sent with a bit changed."""
    lines = sorted(
        {
            line.strip()
            for cell in cells_of(SOURCE)
            if cell.solution and cell.kind == "code"
            for line in cell.source.splitlines()
            if len(line.strip()) > 25 and not line.strip().startswith(("#", "def ", '"""', "predict("))
        }
        - {line.strip() for cell in cells_of(RELEASE) for line in cell.source.splitlines()}
    )
    assert len(lines) > 30
    needles = [bytes(byte ^ 1 for byte in line.encode()) for line in lines]
    planted = b"a line that does stand in this box"
    needles.append(bytes(byte ^ 1 for byte in planted))
    source = (
        SEARCH + f"\nplanted = {planted!r}\nneedles = {needles!r}\ndef count():\n    return found(needles)\n"
    )
    held = {name: exercise.reference for name, exercise in EXERCISES.items()}
    with Box(replace(sandbox, limits=replace(LIMITS, call_seconds=60, memory_mb=2048))) as box:
        runner = Runner(box, [CodeCell(0, source)], {}, held=held)
        runner.run_to(1)
        assert runner.call("sigmoid", (0.0,)) == 0.5
        assert runner.call("count", ()) == [1.0]  # what was planted


def test_an_error_of_ours_in_a_held_function_ends_no_notebook(sandbox: Sandbox) -> None:
    def broken(_: float) -> float:
        raise RuntimeError("not for students")

    with Box(sandbox) as box:
        runner = Runner(box, [CodeCell(0, "def f():\n    return broken(1.0)")], {}, held={"broken": broken})
        runner.run_to(1)
        with pytest.raises(CallError) as caught:
            runner.call("f", ())
        assert "not for students" not in str(caught.value)
