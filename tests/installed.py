"""Environments of their own, such as one with the grader's wheel: nothing of the repository is in them."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

UV = Path(sys.executable).with_name("uv")


@dataclass(frozen=True)
class Environment:
    """A virtual environment."""

    folder: Path

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    def run(self, *command: str, cwd: Path, timeout: float = 300) -> subprocess.CompletedProcess[str]:
        """Run a command of the environment, as a user would who has activated it."""
        path = os.pathsep.join([str(self.folder / "bin"), os.environ.get("PATH", os.defpath)])
        kept = {
            name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}
        }
        return subprocess.run(
            command,
            cwd=cwd,
            env={**kept, "PATH": path, "HOME": str(self.folder), "PYTHONWARNINGS": "ignore"},
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout,
        )


def build_wheel(project: Path, folder: Path) -> Path:
    """Build the wheel of a project into an empty folder."""
    uv("build", "--wheel", "--out-dir", str(folder), str(project))
    (wheel,) = folder.glob("*.whl")
    return wheel


def make_environment(folder: Path, *packages: Path | str, resolution: str = "highest") -> Environment:
    """Make a virtual environment with packages and what they need.

    Parameters
    ----------
    packages
        Wheels, names, or what else `uv pip install` takes.
    resolution
        Which of the allowed versions are taken: "highest", or "lowest-direct" of the packages themselves.
    """
    uv("venv", "--python", sys.executable, str(folder))
    environment = Environment(folder)
    options = ("--python", str(environment.python), "--resolution", resolution)
    install = ("pip", "install", *options, *map(str, packages))
    try:
        uv(*install, "--offline")
    except AssertionError:  # the cache does not hold everything
        uv(*install)
    return environment


def uv(*arguments: str, folder: Path | None = None, **variables: str) -> None:
    """Run a command of uv."""
    # The system's certificates are obeyed: many campus networks have one of their own.
    environment = {**os.environ, "UV_SYSTEM_CERTS": "1", **variables}
    environment.pop("VIRTUAL_ENV", None)
    done = subprocess.run(
        [str(UV), *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, f"uv {' '.join(arguments)}\n{done.stderr[-3000:]}"
