"""The virtual environment of a box: by it a Python that a notebook starts finds the same packages."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

NAME = "environment"
PROGRAMS = Path(NAME, "bin")
PYTHON = PROGRAMS / "python"
FOLDER_LAST = "folder_last"


def make_environment(folder: Path, python: str, version: str, packages: Iterable[str]) -> None:
    """Make the environment in a folder; it may be there already.

    Parameters
    ----------
    python
        The path of the interpreter where the environment is used.
    version
        The version of Python.
    packages
        The folders of its packages there.
    """
    short = ".".join(version.split(".")[:2])
    site = folder / NAME / "lib" / f"python{short}" / "site-packages"
    for made in (site, folder / PROGRAMS):
        made.mkdir(parents=True, exist_ok=True)
    config = f"home = {Path(python).parent}\ninclude-system-site-packages = false\nversion = {version}\n"
    (folder / NAME / "pyvenv.cfg").write_text(config)
    # Not as plain paths: the .pth files that lie beside the packages count too.
    lines = [f"import site; site.addsitedir({packages!r})" for packages in packages]
    lines.append(f"import {FOLDER_LAST}; {FOLDER_LAST}.install()")
    (site / "packages.pth").write_text("\n".join(lines))
    shutil.copyfile(Path(__file__).with_name(f"{FOLDER_LAST}.py"), site / f"{FOLDER_LAST}.py")
    for name in ("python", "python3", f"python{short}"):
        link = folder / PROGRAMS / name
        if not link.is_symlink():
            link.symlink_to(python)
    for path in (folder / NAME).rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() else 0o644)
    (folder / NAME).chmod(0o755)
