"""The Python that runs in a box, and the packages that it finds: as a kernel of it would."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from autograder.box.hidden import locations
from autograder.errors import KernelError

ASK_SECONDS = 60
QUESTION = """
import json, os, site, sys, sysconfig
numpy = ""
try:
    from importlib.metadata import version
    numpy = version("numpy")
except Exception:
    pass
own = [*site.getsitepackages(), site.getusersitepackages(), *map(sysconfig.get_path, ("purelib", "platlib"))]
standard = list(map(sysconfig.get_path, ("stdlib", "platstdlib")))
inside = tuple(os.path.join(folder, "lib-dynload") for folder in standard)
path = [p for p in sys.path[1:] if os.path.isdir(p) and p not in standard and p not in inside]
own += [p for p in path if any(name.endswith(".dist-info") for name in os.listdir(p))]
mapped = {}  # of editable installs that no folder on the path can express
for finder in sys.meta_path:
    module = sys.modules.get(getattr(finder, "__module__", ""))
    for names in (getattr(module, "MAPPING", None), getattr(finder, "_redirections", None)):
        mapped.update(names if isinstance(names, dict) else {})
print(json.dumps({
    "executable": os.path.realpath(sys.executable),
    "base": os.path.realpath(sys.base_prefix),
    "version": sys.version.split()[0],
    "numpy": numpy,
    "site": [p for p in path if p in own],
    "added": [p for p in path if p not in own],
    "mapped": mapped,
}))
"""
"""What a Python is asked, in words that every Python 3 understands."""
NO_NUMPY = (
    "the Python of this kernel, {python}, has no numpy, which the grader's half in the sandbox needs. "
    "Install it there:  {command} -m pip install numpy"
)
NO_ANSWER = (
    "the Python of this kernel does not start: {command} ({reason}). Repair it or install its kernel again."
)


@dataclass(frozen=True)
class Python:
    """A Python, as it is on this machine.

    Parameters
    ----------
    command
        What starts it; empty for the one that the grader runs in.
    executable
        The interpreter itself, no link to it.
    base
        The folder in which it and its standard library are.
    versions
        Its own and numpy's.
    folders
        The folders of its packages.
    beside
        Packages and modules that lie elsewhere: of editable installs, .pth files and PYTHONPATH.
    variables
        Environment variables that its kernel sets.
    """

    command: tuple[str, ...]
    executable: Path
    base: Path
    versions: tuple[str, str]
    folders: tuple[Path, ...]
    beside: tuple[Path, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()

    @property
    def traits(self) -> list[object]:
        """All that a result may depend on, wherever it is installed."""
        return [self.versions, self.variables, sorted(path.name for path in self.beside)]

    @classmethod
    def here(cls) -> Python:
        """Return the one that the grader runs in."""
        return cls.of(())

    @classmethod
    def of(cls, command: tuple[str, ...], variables: tuple[tuple[str, str], ...] = ()) -> Python:
        """Return the Python that a command starts, by asking it.

        Parameters
        ----------
        command
            What starts it; empty for the grader's own.
        variables
            Environment variables that it is started with.

        Raises
        ------
        KernelError
            If it does not start, or has no numpy.
        """
        return _asked(command, variables)

    def without(self, names: Collection[str], private: Iterable[Path]) -> Python:
        """Return it without what no box may see of the packages that lie elsewhere.

        What is in its own folders is hidden when they are bound (`hidden.masks`). Of a folder elsewhere,
        maybe a whole repository, nothing is left if a hidden package is in it or if it belongs to a course.

        Parameters
        ----------
        names
            Names of hidden packages and modules.
        private
            Folders of which nothing may be seen, nor what they are in.
        """
        hidden = locations(names, {path.parent for path in self.beside})
        closed = {path.parent for path in hidden}
        roots = [folder.resolve() for folder in private]

        def is_open(path: Path) -> bool:
            real = path.resolve()
            within = any(real.is_relative_to(root) or root.is_relative_to(real) for root in roots)
            return real.parent not in closed and not within and not set(hidden).intersection(real.parents)

        return replace(self, beside=tuple(filter(is_open, self.beside)))


@cache
def _asked(command: tuple[str, ...], variables: tuple[tuple[str, str], ...]) -> Python:
    typed = command or (sys.executable,)
    try:
        asked = subprocess.run(
            [*typed, "-c", QUESTION],
            env=os.environ | dict(variables),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
            timeout=ASK_SECONDS,
        )
        answer = json.loads(asked.stdout.splitlines()[-1])
    except (OSError, subprocess.SubprocessError, ValueError, IndexError) as error:
        said = (getattr(error, "stderr", None) or "").strip().splitlines()
        reason = said[-1] if said else str(error)
        raise KernelError(NO_ANSWER.format(command=" ".join(typed), reason=reason)) from error
    if not answer["numpy"]:
        raise KernelError(NO_NUMPY.format(python=answer["version"], command=" ".join(typed)))
    elsewhere = [found for folder in answer["added"] for found in _importable(Path(folder))]
    elsewhere += [found for name, path in answer["mapped"].items() for found in _mapped(name, Path(path))]
    return Python(
        command=command,
        executable=Path(answer["executable"]),
        base=Path(answer["base"]),
        versions=(answer["version"], answer["numpy"]),
        folders=tuple(map(Path, answer["site"])),
        beside=tuple({path.name: path for path in reversed(elsewhere)}.values()),
        variables=variables,
    )


def _importable(folder: Path) -> Iterator[Path]:
    """Yield what can be imported from a folder, and what says which versions it is."""
    for path in sorted(folder.iterdir()):
        is_package = (path / "__init__.py").is_file() or path.suffix in {".dist-info", ".egg-info"}
        if is_package or (path.suffix in {".py", ".so"} and path.is_file()):
            yield path


def _mapped(name: str, path: Path) -> Iterator[Path]:
    """Yield the file or folder of a package that an editable install maps to a path."""
    places = (path.parent if path.name == "__init__.py" else path, path.with_suffix(".py"))
    yield from [place for place in places if place.exists() and place.stem == name][:1]
