"""Reading a tar of a student: as bounded as a zip, and nothing of it is followed."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import tarfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.collecting.archive import LEAVES, LINK, NO_ZIP, NOT_ORDINARY, Bounds, Download
from autograder.collecting.tars import DAMAGED, as_zip, is_tar
from autograder.submission.files import RefusedError
from tests.unit.test_collect_archive import zipped

SMALL = Bounds(file_mb=1, files=50, zip_mb=2, zip_files=20, zips=3, depth=2, ratio=20)
MB = 1 << 20


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


def tarred(*members: tuple[tarfile.TarInfo, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=form) as archive:
        for info, data in members:
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def opened(folder: Path, name: str, data: bytes, bounds: Bounds = SMALL) -> dict[str, bytes | str]:
    """What is in a student's file: the bytes of each member, or why it cannot be read."""
    path = folder / "download" / "ada" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    found: dict[str, bytes | str] = {}
    with Download(folder / "download", bounds) as download:
        for entry in download.entries():
            found[entry.name.removeprefix(f"ada/{name}").lstrip("/")] = entry.trouble or download.read(entry)
    return found


TAR = tarred(
    (member("work/a.ipynb"), b"A"), (member("work", tarfile.DIRTYPE), b""), (member("b.ipynb"), b"B")
)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("work.tar", TAR),
        ("work.tar.gz", gzip.compress(TAR)),
        ("work.tgz", gzip.compress(TAR)),
        ("work.tar.bz2", bz2.compress(TAR)),
        ("work.tar.xz", lzma.compress(TAR)),
        ("WORK.TAR.GZ", gzip.compress(TAR)),
        ("work.zip", gzip.compress(TAR)),
        ("work.tgz", zipped({"work/a.ipynb": b"A", "b.ipynb": b"B"})),
        (
            "work.tar",
            tarred((member("work/a.ipynb"), b"A"), (member("b.ipynb"), b"B"), form=tarfile.GNU_FORMAT),
        ),
    ],
    ids=range(9),
)
def test_a_tar_stands_as_its_files(tmp_path: Path, name: str, data: bytes) -> None:
    assert opened(tmp_path, name, data) == {"work/a.ipynb": b"A", "b.ipynb": b"B"}


def test_a_tar_in_a_zip_and_a_zip_in_a_tar_stand_as_their_files(tmp_path: Path) -> None:
    inner = tarred((member("w.zip"), zipped({"a.ipynb": b"A"})))
    assert opened(tmp_path, "work.tar", inner) == {"w.zip/a.ipynb": b"A"}
    assert opened(tmp_path / "2", "work.zip", zipped({"w.tgz": gzip.compress(TAR)})) == {
        "w.tgz/work/a.ipynb": b"A",
        "w.tgz/b.ipynb": b"B",
    }


@pytest.mark.parametrize(
    ("bad", "trouble"),
    [
        (member("x.ipynb", tarfile.SYMTYPE, "/etc/passwd"), LINK),
        (member("x.ipynb", tarfile.LNKTYPE, "work/a.ipynb"), LINK),
        (member("x.ipynb", tarfile.FIFOTYPE), NOT_ORDINARY),
        (member("x.ipynb", tarfile.CHRTYPE), NOT_ORDINARY),
        (member("x.ipynb", tarfile.BLKTYPE), NOT_ORDINARY),
        (member("../x.ipynb"), LEAVES),
        (member("/etc/x.ipynb"), LEAVES),
        (member("a/../../x.ipynb"), LEAVES),
    ],
    ids=range(8),
)
def test_a_link_a_device_and_a_path_that_leaves_are_refused(
    tmp_path: Path, bad: tarfile.TarInfo, trouble: str
) -> None:
    found = opened(tmp_path, "work.tar", tarred((bad, b""), (member("b.ipynb"), b"B")))
    assert trouble in found.values()
    assert found["b.ipynb"] == b"B"


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(b"0" * (8 * MB)),
        bz2.compress(b"0" * (8 * MB)),
        lzma.compress(b"0" * (8 * MB)),
        gzip.compress(tarred((member("a.ipynb"), b"0" * (4 * MB)))),
        tarred((member("a.ipynb"), b"0" * (3 * MB))),
    ],
    ids=range(5),
)
def test_a_bomb_is_not_unpacked(tmp_path: Path, data: bytes) -> None:
    (trouble,) = opened(tmp_path, "work.tar.gz", data).values()
    assert isinstance(trouble, str)
    assert "unpack to too much" in trouble or "larger than" in trouble


def test_a_sparse_file_is_not_unpacked() -> None:
    header = bytearray(tarred((member("a.ipynb"), b""), form=tarfile.GNU_FORMAT))
    header[156:157] = tarfile.GNUTYPE_SPARSE
    header[386:398] = b"%011o\x00" % 0  # one piece of nothing at the beginning ...
    header[398:410] = b"%011o\x00" % 0
    header[483:495] = b"%011o\x00" % (1 << 32)  # ... of a file of 4 GB
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\x00 " % sum(header[:512])
    assert len(as_zip(bytes(header), MB, 10)) < 1000


def test_a_tar_of_very_many_files_is_refused(tmp_path: Path) -> None:
    data = tarred(*((member(f"{n}.txt"), b"") for n in range(30)))
    assert list(opened(tmp_path, "work.tar", data).values()) == ["there are too many files in it"]


@pytest.mark.parametrize(
    "data",
    [gzip.compress(TAR)[:60], gzip.compress(b"no tar"), b"\x1f\x8b\x00", bz2.compress(TAR)[:-20], lzma.compress(TAR)[:-40]],
    ids=range(5),
)  # fmt: skip
def test_a_damaged_tar_is_named(tmp_path: Path, data: bytes) -> None:
    assert list(opened(tmp_path, "work.tar.gz", data).values()) == [DAMAGED]


@pytest.mark.parametrize("data", [b"", b"text", TAR[:100], os.urandom(40)[:0] + b"%PDF"], ids=range(4))
def test_what_is_neither_tar_nor_zip_is_named(tmp_path: Path, data: bytes) -> None:
    assert list(opened(tmp_path, "work.tar", data).values()) == [NO_ZIP]


@given(st.binary(max_size=2000), st.integers(0, len(TAR) - 1), st.binary(min_size=1, max_size=40))
def test_whatever_the_bytes_are_they_become_a_zip_or_are_refused(rest: bytes, at: int, patch: bytes) -> None:
    for data in (b"\x1f\x8b" + rest, TAR[:at] + patch + TAR[at + len(patch) :]):
        if is_tar(data):
            try:
                assert as_zip(data, MB, 20)[:2] == b"PK"
            except RefusedError:
                pass
