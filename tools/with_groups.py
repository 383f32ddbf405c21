"""Tries the boxes where control groups (version 2) are delegated: in another kernel, on this machine's files.

    python -m tools.with_groups                       the tests of boxes, as root and as an ordinary user
    python -m tools.with_groups --user -- -k memory   as an ordinary user only, with arguments for pytest
    python -m tools.with_groups --run tools.attacks   another module of this repository instead of pytest

The kernel is a program: Debian's package `user-mode-linux`. It sees this machine's files, and can write none
of them; what is written lies in its memory. Few machines that run tests have a delegated group of their own,
so the tests show there what is chosen without one, and here that the groups hold.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.ordinary import USER, as_ordinary_user
from tools.repository import REPOSITORY

KERNEL = "linux.uml"
MEMORY, SLOWER = "4G", 8
"""What it has, and how many times as long as elsewhere the tests of boxes may take in it."""
OF_BOXES = ("control_groups", "accounting", "limits", "zygote")
TESTS = tuple(f"tests/pipeline/box/test_{name}.py" for name in OF_BOXES)
INIT = """#!/bin/sh
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mkdir -p /dev/pts /dev/shm
mount -t devpts -o ptmxmode=666 devpts /dev/pts
mount -t tmpfs -o mode=1777 tmpfs /dev/shm
mount -t tmpfs -o mode=755 tmpfs /run
mount -t tmpfs -o mode=755 tmpfs /mnt
mkdir /run/out
mount -t hostfs -o {out} none /run/out
mount -t tmpfs -o mode=1777 tmpfs /tmp
mount -t tmpfs -o mode=1777 tmpfs /var/tmp
mount -t cgroup2 none /sys/fs/cgroup
echo "+cpu +memory +pids" > /sys/fs/cgroup/cgroup.subtree_control
ip link set lo up
group=/sys/fs/cgroup/delegated
mkdir $group
chown {user} $group $group/cgroup.procs $group/cgroup.subtree_control
cd {repository}
export HOME=/run PYTHONDONTWRITEBYTECODE=1 CI=true BOX_TESTS_SLOWER={slower}
sh -c 'echo 0 > /sys/fs/cgroup/delegated/cgroup.procs; exec "$@"' sh {command}
echo $? > /run/out/code
sync
echo o > /proc/sysrq-trigger
sleep 10
"""
OUT = "/run/out"
"""A folder there that is one of this machine's, and may be written."""


def run(command: list[str], user: int, out: Path) -> int:
    """Run a command where a control group is delegated to a user; return its exit code.

    Parameters
    ----------
    user
        0 for root, or the ordinary one.
    out
        A folder that the command can write, at `OUT`.
    """
    out.chmod(0o777)
    if user:
        command = as_ordinary_user(command)
    with tempfile.TemporaryDirectory(prefix="with-groups-") as name:
        init = Path(name, "init")
        text = INIT.format(
            out=shlex.quote(str(out)),
            repository=shlex.quote(str(REPOSITORY)),
            user=user,
            slower=SLOWER,
            command=shlex.join(command),
        )
        init.write_text(text)
        init.chmod(0o755)
        root = ("root=/dev/root", "rootfstype=hostfs", "rootflags=/", "ro", f"init={init}")
        kernel = [KERNEL, f"mem={MEMORY}", *root, "con=null", "con0=null,fd:1", "quiet"]
        subprocess.run(kernel, stdin=subprocess.DEVNULL, check=False)
    code = out / "code"
    return int(code.read_text()) if code.exists() else 1


def main() -> int:
    """Run the tests, or what was asked for; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--root", action="store_true", help="as root only")
    parser.add_argument("--user", action="store_true", help="as an ordinary user only")
    parser.add_argument("--run", metavar="MODULE", help="run this module, not pytest")
    parser.add_argument("arguments", nargs="*", help="behind --: what pytest, or the module, is given")
    options = parser.parse_args()
    if shutil.which(KERNEL) is None or os.getuid() != 0:
        sys.exit(f"{KERNEL} is missing, or this is not root: apt-get install user-mode-linux, then as root.")
    module = [options.run] if options.run else ["pytest", "-q", "-p", "no:cacheprovider", "--slow", *TESTS]
    command = [sys.executable, "-m", *module, *options.arguments]
    users = [0] * (not options.user) + [USER] * (not options.root)
    codes = []
    for user in users:
        with tempfile.TemporaryDirectory(prefix="out-") as out:
            codes.append(run(command, user, Path(out)))
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
