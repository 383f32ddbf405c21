"""Environments of their own, in which the grader is installed from its wheel: nothing of the repository is in them."""

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
    _uv("build", "--wheel", "--out-dir", str(folder), str(project))
    (wheel,) = folder.glob("*.whl")
    return wheel


def make_environment(folder: Path, *wheels: Path) -> Environment:
    """Make a virtual environment in which wheels are installed, with what they need."""
    _uv("venv", "--python", sys.executable, str(folder))
    environment = Environment(folder)
    install = ("pip", "install", "--python", str(environment.python), *map(str, wheels))
    try:
        _uv(*install, "--offline")
    except AssertionError:  # the cache does not hold everything
        _uv(*install)
    return environment


def _uv(*arguments: str) -> None:
    # The system's certificates are obeyed: many campus networks have one of their own.
    environment = {**os.environ, "UV_SYSTEM_CERTS": "1"}
    environment.pop("VIRTUAL_ENV", None)
    done = subprocess.run(
        [str(UV), *arguments], env=environment, capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, f"uv {' '.join(arguments)}\n{done.stderr[-3000:]}"
