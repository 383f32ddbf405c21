"""Fetches the pinned packages of a site by pip, once: what has not the digest that is expected is refused."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from autograder.atomic import new_folder, replace_folder
from autograder.errors import AutograderError

HERE = Path(__file__).parent
PACKAGES, PYODIDE = HERE / "packages.txt", HERE / "pyodide.txt"
"""The lists of what is fetched: the site's program and widgets; a wheel that carries Pyodide's files."""
PIN = re.compile(
    r"^(?P<name>[\w.-]+)==(?P<version>\S+) --hash=sha256:(?P<sha256>[0-9a-f]{64})$", re.MULTILINE
)
DIFFERS = "DO NOT MATCH THE HASHES"
"""pip's words for a file that has another digest."""
OTHER = (
    "The package index sent another file than is pinned in {file}: its sha256 differs. Nothing was built. "
    "Try another index, or no mirror."
)
GONE = (
    "The packages in {file} could not be fetched ({reason}). "
    "Look at the network and at pip's settings, or {way}."
)
WAYS = {
    PACKAGES.name: "copy {cache} from a machine that has them",
    PYODIDE.name: "name a copy of Pyodide's own distribution: PYODIDE=pyodide-0.27.7.tar.bz2",
}
"""What else there is to do where a list cannot be fetched."""


def cache() -> Path:
    """Return the folder in which fetched packages are kept."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "autograder", "lite")


def fetched(pins: Path) -> dict[str, Path]:
    """Return the wheels of a list by the names of their packages, fetched if they are not there.

    Raises
    ------
    AutograderError
        If they cannot be fetched, or one has another digest.
    """
    text = pins.read_text(encoding="utf-8")
    wanted = {found["sha256"]: found["name"] for found in PIN.finditer(text)}
    folder = cache() / hashlib.sha256("".join(sorted(wanted)).encode()).hexdigest()[:16]
    wheels = _wheels(folder, wanted)
    if len(wheels) < len(wanted):
        fresh = new_folder(folder)
        try:
            _download(pins, fresh)
            replace_folder(fresh, folder)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        wheels = _wheels(folder, wanted)
    return wheels


def _wheels(folder: Path, wanted: dict[str, str]) -> dict[str, Path]:
    """Return the wheels of a folder that have an expected digest, by the names of their packages."""
    by_digest = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in folder.glob("*.whl")}
    return {name: by_digest[digest] for digest, name in wanted.items() if digest in by_digest}


def _download(pins: Path, folder: Path) -> None:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--only-binary=:all:", "--require-hashes", f"--dest={folder}"]
    done = subprocess.run([*command, f"--requirement={pins}"], capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return
    if DIFFERS in done.stderr:
        raise AutograderError(OTHER.format(file=pins.name))
    errors = [line for line in done.stderr.splitlines() if line.strip()]
    reason = next((line.removeprefix("ERROR: ") for line in errors if "ERROR" in line), "pip did not say why")
    if "No module named pip" in done.stderr:
        reason = f"{sys.executable} has no pip"
    raise AutograderError(
        GONE.format(file=pins.name, reason=reason, way=WAYS[pins.name].format(cache=cache()))
    )
