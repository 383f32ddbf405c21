"""The judge's side of a notebook's folder: its files, packed into memory that nobody can change any more.

So all boxes of a class share one copy of the released files, of gigabytes if need be, and can neither write
nor lock it: each takes what it needs into a folder of its own (`folder`).
"""

from __future__ import annotations

import json
import os
import weakref
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from autograder.box.folder import LENGTH, PAGE


@dataclass(frozen=True, eq=False)
class Layer:
    """Files of a notebook's folder, by their paths in it."""

    files: Mapping[str, bytes]

    @cached_property
    def descriptor(self) -> int:
        """Sealed memory that holds them, closed with this layer."""
        import fcntl  # noqa: PLC0415  (there is none where nothing is graded but files are collected)

        contents = json.dumps([[path, len(data)] for path, data in self.files.items()]).encode()
        memory = os.memfd_create("folder", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        weakref.finalize(self, os.close, memory)
        with open(memory, "wb", closefd=False) as file:
            file.writelines((LENGTH.pack(len(contents)), contents, *self.files.values()))
        seals = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SEAL
        fcntl.fcntl(memory, fcntl.F_ADD_SEALS, seals)
        return memory

    @cached_property
    def size(self) -> int:
        """The bytes that they take in a folder in memory."""
        return sum(-(-len(data) // PAGE) * PAGE for data in self.files.values())


class Furnishing(NamedTuple):
    """What every notebook of a submission finds in its folder.

    Parameters
    ----------
    layers
        Files; those of a later layer win.
    released
        Names of the course's own modules among them: they are found before packages, as in a kernel.
    imports
        Names of what the course's own code imports: if a package has one, no student's file stands for it.
    """

    layers: tuple[Layer, ...] = ()
    released: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, layers: Iterable[Layer], released: Iterable[str] = (), imports: Iterable[str] = ()
    ) -> Furnishing:
        """Return what is made of these layers, without empty ones."""
        return cls(
            tuple(layer for layer in layers if layer.files), tuple(sorted(released)), tuple(sorted(imports))
        )

    @property
    def size(self) -> int:
        """The bytes that it takes at most."""
        return sum(layer.size for layer in self.layers)


EMPTY = Furnishing()
