"""The first cell of notebooks for Google Colab, which opens a notebook without what lies beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from autograder.errors import UsageError

CELL_ID = "open-in-colab"
DRIVE = "/content/drive"
"""Where Colab shows a student's Drive."""
CELL = """\
# Google Colab: opens the folder {folder} of your Drive. Elsewhere this cell does nothing.
import sys

if "google.colab" in sys.modules:
    import io, os, urllib.request, zipfile
    from google.colab import drive

    drive.mount("{drive}")
    os.chdir("{drive}/MyDrive")
    if not os.path.isdir({folder!r}):
        with urllib.request.urlopen({address!r}) as file:
            zipfile.ZipFile(io.BytesIO(file.read())).extractall()
    os.chdir({folder!r})
    sys.path.insert(0, os.getcwd())
    print("Work in the notebooks of your Drive, in My Drive, {folder}: what you save there is")
    print("what the next notebook finds, and what you hand in. A copy elsewhere is not found.")
"""


def first_cell(assignment: str, address: str) -> str:
    """Return the source of the cell.

    Parameters
    ----------
    assignment
        Its name is that of the folder.
    address
        Of a zip that holds the folder, which is fetched once; a student's work is never written over.
    """
    return CELL.format(folder=assignment, address=address, drive=DRIVE).rstrip("\n")


def prepare(release: Path, assignment: str, address: str) -> None:
    """Put the cell at the top of each notebook of a release; it carries no points and changes no answer.

    Raises
    ------
    UsageError
        If the address is none that a student's Colab can open.
    """
    if not address.startswith(("https://", "http://")):
        raise UsageError(
            f"{address!r} is no address. Name the zip of the release by the address from which your students "
            "can fetch it, such as https://example.org/course.zip"
        )
    cell: dict[str, Any] = {
        "cell_type": "code",
        "execution_count": None,
        "id": CELL_ID,
        "metadata": {},
        "outputs": [],
        "source": first_cell(assignment, address).splitlines(keepends=True),
    }
    for path in sorted(release.glob("*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        notebook["cells"].insert(0, cell)
        path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
