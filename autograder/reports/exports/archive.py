"""Zips that are the same for the same content, and file names that are safe wherever they are unpacked."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Iterable, Mapping

EPOCH = (1980, 1, 1, 0, 0, 0)
UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]|^\.+|[. ]+$')
"""What some system or other allows no file name to hold, begin with or end with."""


def archive(files: Mapping[str, bytes], programs: Collection[str] = ()) -> bytes:
    """Return a zip of these files by name; `programs` may be executed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (0o100755 if name in programs else 0o100644) << 16
            target.writestr(info, content)
    return buffer.getvalue()


def folder_names(ids: Iterable[str]) -> dict[str, str]:
    """Return a folder's name for each student's id: the id if it can be one, and no name twice."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for id_ in ids:
        name = base = UNSAFE.sub("_", id_)[:100] or "_"
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{base}-{number}"
        taken.add(name.casefold())
        names[id_] = name
    return names
