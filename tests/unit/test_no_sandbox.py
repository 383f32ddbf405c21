"""Where no sandbox works nothing is graded, and one sentence says why and what to do."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.box.advice import APPARMOR, IN_DOCKER, IN_PODMAN, UNKNOWN, diagnose
from autograder.box.selftest import prepare
from autograder.course.limits import Limits
from autograder.errors import NoSandboxError
from autograder.front.cli import main
from tools.repository import REPOSITORY
from vanishing_gradients import ASSIGNMENT


def machine(root: Path, **files: str) -> Path:
    """Make a system's files; `__` in a name stands for a slash."""
    for name, text in files.items():
        path = root / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def test_the_apparmor_rule_of_ubuntu_is_named_with_its_mend(tmp_path: Path) -> None:
    root = machine(tmp_path, proc__sys__kernel__apparmor_restrict_unprivileged_userns="1\n")
    assert diagnose(root) == APPARMOR
    assert "bwrap-userns-restrict" in APPARMOR


@pytest.mark.parametrize(("mark", "advice"), [(".dockerenv", IN_DOCKER), ("run__.containerenv", IN_PODMAN)])
def test_a_container_is_named_with_the_options_that_it_lacks(mark: str, advice: str, tmp_path: Path) -> None:
    """That these are the right ones is tried in tests/pipeline/test_containers.py."""
    assert diagnose(machine(tmp_path, **{mark: ""})) == advice


@pytest.mark.parametrize("setting", ["user.max_user_namespaces", "kernel.unprivileged_userns_clone"])
def test_user_namespaces_that_are_switched_off_are_named_with_the_setting(
    setting: str, tmp_path: Path
) -> None:
    root = machine(tmp_path, **{f"proc/sys/{setting.replace('.', '/')}": "0\n"})
    assert f"`sysctl -w {setting}=" in diagnose(root)


def test_a_machine_that_tells_nothing_is_not_guessed_at(tmp_path: Path) -> None:
    root = machine(tmp_path, proc__sys__user__max_user_namespaces="96365\n")
    assert diagnose(root) == UNKNOWN


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Leaves nothing on PATH but what the stage before the box needs, and a bwrap that does as told."""

    def leave(bwrap: str) -> None:
        for name in ("sh", "unshare", "setpriv", "mount", "mkdir"):
            (tmp_path / name).symlink_to(shutil.which(name) or "/bin/false")
        if bwrap:
            (tmp_path / "bwrap").write_text(f"#!/bin/sh\n{bwrap}\n")
            (tmp_path / "bwrap").chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))

    return leave


def test_a_missing_bubblewrap_is_named_with_the_command_that_installs_it(
    programs: Callable[[str], None],
) -> None:
    programs("")
    with pytest.raises(
        NoSandboxError, match=r"bubblewrap is not installed\. Install it with:  apt-get install"
    ):
        prepare(None, Limits())


@pytest.mark.parametrize(
    "bwrap", ["exit 1", "exec true", "echo 'bwrap: setting up uid map: Permission denied'; exit 1"]
)
def test_a_bubblewrap_that_starts_nothing_is_not_taken_for_a_sandbox(
    bwrap: str, programs: Callable[[str], None]
) -> None:
    programs(bwrap)
    with pytest.raises(NoSandboxError, match=r"bubblewrap is installed but could not start a box: ."):
        prepare(None, Limits())


@pytest.mark.parametrize("system", ["Darwin", "Windows"])
def test_elsewhere_than_on_linux_one_sentence_says_what_to_use(
    system: str, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "system", lambda: system)
    for option in ([], ["--no-sandbox"]):
        result = CliRunner().invoke(main, ["grade", ASSIGNMENT, "--course", str(course), *option])
        assert result.exit_code == 2
        assert "Grading needs Linux" in result.output
        assert "WSL 2" in result.output


WINDOWS = """
import os, platform, sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name in ("fcntl", "resource", "termios", "pwd", "grp"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

# What others make of such a system is theirs: they are loaded before, we after it was taken away.
import click, multiprocessing.util, nbgrader.apps, numpy, rich.console, subprocess, tempfile
for name in ("fcntl", "resource", "termios", "pwd", "grp"):
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Absent())
for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_DIRECTORY", "getuid", "setsid"):
    delattr(os, name)
platform.system = lambda: "Windows"
from autograder.front.cli import main
main(["grade", "vanishing-gradients", "--course", sys.argv[1]])
"""


def test_where_the_system_lacks_what_unix_has_the_command_still_speaks(course: Path) -> None:
    command = [sys.executable, "-c", WINDOWS, str(course)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=REPOSITORY)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
    assert "Grading needs Linux" in done.stderr
