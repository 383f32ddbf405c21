"""Odd uploads: what a student named ada sends in other forms than five notebooks in a folder."""

from __future__ import annotations

import io
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from tests.pipeline.editing import as_file, solved

NOTEBOOKS = {f"{name}.ipynb": as_file(cells) for name, cells in solved().items()}
ONE = min(NOTEBOOKS)


@dataclass(frozen=True)
class Upload:
    """An odd upload.

    Parameters
    ----------
    name
        What is odd, in a few words.
    files
        The files by their path in the download.
    arrives
        How many notebooks of ada's are placed.
    says
        Words on ada's files that the TA has to read.
    """

    name: str
    files: dict[str, bytes]
    arrives: int = len(NOTEBOOKS)
    says: str = ""

    def put_into(self, folder: Path) -> None:
        """Write the download, in which another student handed in as usual."""
        for name, data in {**self.files, **_in("bob/")}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def _in(folder: str) -> dict[str, bytes]:
    return {folder + name: data for name, data in NOTEBOOKS.items()}


def _zip(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def _tar(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()


MAC = b"\0\5\x16\7" + b"\0" * 40
UPLOADS = [
    Upload("a 7z archive", {"ada/work.7z": b"7z\xbc\xaf\x27\x1c" + b"\0" * 40}, 0, "unpack it"),
    Upload("a tgz archive with a folder in it", {"ada/work.tgz": _tar(_in("work/"))}),
    Upload("a zip in a zip", {"ada/outer.zip": _zip({"inner.zip": _zip(_in(""))})}),
    Upload(
        "a zip of macOS",
        {"ada/Archive.zip": _zip({**_in(""), **{f"__MACOSX/._{n}": MAC for n in NOTEBOOKS}})},
    ),
    Upload("macOS's shadow of a notebook beside it", {**_in("ada/"), f"ada/._{ONE}": MAC}),
    Upload("a download that did not end", {f"ada/{ONE}.crdownload": NOTEBOOKS[ONE][:5000]}, 0, "did not end"),
    Upload("a notebook saved as text", {f"ada/{ONE}.txt": NOTEBOOKS[ONE]}, 1),
    Upload(
        "an export to Python",
        {f"ada/{Path(ONE).stem}.py": b"def sigmoid(z):\n    pass\n"},
        0,
        "ask for the .ipynb",
    ),
    Upload(
        "a web page of a notebook", {f"ada/{Path(ONE).stem}.html": b"<html></html>"}, 0, "ask for the .ipynb"
    ),
    Upload("a photo", {"ada/photo.jpg": b"\xff\xd8\xff\xe0x"}, 0, "a picture"),
    Upload("notebooks three folders down", _in("ada/My Work/final/v2/")),
    Upload("names in capitals", {f"ada/{name.upper()}": data for name, data in NOTEBOOKS.items()}),
    Upload("a file beside the students' folders", {"readme.txt": b"hello", **_in("ada/")}),
]
