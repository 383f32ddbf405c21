"""What is inside a box cannot get out, whoever starts it; a missing wall is noticed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import autograder
import vanishing_gradients
from autograder.box.notebook import CodeCell
from autograder.box.pythons import Python
from autograder.box.sandbox import NOBODY, Sandbox
from autograder.box.selftest import self_test
from autograder.box.session import Box
from autograder.grading.runner import Runner
from tests.pipeline.box.notebook import LIMITS, Ran
from tools.repository import REPOSITORY

FAILS = """
def fails(action):
    try:
        action()
    except (OSError, ImportError) as error:
        return type(error).__name__
    return "possible"
"""

# --- walls ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("warm", [True, False])
def test_the_sandbox_passes_its_own_self_test(sandbox: Sandbox, warm: bool) -> None:
    assert self_test(replace(sandbox, warm=warm)) == []


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
        runner.run_to(1)
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
            lambda: open("/opt/kit/_box/worker.py", "a"), lambda: os.remove("/opt/kit/_box/wire.py"),
            lambda: os.chmod("/opt/kit/_box/wire.py", 0o777), lambda: os.rename("/opt", "/tmp/opt"))))
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
        ann.run_to(1)
        assert ann.outputs == {0: []}
        bob.run_to(2)
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
    extra = ("--ro-bind", str(REPOSITORY), "/opt/extra", "--setenv", "PYTHONPATH", "/opt/extra")
    return before("--proc", *extra)(command)


def as_root(command: Command) -> Command:
    stage = next(i for i, part in enumerate(command) if "exec setpriv" in part)
    script = command[stage][: command[stage].index("exec setpriv")] + 'exec "$@"'
    return [*command[:stage], script, *command[stage + 1 :]]


GRADER = str(Path(autograder.__file__).parent)
CONTENT = str(Path(vanishing_gradients.__file__).parent)
HIDDEN = ("autograder", "vanishing_gradients")


def without_a_filter(command: Command) -> Command:
    place = command.index("--seccomp")
    return command[:place] + command[place + 2 :]


WEAKENED: dict[str, Callable[[Command], Command]] = {
    "no network": before("--die-with-parent", "--share-net"),
    "no environment": before("--proc", "--setenv", "SECRET", "1"),
    "no home": before("--remount-ro", "--dir", str(Path.home())),
    "no file of the grader": before("--remount-ro", "--ro-bind", GRADER, GRADER),
    "no grader": importing,
    "no file of a course": before("--remount-ro", "--ro-bind", CONTENT, CONTENT),
    "no content of a course": importing,
    "no writing beside its folders": without("--remount-ro", "/"),
    "no other process": seeing_processes,
    "not root": as_root,
    "no kernel settings": as_root,
    "no memory that no limit counts": without_a_filter,
    "no signs in shared files": without_a_filter,
    "no core of its choice": without_a_filter,
    "no power over the worker": without_a_filter,
    "no rights": before("--seccomp", "--cap-add", "CAP_SYS_ADMIN"),
}


@pytest.mark.parametrize("wall", WEAKENED)
def test_the_self_test_notices_a_missing_wall(wall: str, sandbox: Sandbox) -> None:
    if WEAKENED[wall] is as_root and os.getuid() != 0:
        pytest.skip("only root can start a box as root")

    class Weak(Sandbox):
        def _bubblewrap(self, *how: Any) -> Command:
            return WEAKENED[wall](super()._bubblewrap(*how))

    assert wall in self_test(Weak("bubblewrap", sandbox.kit, LIMITS, warm=False, hidden=HIDDEN))


# --- as another user --------------------------------------------------------------------------------

PLAIN_UID = 12345
AS_PLAIN_USER = """
import sys
from pathlib import Path
from autograder.course.limits import Limits
from autograder.box.sandbox import Kit, Sandbox
from autograder.box.selftest import self_test
from autograder.box.notebook import CodeCell
from autograder.box.session import Box
from autograder.grading.runner import Runner
import os
assert os.getuid() != 0
sandbox = Sandbox("bubblewrap", Kit.make(None), Limits())
print("failed:", self_test(sandbox), type(sandbox.start()[0]).__name__)
with Box(sandbox) as box:
    runner = Runner(box, [CodeCell(0, "import os\\ndef who():\\n    os.kill(1, 9)\\n    return os.getuid()")], {})
    runner.run_to(1)
    print("uid:", runner.call("who", ()))
sandbox.close()
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
    packages = Python.here().folders
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
    assert done.stdout == f"failed: [] Forked\nuid: {PLAIN_UID}\n"


def _readable(path: Path) -> bool:
    """Return whether everybody may go there."""
    return all(folder.stat().st_mode & 0o005 == 0o005 for folder in (path, *path.parents))


def test_root_is_nobody_in_the_box(run: Callable[..., Ran]) -> None:
    if os.getuid() != 0:
        pytest.skip("only where root runs the tests")
    assert run("import os\ndef who():\n    return os.getuid()")("who") == NOBODY
