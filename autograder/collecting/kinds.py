"""What a file is that is no notebook, by its name or by its first bytes, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from autograder.collecting.systems import TYPED as ONLINE_TEXT

NOISE_FOLDERS = {
    *(
        "__macosx",
        ".ipynb_checkpoints",
        ".git",
        "__pycache__",
        ".idea",
        ".vscode",
        ".venv",
        "venv",
        "node_modules",
    ),
    *(".virtual_documents", ".pytest_cache", ".mypy_cache", ".trashes", ".fseventsd", ".spotlight-v100"),
    *("$recycle.bin", "system volume information", "@eadir", ".dropbox.cache"),
}
"""Folders that programs make by themselves; some of them hold old copies of notebooks."""
NOISE_FILES = {
    *(
        ".ds_store",
        "thumbs.db",
        "ehthumbs.db",
        "desktop.ini",
        "icon\r",
        ".localized",
        ".directory",
        ".dropbox",
    ),
    *(".gitignore", ".gitattributes", ".gitkeep", ".nbgrader.log", "timestamp.txt", "submission_secret.txt"),
}
NOISE_STARTS = ("._", ".~", "~$", ".nfs", ".fuse_hidden")
"""AppleDouble files of macOS, locks of office programs, and what is being saved."""


@dataclass(frozen=True)
class Kind:
    """A kind of file.

    Parameters
    ----------
    what
        What it is and what to do, in words.
    matters
        Whether it gets a row of the table; what does not is counted.
    copy
        Whether it does not matter if the notebook of the same name is there too.
    """

    what: str
    matters: bool = True
    copy: bool = False


ARCHIVE = Kind(
    "an archive that is not opened: unpack it into a folder with the student's name and collect that"
)
ENCRYPTED = Kind("an encrypted file: ask for the .ipynb itself")
PRINT = Kind(
    "a print of a notebook or another document, which cannot be graded: ask for the .ipynb", copy=True
)
PICTURE = Kind("a picture, which cannot be graded: ask for the .ipynb if it shows one", matters=False)
UNFINISHED = Kind(
    "a download or upload that did not end: ask the student to send the whole .ipynb", copy=True
)
SHORTCUT = Kind("a link, the notebook itself was not sent: ask for the .ipynb", copy=True)
BACKUP = Kind(
    "a copy that a program made: if it is all there is, ask for the .ipynb", matters=False, copy=True
)
SCRIPT = Kind("code that is no notebook and no helper module beside one: ask for the .ipynb", copy=True)
MODULE_ELSEWHERE = Kind(
    "a module in a folder of its own: if a notebook imports it, put it beside the notebook"
)
DATA = Kind("data: if a notebook reads it, put it beside the notebook in `submitted`")
TEXT = Kind("a text: look whether it says something to you", matters=False)
TYPED = Kind("text typed into the system's page: read it there", matters=False)
OTHER = Kind("of a kind that is not known here: look at it, or ask for the .ipynb")
EMPTY = Kind("an empty file: ask the student to send it again")
HANDED_OUT = Kind("handed out with the assignment", matters=False)


def _with(kind: Kind, endings: str) -> dict[str, Kind]:
    return dict.fromkeys(endings.split(), kind)


ENDINGS: dict[str, Kind] = {
    **_with(
        ARCHIVE, "rar 7z tar tgz gz tbz tbz2 bz2 txz xz tlz lzma lz lz4 zst tzst z zipx cab sit sitx ace arj"
    ),
    **_with(ARCHIVE, "lha lzh iso dmg cpio jar whl egg xar pkg 001 r00"),
    **_with(ENCRYPTED, "gpg pgp asc p7m age axx"),
    **_with(PRINT, "pdf html htm xhtml mhtml mht webarchive doc docx docm odt rtf pages tex latex ps eps"),
    **_with(PRINT, "ppt pptx odp key md markdown rst one xps djvu epub"),
    **_with(PICTURE, "png jpg jpeg jpe jfif gif bmp tif tiff webp heic heif svg avif mov mp4 webm m4a"),
    **_with(
        UNFINISHED, "crdownload part partial opdownload filepart tmp temp unconfirmed download aria2 !ut"
    ),
    **_with(SHORTCUT, "lnk url webloc desktop gdoc gsheet gslides icloud weblink"),
    **_with(BACKUP, "bak backup old orig swp swo save autosave"),
    **_with(SCRIPT, "py r m jl rmd qmd ipy pyw c cpp java js ts sh nb wl sage"),
    **_with(
        DATA, "csv tsv json jsonl yml yaml npy npz pkl pickle mat h5 hdf5 hdf xls xlsx ods parquet feather"
    ),
    **_with(DATA, "dat db sqlite pt pth xml"),
    **_with(TEXT, "txt log toml cfg ini lock pyc"),
}
"""Kinds by the last ending of a name."""
MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"Rar!", ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", ARCHIVE),
    (b"\x1f\x8b", ARCHIVE),
    (b"\x1f\x9d", ARCHIVE),
    (b"BZh", ARCHIVE),
    (b"\xfd7zXZ\x00", ARCHIVE),
    (b"\x28\xb5\x2f\xfd", ARCHIVE),
    (b"PK\x03\x04", ARCHIVE),
    (b"%PDF", PRINT),
    (b"\xd0\xcf\x11\xe0", PRINT),
    (b"{\\rtf", PRINT),
    (b"bplist00", SHORTCUT),
    (b"\x89PNG", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
    (b"GIF8", PICTURE),
    (b"\x93NUMPY", DATA),
)
"""Kinds by how a file begins."""
HEAD = 512


def is_noise(folders: tuple[str, ...], name: str) -> bool:
    """Return whether a program made a file by itself, so that it says nothing about its owner."""
    name = name.lower()
    return (
        name in NOISE_FILES
        or name.startswith(NOISE_STARTS)
        or any(folder.lower() in NOISE_FOLDERS for folder in folders)
    )


def kind_of(name: str, head: Callable[[], bytes]) -> Kind:
    """Return what a file is.

    Parameters
    ----------
    head
        Returns its first bytes; called only if the name does not tell.
    """
    lower = name.lower().rstrip(" .~")
    if lower.endswith("-checkpoint.ipynb") or name.endswith("~"):
        return BACKUP
    if name == ONLINE_TEXT:
        return TYPED
    _, dot, ending = lower.rpartition(".")
    if dot and ending in ENDINGS:
        return ENDINGS[ending]
    return kind_by_bytes(head()) or OTHER


def kind_by_bytes(head: bytes) -> Kind | None:
    """Return what a file is by its first bytes; None if they do not tell."""
    if not head:
        return EMPTY
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<?xml")):
        return PRINT
    if head[257:262] == b"ustar":
        return ARCHIVE
    return next((kind for magic, kind in MAGIC if head.startswith(magic)), None)


def looks_like_notebook(data: bytes) -> bool:
    """Return whether a file is a whole notebook by its look; it is not parsed."""
    text = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    return text.startswith(b"{") and text.rstrip().endswith(b"}") and b'"cells"' in text
