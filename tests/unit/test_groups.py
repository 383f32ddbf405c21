"""Where a group is delegated to the grader boxes get groups of their own; else it is said why they get none."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.box import control_group, groups
from autograder.box.control_group import ControlGroup
from autograder.box.groups import CONTROLLERS, LACKS, NONE, NOT_OURS, OWN, SHARED, WEIGHT, Group, Groups

ALL = " ".join((*CONTROLLERS, "io"))
FILES = ("cgroup.procs", "cgroup.subtree_control")


@pytest.fixture
def machine(tmp_path: Path) -> Callable[..., Path]:
    """Makes a system's files and returns the folder of this process's group, as the kernel would show it."""

    def make(
        path: str = "/user/mine",
        place: str = "/sys/fs/cgroup",
        root: str = "/",
        controllers: str = ALL,
        processes: str = f"{os.getpid()}\n",
    ) -> Path:
        proc = tmp_path / "proc" / "self"
        proc.mkdir(parents=True, exist_ok=True)
        (proc / "cgroup").write_text(f"4:memory:/other\n0::{path}\n")
        (proc / "mountinfo").write_text(
            f"20 1 0:5 / /proc rw - proc proc rw\n31 20 0:27 {root} {place} rw shared:9 - cgroup2 none rw\n"
        )
        own = tmp_path / place.lstrip("/") / Path(path).relative_to(root)
        own.mkdir(parents=True)
        for name, text in (
            ("cgroup.controllers", controllers),
            ("cgroup.procs", processes),
            ("cgroup.subtree_control", ""),
        ):
            (own / name).write_text(text)
        return own

    return make


def entered(root: Path) -> Groups:
    made = Groups()
    made.enter(root)
    return made


@pytest.mark.parametrize(
    ("how", "within"),
    [
        ({}, "sys/fs/cgroup/user/mine"),
        ({"path": "/", "root": "/"}, "sys/fs/cgroup"),
        ({"path": "/docker/one/mine", "root": "/docker/one"}, "sys/fs/cgroup/mine"),
        ({"place": "/sys/fs/cgroup/unified"}, "sys/fs/cgroup/unified/user/mine"),
    ],
)
def test_the_grader_moves_below_its_delegated_group_and_hands_the_controllers_on(
    how: dict[str, str], within: str, machine: Callable[..., Path], tmp_path: Path
) -> None:
    own = machine(**how)
    assert own == tmp_path / within
    assert entered(tmp_path).reason == ""
    assert (own / OWN / "cgroup.procs").read_text() == "0"
    assert (own / "cgroup.subtree_control").read_text() == "+cpu +memory +pids"


def test_who_has_moved_already_stays_there(machine: Callable[..., Path], tmp_path: Path) -> None:
    own = machine()
    entered(tmp_path)
    (tmp_path / "proc/self/cgroup").write_text(f"0::/user/mine/{OWN}\n")
    (own / "cgroup.subtree_control").write_text("cpu memory pids")
    again = entered(tmp_path)
    assert again.reason == ""
    made = again.make(1, 1)
    assert made is not None
    assert made.folder.parent == own


def test_a_machine_without_version_2_has_none(tmp_path: Path) -> None:
    assert Groups().reason == entered(tmp_path).reason == NONE
    assert entered(tmp_path).make(1, 1) is None


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ({"controllers": "cpu hugetlb"}, LACKS.format("memory, pids")),
        ({"controllers": ""}, LACKS.format("cpu, memory, pids")),
        ({"processes": f"1\n{os.getpid()}\n"}, SHARED),
        ({"processes": ""}, SHARED),
        ({"root": "/user/mine", "path": "/user/mine"}, ""),
    ],
)
def test_a_group_that_is_not_the_graders_alone_or_bounds_too_little_is_left_as_it_is(
    how: dict[str, str], reason: str, machine: Callable[..., Path], tmp_path: Path
) -> None:
    own = machine(**how)
    assert entered(tmp_path).reason == reason
    assert (own / OWN).exists() == (reason == "")
    assert bool((own / "cgroup.subtree_control").read_text()) == (reason == "")


@pytest.mark.parametrize("file", ["", *FILES])
def test_a_group_that_the_grader_may_not_change_is_not_its_own(
    file: str, machine: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = machine()
    monkeypatch.setattr(groups.os, "access", lambda path, how: Path(path) != own / file or how != os.W_OK)
    assert entered(tmp_path).reason == NOT_OURS
    assert not (own / OWN).exists()


def test_a_system_that_refuses_is_told_and_left_as_it_was(
    machine: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, write = machine(), Path.write_text

    def busy(path: Path, text: str) -> int:
        if path.name == "cgroup.subtree_control":
            raise OSError(16, "Device or resource busy")
        if path.parent.name == OWN:
            return len(text)  # as in the kernel's own files, nothing stays in it
        return write(path, text)

    monkeypatch.setattr(Path, "write_text", busy)
    assert entered(tmp_path).reason == "the system refused to make control groups (Device or resource busy)"
    assert not (own / OWN).exists()
    assert (own / "cgroup.procs").read_text() == "0"


def test_a_box_gets_a_group_with_every_bound(machine: Callable[..., Path], tmp_path: Path) -> None:
    machine()
    made = entered(tmp_path).make(1 << 30, 24)
    assert made is not None
    assert {file.name: file.read_text() for file in made.folder.iterdir()} == {
        "memory.max": str(1 << 30),
        "memory.swap.max": "0",
        "memory.oom.group": "1",
        "pids.max": "24",
        "cpu.weight": str(WEIGHT),
    }


def test_a_bound_that_the_system_refuses_leaves_no_group(
    machine: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = machine()
    below, write = entered(tmp_path), Group.write

    def no_swap(group: Group, file: str, value: object) -> None:
        if file == "memory.swap.max":
            raise FileNotFoundError(2, "No such file or directory")
        if file == "cgroup.kill":
            write(group, file, value)

    monkeypatch.setattr(Group, "write", no_swap)
    monkeypatch.setattr(groups, "END_SECONDS", 0.0)
    monkeypatch.setattr(Path, "rmdir", lambda path: [file.unlink() for file in path.iterdir()])
    with pytest.raises(FileNotFoundError):
        below.make(1, 1)
    assert [path.name for path in own.glob("box-*/*") if path.name != "cgroup.kill"] == []


def test_what_is_in_a_group_is_killed_before_it_is_removed(tmp_path: Path) -> None:
    seen = []

    class Kernels(Group):
        def write(self, file: str, value: object) -> None:
            seen.append((file, value, self.folder.exists()))

    (tmp_path / "one").mkdir()
    Kernels(tmp_path / "one").remove()
    assert seen == [("cgroup.kill", 1, True)]
    assert not (tmp_path / "one").exists()


def test_closing_removes_what_killed_processes_left_and_nothing_of_others(
    machine: Callable[..., Path], tmp_path: Path
) -> None:
    own = machine()
    below, other = entered(tmp_path), Groups()
    for name in (f"{below._name}1", f"{below._name}2", f"{other._name}1"):
        (own / name).mkdir()
    kill, Group.write = Group.write, lambda *_: None  # type: ignore[method-assign, assignment]
    try:
        below.close()
    finally:
        Group.write = kill  # type: ignore[method-assign]
    assert sorted(path.name for path in own.iterdir() if path.is_dir()) == sorted([OWN, f"{other._name}1"])


# --- inside the box ---------------------------------------------------------------------------------


@pytest.fixture
def account(tmp_path: Path) -> tuple[ControlGroup, Path, Callable[[int, int], None]]:
    """A notebook's account, the file by which a process enters, and what sets what the kernel says."""

    def say(microseconds: int, kills: int) -> None:
        (tmp_path / "cpu.stat").write_text(f"usage_usec {microseconds}\nuser_usec 1\n")
        (tmp_path / "memory.events").write_text(f"low 0\nmax 9\noom 9\noom_kill {kills}\noom_group_kill 0\n")

    say(2_000_000, 3)
    (tmp_path / "cgroup.procs").touch()
    opened = [os.open(tmp_path / "cgroup.procs", os.O_WRONLY)]
    opened += [os.open(tmp_path / name, os.O_RDONLY) for name in groups.READ_IN_A_BOX]
    return ControlGroup(*opened), tmp_path / "cgroup.procs", say


def test_a_notebook_is_told_its_own_time_and_that_of_those_before_it(account: tuple) -> None:  # type: ignore[type-arg]
    counted, _, say = account
    assert (counted.seconds(), counted.earlier()) == (0.0, 2.0)
    say(5_500_000, 3)
    assert (counted.seconds(), counted.earlier()) == (3.5, 2.0)
    counted.begin()
    assert (counted.seconds(), counted.earlier()) == (0.0, 5.5)


def test_a_notebook_is_over_its_memory_when_the_kernel_has_ended_it(account: tuple) -> None:  # type: ignore[type-arg]
    counted, _, say = account
    assert not counted.over(1 << 40)
    assert not counted.killed()
    say(2_000_000, 4)
    assert counted.over(1 << 40)
    assert counted.killed()
    counted.begin()
    assert not counted.killed()


def test_sockets_are_counted_beside_what_the_kernel_counts(
    account: tuple,  # type: ignore[type-arg]
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counted, _, _ = account
    monkeypatch.setattr(control_group, "in_sockets", lambda: 100)
    assert (counted.over(99), counted.over(100)) == (True, False)
    monkeypatch.setattr(control_group, "in_sockets", lambda: Path("/no/such/file").read_bytes())
    assert counted.over(100)


def test_who_has_entered_keeps_no_way_out(account: tuple) -> None:  # type: ignore[type-arg]
    counted, entry, _ = account
    counted.enter()
    assert entry.read_text() == "0"
    with pytest.raises(OSError, match="Bad file descriptor"):
        counted.seconds()
