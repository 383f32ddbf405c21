"""What a download may cost: names, directories and readings are bounded before anything is done with them."""

from __future__ import annotations

import io
import os
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest
from rich.console import Console

from autograder.collecting import Collection, words
from autograder.collecting.archive import LONG, NAME, NO_ZIP, TOO_LARGE, TOO_MANY, Bounds, Download, Entry
from autograder.collecting.naming import COPIES, folded, module_name, which_notebook
from autograder.collecting.sorting import Left
from autograder.collecting.tars import as_zip
from autograder.submission.files import RefusedError
from tests.unit.test_collect_archive import listed, zipped

HOSTILE = [
    "-",
    "_",
    " ",
    "(",
    "(1)",
    "-1",
    " copy",
    "-copy-",
    ".ipynb",
    ".py",
    ".txt",
    "\u00a0",
    "copy of ",
    "é",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_no_name_is_longer_than_a_disk_takes(tmp_path: Path, piece: str) -> None:
    name = "hw/" + piece * (60_000 // len(piece.encode())) + ".ipynb"
    path = tmp_path / "download.zip"
    path.write_bytes(zipped({"ada/work.zip": zipped({name: b"A"})}))
    with Download(path) as download:
        (entry,) = download.entries()
    assert entry.trouble == LONG
    assert max(len(part.encode()) for part in entry.parts) <= NAME


@pytest.mark.parametrize("letter", ["a", "é", "漢", "😀"])
def test_a_name_is_measured_in_bytes(tmp_path: Path, letter: str) -> None:
    fits = letter * (NAME // len(letter.encode()))
    told = listed(tmp_path, zipped({fits: b"A", f"longer/{fits}{letter}": b"A"}), Bounds())
    assert told == {fits: "", f"longer/{fits}": LONG}


def test_a_path_of_many_long_folders_is_not_listed_whole(tmp_path: Path) -> None:
    told = listed(tmp_path, zipped({"/".join(["c" * 250] * 50): b"A"}), Bounds())
    assert told == {f"{'c' * 250}/{'c' * 250}": LONG}


@pytest.mark.parametrize("piece", HOSTILE)
def test_the_marks_of_a_name_are_taken_off_a_bounded_number_of_times(piece: str, monkeypatch) -> None:
    times: list[str] = []

    def counted(name: str) -> str:
        times.append(name)
        return folded(name)

    monkeypatch.setattr("autograder.collecting.naming.folded", counted)
    assert which_notebook(piece * 9000, ["a"]) is None
    assert len(times) <= 2 * COPIES + 4


@pytest.mark.parametrize("mark", [" (1)", "-1", " copy 2", "-Copy1", " - Kopie", "_2", " (copy)", "  -  (3)"])
def test_marks_of_copies_do_not_count(mark: str) -> None:
    assert which_notebook(f"01-one{mark}.ipynb", ["01-one"]) == "01-one"
    assert which_notebook(f"01-one{mark * 3}.ipynb", ["01-one"]) == "01-one"


def test_a_modules_name_is_found_below_the_mark_of_a_copy() -> None:
    assert [module_name(f"helper{mark}.py") for mark in ("", " (1)", "-1", " copy2")] == ["helper.py"] * 4


def with_zip64_directory(data: bytes, size: int) -> bytes:
    """Return a zip whose second record, for large archives, names another size of its directory."""
    end = data.rfind(b"PK\x05\x06")
    count, plain, offset = struct.unpack_from("<HLL", data, end + 10)
    record = struct.pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, offset)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    assert plain
    return data[:end] + record + locator + data[end:]


@pytest.mark.parametrize("size", [1 << 26, 1 << 40, (1 << 63) - 1])
def test_the_size_of_a_directory_is_not_believed(tmp_path: Path, size: int) -> None:
    data = with_zip64_directory(zipped({"a.ipynb": b"A"}), size)
    assert listed(tmp_path, zipped({"ada/work.zip": data})) in (
        {"ada/work.zip": TOO_MANY},
        {"ada/work.zip": NO_ZIP},
    )


def test_a_long_directory_is_not_read(tmp_path: Path) -> None:
    data = zipped({f"{number}{'x' * 200}": b"" for number in range(200)})
    assert listed(tmp_path, zipped({"ada/work.zip": data})) == {"ada/work.zip": TOO_MANY}


def overlapping(times: int, size: int) -> bytes:
    """Return a zip whose directory names the same packed bytes so many times."""
    data = zipped({"a.ipynb": b"0" * size}, zipfile.ZIP_STORED)
    end = data.rfind(b"PK\x05\x06")
    start = data.find(b"PK\x01\x02")
    directory = data[start:end] * times
    tail = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, times, times, len(directory), start, 0)
    return data[:start] + directory + tail


def test_files_that_lie_over_one_another_are_no_zip(tmp_path: Path) -> None:
    assert listed(tmp_path, zipped({"ada/work.zip": overlapping(15, 10_000)})) == {"ada/work.zip": NO_ZIP}


def test_all_that_is_read_of_one_students_zip_has_one_budget(tmp_path: Path) -> None:
    path = tmp_path / "download.zip"
    files = {f"{number}.ipynb": bytes(range(256)) * 2048 for number in range(6)}
    path.write_bytes(zipped({"ada/work.zip": zipped(files), "eve/work.zip": zipped(files), "a.ipynb": b"A"}))
    read: list[str] = []
    with Download(path, Bounds(file_mb=1, zip_mb=2)) as download:
        for entry in download.entries():
            try:
                read.append(f"{entry.parts[0]} {len(download.read(entry)) >> 10}")
            except RefusedError as error:
                read.append(str(error))
    assert read == ["a.ipynb 0", *["ada 512"] * 4, *[TOO_LARGE] * 2, *["eve 512"] * 4, *[TOO_LARGE] * 2]


def tarred(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


@pytest.fixture
def unpacked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of the tars that were unpacked."""
    sizes: list[int] = []

    def counted(data: bytes, largest: int, most: int) -> bytes:
        sizes.append(len(data))
        return as_zip(data, largest, most)

    monkeypatch.setattr("autograder.collecting.archive.as_zip", counted)
    return sizes


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(("size", "most"), [(1000, 2), (700_000, 7)])
def test_two_archives_of_one_name_are_not_unpacked_again_for_each_of_their_files(
    tmp_path: Path, unpacked: list[int], size: int, most: int
) -> None:
    """Their files take turns in the order of paths."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for half in "ab":
            tar = tarred({"pad": os.urandom(size)} | {f"{n}{half}.qq": b"x" for n in range(30)})
            archive.writestr("same.tgz", tar)
    path = tmp_path / "download.zip"
    path.write_bytes(zipped({"ada/work.zip": buffer.getvalue(), "a.ipynb": b"A"}))
    with Download(path, Bounds(zip_mb=4, unpacked=2)) as download:
        entries = download.entries()
        heads = [download.head(entry, 1) for entry in entries]
    assert len(entries) == 63
    assert heads.count(b"x") == 60 or most > 2
    assert len(unpacked) <= most


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_archives_that_are_too_many_or_too_large_are_not_unpacked(
    tmp_path: Path, unpacked: list[int]
) -> None:
    bomb = tarred({"a": bytes(5_000_000)})
    files = {f"{number:02}.tgz": bomb for number in range(40)} | {"zz.tgz": tarred({"b": b"B"})}
    told = listed(tmp_path, zipped({"ada/work.zip": zipped(files)}), Bounds(zip_mb=2, zips=30, unpacked=3))
    assert len(told) == 41
    assert len(unpacked) <= 3


def test_what_is_printed_of_a_download_is_bounded() -> None:
    left = [Left(Entry(("n" * 2000, str(number)), 2, None, ()), "", LONG) for number in range(5000)]
    console = Console(file=io.StringIO(), width=200)
    collection = Collection([], left, [])
    console.print(words.collection_table(collection))
    told = "\n".join(words.sentences(collection, "hw", Path(), dry_run=True))
    assert len(console.file.getvalue()) < words.ROWS * 8 * words.CHARS  # type: ignore[attr-defined]
    assert f"The table shows the first {words.ROWS} of them" in told
