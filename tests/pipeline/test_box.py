"""The real box: what is inside cannot get out, cannot stay, cannot take more than its share.

Needs bubblewrap: without it everything here is skipped, and fails where CI=true.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograder
from autograder.box import sandbox as box_sandbox
from autograder.box.limits import Limits
from autograder.box.sandbox import NOBODY, Kit, Sandbox, why_not
from autograder.box.selftest import self_test
from autograder.box.session import Box, CodeCell
from autograder.exercises import EXERCISES
from autograder.grading.runner import Runner
from autograder.judging.errors import Crashed, Missing, Raised, TimedOut, Unfit
from autograder.judging.judge import judge

CI = os.environ.get("CI", "").lower() == "true"
REPOSITORY = Path(autograder.__file__).parents[1]
LIMITS = Limits(call_seconds=1, cell_seconds=2, memory_mb=512, disk_mb=8, processes=24, output_kb=20)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    reason = why_not()
    if reason is not None:
        if CI:
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    kit = Kit.make(REPOSITORY / "source" / "vanishing-gradients" / "chainlab")
    yield Sandbox("bubblewrap", kit, LIMITS)
    kit.remove()


@dataclass
class Ran:
    """A notebook whose cells have run."""

    runner: Runner

    @property
    def text(self) -> str:
        """All text of all outputs."""
        shown = [output for outputs in self.runner.outputs.values() for output in outputs]
        return "".join(
            o.get("text", "") + "".join(o.get("data", {}).values()) + o.get("ename", "") for o in shown
        )

    def __call__(self, name: str, *args: Any, **how: Any) -> Any:
        return self.runner.call(name, args, **how)


@pytest.fixture
def box(sandbox: Sandbox) -> Iterator[Box]:
    with Box(sandbox) as opened:
        yield opened


def notebooks(box: Box) -> Iterator[Callable[..., Ran]]:
    """Yield run(*sources): a notebook of these cells, in the same box as the ones before it."""
    last: list[Runner] = []

    def start(*sources: str, files: dict[str, str] | None = None) -> Ran:
        for runner in last:
            runner.close()
        cells = [CodeCell(index, textwrap.dedent(source)) for index, source in enumerate(sources)]
        last[:] = [Runner(box, cells, files or {})]
        last[0].start()
        return Ran(last[0])

    yield start
    for runner in last:
        runner.close()


@pytest.fixture
def run(box: Box) -> Iterator[Callable[..., Ran]]:
    yield from notebooks(box)


@pytest.fixture
def patient(sandbox: Sandbox) -> Iterator[Callable[..., Ran]]:
    """As `run`, in a box whose calls may take long: what ends there was ended for another reason."""
    with Box(replace(sandbox, limits=replace(LIMITS, call_seconds=20))) as box:
        yield from notebooks(box)


FAILS = """
def fails(action):
    try:
        action()
    except (OSError, ImportError) as error:
        return type(error).__name__
    return "possible"
"""

# --- walls ------------------------------------------------------------------------------------------


def test_the_sandbox_passes_its_own_self_test(sandbox: Sandbox) -> None:
    assert self_test(sandbox) == []


def test_there_is_no_network(run: Callable[..., Ran]) -> None:
    got = run(
        FAILS,
        """
        import socket
        print([name for _, name in socket.if_nameindex()])
        print(fails(lambda: socket.create_connection(("192.0.2.1", 80), 1)))
        print(fails(lambda: socket.getaddrinfo("example.org", 80)))
        """,
    )
    assert got.text == "['lo']\nOSError\ngaierror\n"


def test_there_is_no_environment_beside_the_few_names_python_needs(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "hunter2")
    with Box(sandbox) as box:
        cells = [CodeCell(0, "import os; print(dict(os.environ)); print(open('/proc/self/environ').read())")]
        runner = Runner(box, cells, {})
        runner.start()
        text = Ran(runner).text
    assert "SECRET_TOKEN" not in text
    assert "hunter2" not in text
    assert "'HOME': '/tmp'" in text


def test_there_is_no_home_no_course_file_and_no_grader(run: Callable[..., Ran], tmp_path: Path) -> None:
    secret = tmp_path / "gradebook.db"
    secret.write_text("marks")
    got = run(
        FAILS,
        f"""
        import os, importlib.util
        for path in ({str(Path.home())!r}, {str(secret)!r}, {str(REPOSITORY / "autograder")!r},
                     "/etc/passwd", "/root", "/home", "/var", "/mnt", "/sys", "/run", "/boot"):
            if os.path.exists(path):
                print("there is", path)
        print(importlib.util.find_spec("autograder"), sorted(os.listdir("/opt")))
        """,
    )
    assert "there is" not in got.text
    assert got.text.startswith("None ['kit', 'packages'")


def test_the_box_is_not_root_and_has_no_rights(run: Callable[..., Ran]) -> None:
    got = run(
        FAILS,
        """
        import os, ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        status = dict(line.split(":\\t") for line in open("/proc/self/status").read().splitlines() if ":\\t" in line)
        print(0 in (os.getuid(), os.geteuid(), os.getgid(), *os.getgroups()))
        print({int(status[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")}, status["NoNewPrivs"])
        print("possible" in map(fails, (
            lambda: os.setuid(0), lambda: os.chroot("/tmp"), lambda: os.mknod("/tmp/d", 0o20600, 259))))
        print(libc.unshare(0x10000000), libc.mount(b"none", b"/tmp", b"tmpfs", 0, None))
        """,
    )
    assert got.text == "False\n{0} 1\nFalse\n-1 -1\n"


def test_nothing_can_be_written_beside_its_own_folders(run: Callable[..., Ran]) -> None:
    got = run(
        FAILS,
        """
        import os
        places = ["/", "/opt", "/opt/kit", "/opt/packages", "/opt/packages/0", "/opt/packages/0/numpy", "/usr",
                  "/usr/lib", "/dev", "/proc", "/proc/sys/kernel"]
        print([place for place in places if fails(lambda: open(place + "/new", "w")) == "possible"])
        print("possible" in map(fails, (
            lambda: open("/opt/kit/worker.py", "a"), lambda: os.remove("/opt/kit/wire.py"),
            lambda: os.chmod("/opt/kit/wire.py", 0o777), lambda: os.rename("/opt", "/tmp/opt"))))
        """,
    )
    assert got.text == "[]\nFalse\n"


#: Settings that every IPC or PID namespace has for itself, and so this box for itself alone.
OF_THE_BOX = r"/proc/sys/(fs/mqueue/|kernel/(shm|msg|sem|auto_msgmni|ns_last_pid$|pid_max$))"


def test_the_settings_of_the_kernel_cannot_be_written(run: Callable[..., Ran]) -> None:
    got = run(
        FAILS,
        f"""
        import os, re
        open_ones = []
        for folder, _, names in os.walk("/proc/sys"):
            for name in names:
                try:
                    os.close(os.open(os.path.join(folder, name), os.O_WRONLY))
                    open_ones.append(os.path.join(folder, name))
                except OSError:
                    pass
        open_ones = [name for name in open_ones if not re.match({OF_THE_BOX!r}, name)]
        print(open_ones, fails(lambda: open("/proc/sysrq-trigger", "w")))
        """,
    )
    assert got.text.startswith("[] ")
    assert "possible" not in got.text


def test_no_other_process_is_seen(run: Callable[..., Ran]) -> None:
    got = run(
        "import os; print(sorted(int(p) for p in os.listdir('/proc') if p.isdigit()) == [1, os.getpid()], os.getppid())"
    )
    assert got.text == "True 1\n"


def test_the_worker_can_be_neither_read_nor_written_nor_ended(run: Callable[..., Ran]) -> None:
    got = run(
        FAILS,
        """
        import os, signal, ctypes
        for name in ("mem", "fd/0", "environ", "maps"):
            print(fails(lambda: open(f"/proc/1/{name}", "rb").read(1)), end=" ")
        print(fails(lambda: open("/proc/1/mem", "r+b")))
        print(ctypes.CDLL(None).ptrace(16, 1, None, None))
        for number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM, signal.SIGINT, signal.SIGSEGV):
            os.kill(1, number)
        """,
        "def still_here():\n    return 1.0",
    )
    assert got.text.split() == ["PermissionError"] * 5 + ["-1"]
    assert got("still_here") == 1.0


def test_the_box_of_another_student_is_not_seen(sandbox: Sandbox) -> None:
    leave = """
    import os, socket
    for folder in (".", "/tmp", "/dev/shm"):
        open(folder + "/mine", "w").write("answers")
    server = socket.socket(socket.AF_UNIX); server.bind("\\0answers"); server.listen()
    local = socket.socket(); local.bind(("127.0.0.1", 5000)); local.listen()
    """
    look = """
    import os, socket
    print([f for f in (".", "/tmp", "/dev/shm") if os.listdir(f)])
    print(fails(lambda: socket.socket(socket.AF_UNIX).connect("\\0answers")))
    print(fails(lambda: socket.create_connection(("127.0.0.1", 5000), 1)))
    """
    with Box(sandbox) as one, Box(sandbox) as other:
        ann = Runner(one, [CodeCell(0, textwrap.dedent(leave))], {})
        bob = Runner(other, [CodeCell(0, FAILS), CodeCell(1, textwrap.dedent(look))], {})
        ann.start()
        assert ann.outputs == {0: []}
        bob.start()
        assert Ran(bob).text == "[]\nConnectionRefusedError\nConnectionRefusedError\n"


# --- each wall of the self-test is noticed when it is missing ---------------------------------------

Command = list[str]


def before(flag: str, *new: str) -> Callable[[Command], Command]:
    return lambda command: [*command[: command.index(flag)], *new, *command[command.index(flag) :]]


def without(first: str, second: str) -> Callable[[Command], Command]:
    def change(command: Command) -> Command:
        place = next(i for i in range(len(command)) if command[i : i + 2] == [first, second])
        return command[:place] + command[place + 2 :]

    return change


def seeing_processes(command: Command) -> Command:
    command = [part for part in command if part != "--as-pid-1"]
    place = command.index("--unshare-all")
    return [*command[:place], "--unshare-ipc", "--unshare-net", "--unshare-uts", *command[place + 1 :]]


def importing(command: Command) -> Command:
    return [*before("--proc", "--ro-bind", str(REPOSITORY), "/opt/extra")(command), "/opt/extra"]


def as_root(command: Command) -> Command:
    stage = next(i for i, part in enumerate(command) if "exec setpriv" in part)
    script = command[stage][: command[stage].index("exec setpriv")] + 'exec "$@"'
    return [*command[:stage], script, *command[stage + 1 :]]


GRADER = str(Path(autograder.__file__).parent)
WEAKENED: dict[str, Callable[[Command], Command]] = {
    "no network": before("--die-with-parent", "--share-net"),
    "no environment": before("--proc", "--setenv", "SECRET", "1"),
    "no home": before("--remount-ro", "--dir", str(Path.home())),
    "no file of the grader": before("--remount-ro", "--ro-bind", GRADER, GRADER),
    "no grader": importing,
    "no writing beside its folders": without("--remount-ro", "/"),
    "no other process": seeing_processes,
    "not root": as_root,
    "no kernel settings": as_root,
}


@pytest.mark.parametrize("wall", WEAKENED)
def test_the_self_test_notices_a_missing_wall(wall: str, sandbox: Sandbox) -> None:
    if WEAKENED[wall] is as_root and os.getuid() != 0:
        pytest.skip("only root can start a box as root")

    class Weak(Sandbox):
        def _bubblewrap(self) -> Command:
            return WEAKENED[wall](super()._bubblewrap())

    assert wall in self_test(Weak("bubblewrap", sandbox.kit, LIMITS))


# --- limits -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", ["/work", "/tmp", "/dev/shm"])
def test_a_writable_folder_is_no_larger_than_the_limit(folder: str, run: Callable[..., Ran]) -> None:
    got = run(
        f"""
        import errno
        written = 0
        try:
            for number in range(100):
                with open(f"{folder}/{{number}}", "wb", buffering=0) as file:
                    for _ in range(4):
                        written += file.write(bytes(1 << 20))
        except OSError as error:
            print(errno.errorcode[error.errno], written <= {LIMITS.disk_mb << 20})
        """
    )
    assert got.text == "ENOSPC True\n"


def test_one_process_takes_no_more_memory_than_the_limit(run: Callable[..., Ran]) -> None:
    got = run("import numpy as np\ntry:\n    np.ones(1 << 27)\nexcept MemoryError:\n    print('no')")
    assert got.text == "no\n"


def test_several_processes_together_take_no_more_memory_than_the_limit(patient: Callable[..., Ran]) -> None:
    got = patient(
        """
        import os, time
        def fill():
            for _ in range(4):
                if os.fork() == 0:
                    held = b"x" * (200 << 20)
                    time.sleep(60)
            time.sleep(60)
        """,
        "def fine():\n    return 1.0",
    )
    with pytest.raises(Crashed):
        got("fill")
    assert got("fine") == 1.0


def test_there_are_no_more_processes_than_the_limit(run: Callable[..., Ran]) -> None:
    got = run(
        f"""
        import os, time
        made = 0
        try:
            for _ in range({2 * LIMITS.processes}):
                if os.fork() == 0:
                    time.sleep(60)
                    os._exit(0)
                made += 1
        except BlockingIOError:
            print("no more", made < {LIMITS.processes})
        """
    )
    assert got.text == "no more True\n"


def test_a_fork_bomb_ends_with_its_notebook(run: Callable[..., Ran]) -> None:
    bomb = "import os\ndef bomb():\n    while True:\n        try:\n            os.fork()\n        except OSError:\n            pass"
    got = run(bomb, "def fine():\n    return 1.0")
    with pytest.raises((TimedOut, Crashed)):
        got("bomb")
    assert got("fine") == 1.0


def test_more_output_than_the_limit_is_cut_and_costs_nothing_else(run: Callable[..., Ran]) -> None:
    got = run("for _ in range(1000):\n    print('x' * 1000)", "def fine():\n    return 1.0")
    assert LIMITS.output_kb * 1000 < len(got.text) < LIMITS.output_kb * 1100
    assert "[more output was cut]" in got.text
    assert got("fine") == 1.0


def test_output_written_to_the_descriptor_goes_nowhere(run: Callable[..., Ran]) -> None:
    assert run("import os\nos.write(1, b'x'); os.write(2, b'y'); _ = os.system('echo z')").text == ""


def test_very_many_small_files_are_too_many(patient: Callable[..., Ran]) -> None:
    got = patient(
        """
        import os, time
        def litter():
            for number in range(30_000):
                os.close(os.open(f"/tmp/{number}", os.O_CREAT))
            time.sleep(60)
        """,
        "def fine():\n    return 1.0",
    )
    with pytest.raises(Crashed):
        got("litter")
    assert got("fine") == 1.0


# --- endless, ended, and lying notebooks -------------------------------------------------------------

FINE = "def fine():\n    return 1.0"


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
    with Box(short) as box:
        runner = Runner(box, [CodeCell(0, "import time\ndef slow():\n    time.sleep(60)")], {})
        for _ in range(3):
            with pytest.raises(TimedOut):
                runner.call("slow", ())
        assert time.monotonic() < box.deadline + 2


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
    while "number" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["number"]
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
    "a question to no function, with a broken argument": 'wire.send(own_socket(), {"id": caller(), "ask": {}, "args": 3})',
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


# --- the next notebook of the same student ----------------------------------------------------------


def test_what_one_notebook_leaves_behind_is_gone_in_the_next(run: Callable[..., Ran]) -> None:
    run(
        """
        import os, threading, time
        for folder in (".", "/tmp", "/dev/shm"):
            os.makedirs(folder + "/deep/er")
            open(folder + "/deep/er/file", "w").write("x")
            open(folder + "/file", "w").write("x")
            os.symlink("/opt", folder + "/link")
        threading.Thread(target=time.sleep, args=(99,), daemon=True).start()
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                while True:
                    open("/tmp/late", "w").write("x")
        """
    )
    got = run(
        """
        import os, time
        time.sleep(0.1)
        print([os.listdir(f) for f in (".", "/tmp", "/dev/shm")], [p for p in os.listdir("/proc") if p.isdigit()] == ["1", str(os.getpid())])
        print(os.listdir("/opt/kit") != [])
        """
    )
    assert got.text == "[[], [], []] True\nTrue\n"


@pytest.mark.parametrize(
    "left",
    [
        "os.makedirs('/tmp/a/b'); os.chmod('/tmp/a', 0)",
        "ctypes.CDLL(None).shmget(5, 1 << 20, 0o1666)",
        "ctypes.CDLL(None).msgget(5, 0o1666)",
        "p = '/tmp'\nfor _ in range(1500):\n    os.mkdir('d'); os.chdir('d')",
    ],
)
def test_what_cannot_be_cleaned_is_thrown_away_with_its_box(left: str, run: Callable[..., Ran]) -> None:
    run("import os, ctypes", left)
    got = run(
        """
        import os
        print([os.listdir(f) for f in (".", "/tmp", "/dev/shm")])
        print([len(open("/proc/sysvipc/" + t).readlines()) for t in ("shm", "msg", "sem")])
        """
    )
    assert got.text == "[[], [], []]\n[1, 1, 1]\n"


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


def test_nothing_lives_on_after_a_box(sandbox: Sandbox) -> None:
    mark = f"mark-{os.getpid()}-{time.monotonic_ns()}"
    leave = f"""
    import os, subprocess
    subprocess.Popen(["/bin/sh", "-c", "while :; do sleep 1; done", "{mark}"], start_new_session=True)
    """

    def marked() -> int:
        count = 0
        for line in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                count += mark.encode() in line.read_bytes()
            except OSError:
                continue
        return count

    with Box(sandbox) as box:
        runner = Runner(box, [CodeCell(0, textwrap.dedent(leave))], {})
        runner.start()
        assert marked() >= 1
    deadline = time.monotonic() + 2
    while marked() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert marked() == 0


# --- honest notebooks with IPython's meaning ---------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("1 + 1", "2"),
        ("1 + 1;", ""),
        ("print('a'); 'b'", "a\n'b'"),
        ("%time x = 3\nx", "3"),
        ("%matplotlib inline\n4", "4"),
        ("%%capture out\nprint('hidden')", ""),
        ("!echo from the shell", "from the shell"),
        ("files = !echo one\nfiles[0]", "'one'"),
        ("import asyncio\nawait asyncio.sleep(0)\n5", "5"),
        ("display(6)", "6"),
        ("len?", ""),
        ("raise SystemExit", "SystemExit"),
        ("import sys; sys.exit(1)", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("input('name? ')", "EOFError"),
        ("def f(:", "SyntaxError"),
        ("x = '\x00'", "Error"),  # SyntaxError, or ValueError before Python 3.11.4
        ("1/0", "ZeroDivisionError"),
        ("def f():\n    return f()\nf()", "RecursionError"),
        ("%no_such_magic", ""),
    ],
)
def test_a_cell_means_what_it_means_in_jupyter(source: str, shown: str, run: Callable[..., Ran]) -> None:
    got = run(source, FINE)
    assert got.runner.stopped == {}
    assert shown in got.text
    assert got("fine") == 1.0


def test_an_error_shows_the_students_own_lines(run: Callable[..., Ran]) -> None:
    got = run("def f():\n    return 1 / 0", "f()")
    error = got.runner.outputs[1][-1]
    assert (error["ename"], error["evalue"]) == ("ZeroDivisionError", "division by zero")
    assert any("return 1 / 0" in line for line in error["traceback"])


def test_calls_answer_with_values_or_with_what_went_wrong(run: Callable[..., Ran]) -> None:
    got = run(
        """
        import numpy as np
        def same(*args):
            return args
        def spoil(w):
            w[0] = 9.0
        def boom():
            raise LookupError("text that stays inside")
        def text():
            return "1.0"
        def overflow():
            return np.exp(np.float64(1000.0))
        async def later():
            return 7
        not_a_function = 3
        """
    )
    value = (1, -0.0, 2j, None, np.arange(3.0), {"a": [1.5]})
    assert repr(got("same", *value)) == repr(value)
    _, after = got("spoil", np.zeros(2), echo=True)
    assert after[0].tolist() == [9.0, 0.0]
    with pytest.raises(Raised, match=r"raised LookupError\Z"):
        got("boom")
    with pytest.raises(Unfit, match="str"):
        got("text")
    with pytest.raises(Missing):
        got("not_a_function")
    with pytest.raises(Missing):
        got("nowhere")
    assert got("overflow") == float("inf")
    with pytest.raises(Raised, match="FloatingPointError"):
        got("overflow", quiet=True)
    assert got("later") == 7


def test_a_function_argument_is_answered_and_counted_outside(run: Callable[..., Ran]) -> None:
    asked: list[float] = []

    def square(x: float) -> float:
        asked.append(x)
        return x * x

    got = run("def slope(f, x, h):\n    return (f(x + h) - f(x - h)) / (2 * h)")
    assert got("slope", square, 3.0, 0.5) == 6.0
    assert asked == [3.5, 2.5]


def test_the_reference_typed_into_a_notebook_gets_full_marks(run: Callable[..., Ran]) -> None:
    got = run(
        """
        import numpy as np
        def sigmoid(z):
            z = np.asarray(z, dtype=float)
            e = np.exp(-np.abs(z))
            return np.where(z >= 0, 1 / (1 + e), e / (1 + e))[()]
        """
    )
    ruling = judge(EXERCISES["sigmoid"], got.runner, np.random.SeedSequence(1))
    assert (ruling.outcome, ruling.score) == ("correct", EXERCISES["sigmoid"].points)


def test_bring_takes_a_function_from_the_earlier_notebook(run: Callable[..., Ran]) -> None:
    cell = {
        "cell_type": "code",
        "metadata": {"nbgrader": {"grade_id": "sigmoid_prime", "solution": True}},
        "source": "def sigmoid_prime(z):\n    return 42.0",
    }
    import json

    earlier = json.dumps({"cells": [cell], "nbformat": 4, "nbformat_minor": 5})
    got = run(
        "from chainlab import bring\nsigmoid_prime = bring('sigmoid_prime')",
        "def fine():\n    return sigmoid_prime(0.0)",
        files={"01-one-unit-one-slope.ipynb": earlier},
    )
    assert got("fine") == 42.0, got.runner.outputs


def test_a_notebook_cannot_shadow_numpy_by_a_file_for_the_worker(run: Callable[..., Ran]) -> None:
    run("open('numpy.py', 'w').write('raise SystemExit')", "open('wire.py', 'w').write('raise SystemExit')")
    assert run("import numpy as np\ndef fine():\n    return np.float64(1.0)")("fine") == 1.0


# --- without a sandbox ------------------------------------------------------------------------------


def test_without_a_sandbox_only_the_graders_own_children_are_ended() -> None:
    bystander = subprocess.Popen(["sleep", "30"])
    kit = Kit.make(None)
    try:
        with Box(Sandbox("none", kit, LIMITS)) as box:
            runner = Runner(
                box, [CodeCell(0, "def endless():\n    while True:\n        pass"), CodeCell(1, FINE)], {}
            )
            with pytest.raises(TimedOut):
                runner.call("endless", ())
            assert runner.call("fine", ()) == 1.0
            runner.close()
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()
        kit.remove()


def test_without_a_sandbox_an_endless_notebook_ends_with_the_worker() -> None:
    kit = Kit.make(None)
    try:
        with Box(Sandbox("none", kit, LIMITS)) as box:
            runner = Runner(box, [CodeCell(0, "import os\ndef number():\n    return os.getpid()")], {})
            pid = runner.call("number", ())
        deadline = time.monotonic() + 2
        while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not Path(f"/proc/{pid}").exists()
    finally:
        kit.remove()


# --- as another user --------------------------------------------------------------------------------

PLAIN_UID = 12345
AS_PLAIN_USER = """
import sys
from pathlib import Path
from autograder.box.limits import Limits
from autograder.box.sandbox import Kit, Sandbox
from autograder.box.selftest import self_test
from autograder.box.session import Box, CodeCell
from autograder.grading.runner import Runner
import os
assert os.getuid() != 0
sandbox = Sandbox("bubblewrap", Kit.make(None), Limits())
print("failed:", self_test(sandbox))
with Box(sandbox) as box:
    runner = Runner(box, [CodeCell(0, "import os\\ndef who():\\n    os.kill(1, 9)\\n    return os.getuid()")], {})
    print("uid:", runner.call("who", ()))
sandbox.kit.remove()
"""


def test_an_ordinary_user_gets_the_same_box(sandbox: Sandbox, tmp_path: Path) -> None:
    """Where root runs the tests this drops to an ordinary user, with the system's own Python of the same version."""
    if os.getuid() != 0:
        assert self_test(sandbox) == []
        return
    python = shutil.which("python3", path="/usr/bin")
    readable = _readable(Path(sys.executable).resolve())
    command = [sys.executable if readable else str(python)]
    if not readable:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        told = (
            subprocess.run([str(python), "-V"], capture_output=True, text=True, check=False).stdout
            if python
            else ""
        )
        if f" {version}." not in told:
            pytest.skip(
                f"an ordinary user cannot read {sys.executable}, and /usr/bin has no Python {version}"
            )
    packages = box_sandbox.packages()
    if not all(map(_readable, (*packages, REPOSITORY))):
        pytest.skip("an ordinary user cannot read this checkout or its environment")
    drop = ["setpriv", "--reuid", str(PLAIN_UID), "--regid", str(PLAIN_UID), "--clear-groups", "--"]
    done = subprocess.run(
        [*drop, *command, "-B", "-c", AS_PLAIN_USER],
        env={
            "PATH": "/usr/bin:/bin",
            "HOME": "/nonexistent-home",
            "PYTHONPATH": ":".join(map(str, (REPOSITORY, *packages))),
        },
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"failed: []\nuid: {PLAIN_UID}\n"


def _readable(path: Path) -> bool:
    """Return whether everybody may go there."""
    return all(folder.stat().st_mode & 0o005 == 0o005 for folder in (path, *path.parents))


def test_root_is_nobody_in_the_box(run: Callable[..., Ran]) -> None:
    if os.getuid() != 0:
        pytest.skip("only where root runs the tests")
    assert run("import os\ndef who():\n    return os.getuid()")("who") == NOBODY
