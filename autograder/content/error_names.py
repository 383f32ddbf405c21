"""Names of errors that honest code meets, taken from the libraries.

A name that a student chose could carry other words out of a box, so it is never repeated.
"""

from __future__ import annotations

import builtins
import contextlib
import importlib
import warnings
from collections.abc import Iterator
from functools import cache
from types import ModuleType

LIBRARIES = (
    *(
        "argparse",
        "ast",
        "asyncio",
        "binascii",
        "calendar",
        "concurrent.futures",
        "configparser",
        "copy",
        "csv",
    ),
    *("ctypes", "dataclasses", "decimal", "fractions", "graphlib", "gzip", "http.client", "io", "ipaddress"),
    *(
        "json",
        "locale",
        "lzma",
        "marshal",
        "math",
        "netrc",
        "os",
        "pickle",
        "plistlib",
        "queue",
        "random",
        "re",
    ),
    *("runpy", "select", "shelve", "shutil", "socket", "sqlite3", "ssl", "statistics", "string", "struct"),
    *("subprocess", "sys", "tarfile", "tempfile", "tokenize", "tomllib", "urllib.error", "uuid", "weakref"),
    *("xml.etree.ElementTree", "xml.parsers.expat", "zipfile", "zipimport", "zlib", "zoneinfo"),
    *("numpy", "numpy.exceptions", "numpy.linalg", "numpy.ma", "numpy.polynomial.polyutils"),
    *("numpy._core._exceptions", "numpy.core._exceptions"),
)
"""Modules whose errors are known by name; one that this Python or numpy does not have is left out."""
OF_NOTEBOOKS = frozenset({"UsageError", "StdinNotImplementedError", "TraitError"})
"""Errors of IPython and of widgets, which would take long to import."""


def known_error(name: str) -> bool:
    """Return whether this is the name of an error of Python, of its library or of numpy.

    Parameters
    ----------
    name
        The class's name, with or without that of its module in front.
    """
    bare = name.rpartition(".")[2]
    return name in _BUILTIN or bare in OF_NOTEBOOKS or name in library_errors()


def spelled(name: str) -> str:
    """Return the name of a known error without its module, unless that says what it is of: `struct.error`."""
    module, _, bare = name.rpartition(".")
    tells = bare in _BUILTIN or bare in OF_NOTEBOOKS or (bare.endswith("Error") and bare != "Error")
    return bare if tells or not module else f"{module.partition('.')[0].lstrip('_')}.{bare}"


@cache
def library_errors() -> frozenset[str]:
    """Return the names of the errors of `LIBRARIES`, each with and without its module.

    The libraries are imported when an error is met that is none of Python's own.
    """
    names: set[str] = set()
    for library in LIBRARIES:
        with contextlib.suppress(ImportError), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a module that will go
            names.update(_errors(importlib.import_module(library)))
    return frozenset(names)


def _errors(module: ModuleType) -> Iterator[str]:
    for kind in list(vars(module).values()):
        if isinstance(kind, type) and issubclass(kind, BaseException) and not kind.__name__.startswith("_"):
            yield kind.__name__
            yield f"{kind.__module__}.{kind.__name__}"


_BUILTIN = frozenset(_errors(builtins))
