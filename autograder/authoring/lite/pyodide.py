"""Pyodide, Python in the browser: its files, each with the digest of the official lock, whatever carried it.

`pyodide.json` holds the digests. They stand in this repository, and are not fetched: whoever could exchange a
file on its way could exchange a digest that travels with it.
"""

from __future__ import annotations

import hashlib
import json
import tarfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from autograder.errors import UsageError
from autograder.text import listed

DIGESTS = Path(__file__).with_name("pyodide.json")
LOCK = "pyodide-lock.json"
SHOWN = 3
"""So many missing files are named."""
UNREADABLE = "{source} cannot be read as a folder, a zip or a tar: {reason}."
NOT_THERE = "There is no {source} to take Pyodide from."
OTHER = (
    "{name} in {source} is not the file of Pyodide {version}: its sha256 is {found}..., "
    "not {expected}... . Nothing was built. Take another copy of the distribution."
)
MISSING = (
    "{source} lacks {names} of Pyodide {version}. Nothing was built. Take the full distribution "
    "(pyodide-{version}.tar.bz2), unpacked or not."
)


@dataclass(frozen=True)
class Distribution:
    """The files of one version of Pyodide that a site needs.

    Parameters
    ----------
    version
        Pyodide's version.
    files
        The sha256 of each file by its name.
    lock
        The lock that Pyodide reads in the browser.
    """

    version: str
    files: dict[str, str]
    lock: dict[str, Any]

    @classmethod
    def read(cls) -> Distribution:
        """Read `pyodide.json`."""
        content = json.loads(DIGESTS.read_text(encoding="utf-8"))
        packages = content["lock"]["packages"].values()
        files = content["core"] | {entry["file_name"]: entry["sha256"] for entry in packages}
        return cls(content["lock"]["info"]["version"], files, content["lock"])

    def unpack(self, source: Path, target: Path, wheels: Sequence[Path]) -> None:
        """Write the files into a folder, with wheels that this distribution does not have.

        Parameters
        ----------
        source
            An official distribution, or whatever else holds its files: a folder, a zip or a tar.
        target
            The folder that is made.
        wheels
            Wheels in pure Python, which the lock then names too.

        Raises
        ------
        UsageError
            If a file is missing or differs.
        """
        target.mkdir(parents=True)
        missing = dict(self.files)
        for name, content in _contents(source, self.files):
            found = hashlib.sha256(content).hexdigest()
            if found != self.files[name]:
                raise UsageError(
                    OTHER.format(
                        name=name,
                        source=source,
                        version=self.version,
                        found=found[:12],
                        expected=self.files[name][:12],
                    )
                )
            (target / name).write_bytes(content)
            missing.pop(name, None)
        if missing:
            names = listed(missing, SHOWN)
            raise UsageError(MISSING.format(source=source, names=names, version=self.version))
        packages = dict(self.lock["packages"])
        for wheel in wheels:
            (target / wheel.name).write_bytes(wheel.read_bytes())
            entry = _entry(wheel)
            packages[entry["name"]] = entry
        (target / LOCK).write_text(json.dumps(self.lock | {"packages": packages}), encoding="utf-8")


def _entry(wheel: Path) -> dict[str, Any]:
    """Return what the lock says of a wheel in pure Python."""
    name, version, *_ = wheel.name.split("-")
    return {
        "depends": [],
        "file_name": wheel.name,
        "imports": [name],
        "install_dir": "site",
        "name": name.replace("_", "-"),
        "package_type": "package",
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "unvendored_tests": False,
        "version": version,
    }


def _contents(source: Path, names: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    """Yield each file of these names in a folder or an archive, wherever in it, with its bytes."""
    if not source.exists():
        raise UsageError(NOT_THERE.format(source=source))
    try:
        if source.is_dir():
            found = {path.name: path for path in sorted(source.rglob("*")) if path.name in names}
            yield from ((name, path.read_bytes()) for name, path in found.items())
        elif zipfile.is_zipfile(source):
            with zipfile.ZipFile(source) as packed:
                members = {PurePosixPath(name).name: name for name in packed.namelist()}
                yield from ((name, packed.read(members[name])) for name in names if name in members)
        else:
            with tarfile.open(source) as archive:
                for member in archive:
                    name = PurePosixPath(member.name).name
                    if member.isfile() and name in names and (stream := archive.extractfile(member)):
                        yield name, stream.read()
    except (OSError, ValueError, EOFError, tarfile.TarError, zipfile.BadZipFile) as error:
        raise UsageError(UNREADABLE.format(source=source, reason=error)) from error
