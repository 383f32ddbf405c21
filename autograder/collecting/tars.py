"""A tar, also a compressed one, rewritten as a zip in memory, so that one set of rules reads both."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import warnings
import zipfile
import zlib

from autograder.submission.files import RefusedError

GZIP, BZIP, XZ = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00"
USTAR, USTAR_AT = b"ustar", 257
XZ_MEMORY = 64 << 20
DAMAGED = "the archive is damaged: ask the student to send it again"


def is_tar(data: bytes) -> bool:
    """Return whether bytes begin as a tar does, or as something compressed that may be one."""
    return data.startswith((GZIP, BZIP, XZ)) or data[USTAR_AT : USTAR_AT + len(USTAR)] == USTAR


def as_zip(data: bytes, largest: int, most: int) -> bytes:
    """Return a zip of what is in a tar; a link or a device becomes one that is empty, and is refused later.

    Parameters
    ----------
    largest
        How many bytes the tar may have when it is not compressed.
    most
        How many members it may have.

    Raises
    ------
    RefusedError
        If it is damaged, no tar, or larger.
    """
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w") as archive,
        warnings.catch_warnings(action="ignore"),  # two members of one name
    ):
        try:
            with tarfile.open(fileobj=io.BytesIO(_expanded(data, largest)), mode="r:") as tar:
                _copy(tar, archive, largest, most)
        except (
            tarfile.TarError,
            lzma.LZMAError,
            zlib.error,
            EOFError,
            OSError,
            ValueError,
            OverflowError,
        ) as error:
            raise RefusedError(DAMAGED) from error
    return buffer.getvalue()


def _copy(tar: tarfile.TarFile, archive: zipfile.ZipFile, largest: int, most: int) -> None:
    left = largest
    for number, member in enumerate(tar):
        if number >= most:
            raise RefusedError("there are too many files in it")
        if member.isdir():
            continue
        ordinary = member.isreg() and not member.issparse()  # a sparse one may be of any size
        kind = (
            stat.S_IFREG if ordinary else stat.S_IFLNK if member.issym() or member.islnk() else stat.S_IFIFO
        )
        left -= member.size if ordinary else 0
        if left < 0:
            raise RefusedError("the files in it are too large together")
        info = zipfile.ZipInfo(member.name.encode("utf-8", "replace").decode("utf-8"))
        info.create_system, info.external_attr = 3, (kind | 0o644) << 16
        file = tar.extractfile(member) if ordinary else None
        archive.writestr(info, file.read() if file is not None else b"")


def _expanded(data: bytes, largest: int) -> bytes:
    """Return what was compressed, if it is not too large."""
    if data.startswith(XZ):
        decompressor = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=XZ_MEMORY)
        plain = decompressor.decompress(data, largest + 1)
        if len(plain) <= largest and not decompressor.eof:
            raise EOFError
    elif data.startswith(GZIP):
        plain = gzip.GzipFile(fileobj=io.BytesIO(data)).read(largest + 1)
    elif data.startswith(BZIP):
        plain = bz2.BZ2File(io.BytesIO(data)).read(largest + 1)
    else:
        plain = data
    if len(plain) > largest:
        raise RefusedError("it would unpack to too much")
    return plain
