"""Reading a download: bounded, and nothing of it is followed, unpacked or believed."""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.collecting.archive import LEAVES, LONG, NESTED, NOT_ORDINARY, Bounds, Download, _file_time
from autograder.errors import UsageError
from autograder.submission.files import RefusedError

SMALL = Bounds(file_mb=1, files=50, zip_mb=2, zip_files=20, zips=3, depth=2, ratio=20)


def zipped(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def listed(tmp_path: Path, data: bytes, bounds: Bounds = SMALL) -> dict[str, str]:
    """Return the trouble with each file of a zip by its name."""
    path = tmp_path / "download.zip"
    path.write_bytes(data)
    with Download(path, bounds) as download:
        return {entry.name: entry.trouble for entry in download.entries()}


def test_a_nested_zip_stands_as_its_files(tmp_path: Path) -> None:
    inner = zipped({"hw/a.ipynb": b"A", "hw/deep.zip": zipped({"b.ipynb": b"B"})})
    path = tmp_path / "download.zip"
    path.write_bytes(zipped({"ada/work.zip": inner}))
    with Download(path, SMALL) as download:
        read = {entry.name: download.read(entry) for entry in download.entries()}
        outside = {entry.outside for entry in download.entries()}
    assert read == {"ada/work.zip/hw/a.ipynb": b"A", "ada/work.zip/hw/deep.zip/b.ipynb": b"B"}
    assert outside == {2}


def test_a_folder_and_a_zip_of_it_hold_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    (folder / "ada").mkdir(parents=True)
    (folder / "ada" / "a.ipynb").write_bytes(b"A")
    (folder / "ada" / "work.zip").write_bytes(zipped({"b.ipynb": b"B"}))
    with Download(folder, SMALL) as download:
        read = {entry.name: download.read(entry) for entry in download.entries()}
    assert read == {"ada/a.ipynb": b"A", "ada/work.zip/b.ipynb": b"B"}


@pytest.mark.parametrize(
    "name", ["../evil.ipynb", "a/../../evil.ipynb", "/etc/evil.ipynb", "C:\\evil.ipynb", "..\\evil.ipynb"]
)
def test_a_path_that_leaves_the_zip_is_refused(tmp_path: Path, name: str) -> None:
    assert set(listed(tmp_path, zipped({name: b"x"})).values()) == {"its path leaves the download"}


@pytest.mark.parametrize(
    "name",
    ["a/" * 2000 + "a.ipynb", "-" * 60_000 + ".ipynb", "d" * 300 + "/a.ipynb", "../" + "x" * 60_000],
    ids=range(4),
)
def test_a_path_that_no_disk_holds_is_refused_and_shortened(tmp_path: Path, name: str) -> None:
    ((shown, trouble),) = listed(tmp_path, zipped({name: b"x"}), Bounds()).items()
    assert trouble in {LONG, LEAVES}
    assert len(shown) < 1000


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("ada/a.ipynb")
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert listed(tmp_path, buffer.getvalue()) == {"ada/a.ipynb": "it is a link to another file"}


def test_a_link_in_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "a.ipynb").symlink_to("/etc/passwd")
    with Download(tmp_path, SMALL) as download:
        (entry,) = download.entries()
        with pytest.raises(RefusedError, match="link"):
            download.read(entry)


def test_a_linked_folder_is_not_entered(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.ipynb").write_bytes(b"x")
    (tmp_path / "download").mkdir()
    (tmp_path / "download" / "ada").symlink_to(tmp_path / "elsewhere")
    with Download(tmp_path / "download", SMALL) as download:
        assert [(e.name, e.trouble) for e in download.entries()] == [("ada", "it is a link to another file")]


def test_a_pipe_in_a_folder_is_refused_and_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.ipynb")
    with Download(tmp_path, SMALL) as download:
        assert [entry.trouble for entry in download.entries()] == [NOT_ORDINARY]


def test_a_file_that_is_too_large_is_refused_when_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "download.zip"
    path.write_bytes(zipped({"ada/a.ipynb": os.urandom(1 << 21)}))
    with Download(path, SMALL) as download:
        (entry,) = download.entries()
        with pytest.raises(RefusedError, match="larger than 1 MB"):
            download.read(entry)


def test_a_file_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    data = bytearray(zipped({"ada/a.ipynb": b"x" * 5000}))
    central = data.rfind(b"PK\x01\x02")
    struct.pack_into("<L", data, central + 24, 10)
    path = tmp_path / "download.zip"
    path.write_bytes(data)
    with Download(path, SMALL) as download:
        (entry,) = download.entries()
        with pytest.raises(RefusedError, match="damaged"):
            download.read(entry)


def test_a_zip_bomb_in_a_students_zip_is_not_unpacked(tmp_path: Path) -> None:
    inner = zipped({"bomb.ipynb": b"0" * (8 << 20)})
    told = listed(tmp_path, zipped({"ada/work.zip": inner}))
    assert told == {"ada/work.zip/bomb.ipynb": "it would unpack to more than 20 times its size"}


def test_a_zip_in_a_zip_in_a_zip_in_a_zip_is_refused(tmp_path: Path) -> None:
    data = zipped({"a.ipynb": b"x"})
    for depth in range(3):
        data = zipped({f"{depth}.zip": data})
    assert set(listed(tmp_path, data).values()) == {NESTED}


def test_a_zip_of_very_many_zips_is_refused(tmp_path: Path) -> None:
    inner = zipped({f"{i}.zip": zipped({"a.ipynb": b"x"}) for i in range(5)})
    told = listed(tmp_path, zipped({"ada/work.zip": inner}))
    assert "there are too many zips in it" in told.values()


def test_a_zip_of_very_many_files_is_refused(tmp_path: Path) -> None:
    inner = zipped({f"{i}.txt": b"" for i in range(30)})
    assert listed(tmp_path, zipped({"ada/work.zip": inner})) == {
        "ada/work.zip": "there are too many files in it"
    }


def test_zips_that_are_too_large_together_are_refused(tmp_path: Path) -> None:
    large = zipped({"a.bin": os.urandom(900_000)}, zipfile.ZIP_STORED)
    inner = zipped({f"{i}.zip": large for i in range(2)}, zipfile.ZIP_STORED)
    told = listed(tmp_path, zipped({"ada/work.zip": inner}, zipfile.ZIP_STORED))
    assert "the zips in it are too large together" in told.values()


def test_one_students_bomb_keeps_no_other_student_out(tmp_path: Path) -> None:
    inner = zipped({f"{i}.txt": b"" for i in range(30)})
    told = listed(
        tmp_path,
        zipped({"ada/work.zip": inner, "bob/a.ipynb": b"x", "carl/w.zip": zipped({"a.ipynb": b"y"})}),
    )
    assert told["bob/a.ipynb"] == told["carl/w.zip/a.ipynb"] == ""


@pytest.mark.parametrize(
    "data",
    [b"", b"no zip", b"PK\x05\x06" + b"\xff" * 18, zipped({"a.ipynb": b"x"})[:-30]],
    # A zip holds the time it was made at, which a test's name must not.
    ids=["empty", "other bytes", "only an end", "cut short"],
)
def test_a_damaged_zip_of_a_student_is_named(tmp_path: Path, data: bytes) -> None:
    (trouble,) = listed(tmp_path, zipped({"ada/work.zip": data})).values()
    assert "damaged" in trouble or "too many files" in trouble


def test_an_empty_zip_is_named(tmp_path: Path) -> None:
    assert listed(tmp_path, zipped({"ada/work.zip": zipped({})})) == {"ada/work.zip": "the zip is empty"}


def test_a_zip_with_a_password_is_named(tmp_path: Path) -> None:
    data = bytearray(zipped({"ada/a.ipynb": b"x"}))
    central = data.rfind(b"PK\x01\x02")
    data[central + 8] |= 1
    (trouble,) = listed(tmp_path, bytes(data)).values()
    assert "password" in trouble


def test_an_unusual_compression_is_not_unpacked(tmp_path: Path) -> None:
    (trouble,) = listed(tmp_path, zipped({"ada/a.ipynb": b"x"}, zipfile.ZIP_LZMA)).values()
    assert "unusual way" in trouble


@pytest.mark.parametrize("name", ["nothing.zip", "nothing"])
def test_a_download_that_is_not_there_is_wrong_usage(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="no folder or zip"):
        Download(tmp_path / name)


def test_a_download_that_is_no_zip_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_text("no zip")
    with pytest.raises(UsageError, match="cannot be read as a zip"):
        Download(tmp_path / "a.zip")


def test_too_many_files_are_wrong_usage(tmp_path: Path) -> None:
    for i in range(60):
        (tmp_path / f"{i}.txt").touch()
    with Download(tmp_path, SMALL) as download, pytest.raises(UsageError, match="too many files"):
        download.entries()


def test_a_name_that_would_steer_a_terminal_is_shown_without_it(tmp_path: Path) -> None:
    (name,) = listed(tmp_path, zipped({"ada/\x1b[2Jx\u202ey.ipynb": b"x"}))
    assert name.isprintable()


def test_the_time_of_a_member_is_read_in_utc_where_the_zip_says_so(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("ada/a.ipynb", (2001, 1, 1, 0, 0, 0))
    seconds = int(datetime(2026, 3, 1, 12, 0, tzinfo=UTC).timestamp())
    info.extra = struct.pack("<HHBl", 0x5455, 5, 1, seconds)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(info, "x")
    (tmp_path / "a.zip").write_bytes(buffer.getvalue())
    with Download(tmp_path / "a.zip") as download:
        assert [entry.time for entry in download.entries()] == [datetime(2026, 3, 1, 12, 0, tzinfo=UTC)]


@pytest.mark.parametrize("seconds", [1e12, -1e12, float("inf")])
def test_a_time_that_no_calendar_has_is_none(seconds: float) -> None:
    assert _file_time(seconds) is None


def test_the_time_inside_a_students_zip_is_not_believed(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("a.ipynb", (2001, 1, 1, 0, 0, 0))
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr(info, "x")
    outer = zipfile.ZipInfo("ada/work.zip", (2026, 3, 1, 12, 0, 0))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(outer, inner.getvalue())
    (tmp_path / "a.zip").write_bytes(buffer.getvalue())
    with Download(tmp_path / "a.zip") as download:
        (entry,) = download.entries()
    assert entry.time is not None
    assert entry.time.year == 2026
