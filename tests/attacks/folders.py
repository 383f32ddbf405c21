"""Attacks by what lies in the submission's folder beside or in place of a notebook, and by the student's name."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

from tests.attacks.attack import CHAIN, NOT_A_MARK, UNIT, Attack


def placed(name: str, tries: str, put: Callable[[Path], object], *, stock: bool = True) -> Attack:
    """Return an attack by what lies in the submission's folder."""
    return Attack(name, tries, NOT_A_MARK, folder=lambda folder: put(folder) and None, stock=stock)


def named(name: str, tries: str, student: str) -> Attack:
    """Return an attack by the name of the student's folder."""
    return Attack(name, tries, "stop the others, or do anything but be shown", student=student, stock=True)


def _notebook(folder: Path) -> Path:
    return folder / f"{UNIT}.ipynb"


def _replace(folder: Path, make: Callable[[Path], object]) -> bool:
    _notebook(folder).unlink()
    make(_notebook(folder))
    return True


def _link_to(target: Callable[[Path], Path | str]) -> Callable[[Path], object]:
    return lambda folder: _replace(folder, lambda path: path.symlink_to(target(folder)))


def _course(folder: Path) -> Path:
    return folder.parents[2]


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        here = Path.cwd()
        os.chdir(path.parent)  # the path of a socket must be short
        try:
            server.bind(path.name)
        finally:
            os.chdir(here)


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


def _write(folder: Path, files: dict[str, str]) -> bool:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return True


def _linked_folder(folder: Path) -> bool:
    _notebook(folder).unlink()
    folder.rmdir()
    folder.symlink_to(_course(folder) / "source" / folder.name)
    return True


START = "import os\nos.makedirs('started-by-an-attack')\n"
FOLDERS: tuple[Attack, ...] = (
    placed(
        "link-to-source",
        "hands in a link to the instructor's notebook",
        _link_to(lambda folder: _course(folder) / "source" / folder.name / f"{UNIT}.ipynb"),
    ),
    placed(
        "link-to-another",
        "hands in a link to what another student handed in",
        _link_to(lambda folder: Path("..", "..", "control-honest", folder.name, f"{UNIT}.ipynb")),
    ),
    placed(
        "link-to-gradebook",
        "hands in a link to the gradebook, so that its rights may be changed",
        _link_to(lambda folder: _course(folder) / "gradebook.db"),
    ),
    placed("link-to-itself", "hands in a link to itself", _link_to(lambda folder: f"{UNIT}.ipynb")),
    placed(
        "link-to-a-device",
        "hands in a link to a device that never ends",
        _link_to(lambda _: "/dev/zero"),
        stock=False,
    ),
    placed("link-for-the-folder", "hands in a folder that is a link to the instructor's", _linked_folder),
    placed(
        "extra-links",
        "lays links to the course's files beside its notebook",
        lambda folder: [
            (folder / name).symlink_to(_course(folder) / name)
            for name in ("gradebook.db", "nbgrader_config.py", "source")
        ],
    ),
    placed(
        "hard-link-for-a-file",
        "hands in the grader's configuration under another name",
        lambda folder: _replace(
            folder, lambda path: path.hardlink_to(_course(folder) / "nbgrader_config.py")
        ),
    ),
    placed("fifo", "hands in a pipe that never speaks", lambda folder: _replace(folder, os.mkfifo)),
    placed("unix-socket-file", "hands in a socket", lambda folder: _replace(folder, _socket)),
    placed(
        "folder-for-a-file",
        "hands in a folder named like the notebook",
        lambda folder: _replace(folder, Path.mkdir),
    ),
    placed(
        "sparse-file",
        "hands in a file of a terabyte that takes no disk",
        lambda folder: _replace(folder, _sparse),
        stock=False,
    ),
    placed(
        "no-rights",
        "hands in a file and a folder that nobody may read",
        lambda folder: [_notebook(folder).chmod(0), folder.chmod(0o500)],
    ),
    placed(
        "start-up-files-beside",
        "lays configuration and start-up files beside its notebook",
        lambda folder: _write(
            folder,
            dict.fromkeys(
                (
                    "nbgrader_config.py",
                    "jupyter_config.py",
                    "ipython_config.py",
                    "sitecustomize.py",
                    "usercustomize.py",
                    "conftest.py",
                    "numpy.py",
                    "json.py",
                    "autograder.py",
                    "evil.pth",
                    ".ipython/profile_default/startup/00.py",
                ),
                START,
            ),
        ),
    ),
    placed(
        "chainlab-beside",
        "lays a chainlab of its own beside its notebook",
        lambda folder: _write(
            folder,
            {
                "chainlab/__init__.py": "def __getattr__(name): return lambda *a, **k: None",
                "chainlab/fingerprints.json": "{}",
            },
        ),
    ),
    placed(
        "forged-results",
        "lays verdicts, feedback and graded notebooks beside its own",
        lambda folder: _write(
            folder,
            {
                "autograded/01.ipynb": "{}",
                "verdicts.json": '{"score": 99}',
                "gradebook.db": "",
                "timestamp.txt": "1970-01-01 00:00:00 UTC",
            },
        ),
    ),
    placed(
        "forged-time",
        "hands in a time that is none",
        lambda folder: _write(folder, {"timestamp.txt": "999999999-99-99 <script> {x} %s"}),
    ),
    placed(
        "names-of-files",
        "hands in files whose names are markup, options, patterns and control letters",
        lambda folder: _write(
            folder,
            dict.fromkeys(
                (
                    "<img src=x onerror=alert(1)>.ipynb",
                    "--help.ipynb",
                    "$(touch started-by-an-attack).ipynb",
                    "*.ipynb",
                    "[a-z]+.ipynb",
                    "a\nb.ipynb",
                    "\x1b[2J.ipynb",
                    "\u202egnp.ipynb",
                    "{student_id}.ipynb",
                    "%s%n.ipynb",
                    "..ipynb",
                    "'; drop table grade; --.ipynb",
                ),
                "{}",
            ),
        ),
    ),
    placed(
        "names-of-copies",
        "hands in files with forty marks of a copy in their names, on which a pattern may hang",
        lambda folder: _write(
            folder,
            dict.fromkeys(
                ("a" + "  copy" * 40 + "!", "b" + " (1)" * 60 + "!", "c" + " - copy_" * 30 + "!"), "{}"
            ),
        ),
    ),
    placed(
        "similar-names",
        "hands in notebooks whose names nearly fit",
        lambda folder: _write(
            folder,
            {f"{UNIT}{n}.ipynb": "{}" for n in ("", " (1)", "\u00a0", ".IPYNB", "\u200b")}
            | {f"{CHAIN}<b>.ipynb": "{}"},
        ),
    ),
    placed(
        "bytes-for-a-name",
        "hands in a file whose name is no text",
        lambda folder: (folder / os.fsdecode(b"\xff\xfe.ipynb")).write_text("{}"),
    ),
    placed(
        "very-many-files",
        "hands in three thousand files",
        lambda folder: _write(folder, {f"file-{n}.ipynb": "" for n in range(3000)}),
    ),
    placed(
        "deep-folder",
        "hands in a folder two hundred levels deep",
        lambda folder: folder.joinpath(*["d"] * 200).mkdir(parents=True),
    ),
)

NAMES: tuple[Attack, ...] = (
    named("student-is-markup", "is called like markup", "<img src=x onerror=pwned('name')>"),
    named("student-is-javascript", "is called like the end of a text and a call", '";pwned("name");"'),
    named(
        "student-is-javascript-too", "is called like the end of another text and a call", "'-pwned('name')-'"
    ),
    named(
        "student-is-a-console-tag", "is called like a tag of the table's own markup", "[bold red]x[link=a]"
    ),
    named("student-is-a-pattern", "is called like a pattern that fits everybody", "*"),
    named("student-is-a-set", "is called like a set of letters in a pattern", "[a-z]x"),
    named("student-is-an-option", "is called like an option", "--force"),
    named("student-is-a-command", "is called like a shell command", "$(touch started-by-an-attack); `id`"),
    named("student-is-a-format", "is called like a format string", "{student_id}{0}%s%n"),
    named("student-steers-the-terminal", "is called like orders to a terminal", "\x1b]0;x\x07\x1b[2Jx"),
    named("student-in-two-lines", "has a name of two lines", "a\nb"),
    named("student-from-right-to-left", "has a name that turns the direction of writing", "\u202excod\u2066"),
    named("student-is-a-formula", "is called like a formula of a spreadsheet", '=cmd|"x"!A1'),
    named("student-is-sql", "is called like an order to the gradebook", "'; drop table grade; --"),
    named("student-is-a-hidden-formula", "is called like a formula behind what nobody sees", "\ufeff=1+1"),
    named("student-is-two-dots", "is called nearly like the folder above", "..."),
    named("student-is-hidden", "has a name that begins with a dot", ".hidden"),
    named("student-with-commas", "has commas and quotes in the name", 'a,"b",c'),
    named("student-is-long", "has a very long name", "n" * 250),
)
