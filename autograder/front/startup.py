"""Makes the start of our own commands quicker; nothing else loads it."""

from __future__ import annotations

import gc
import sys
from importlib import import_module

IRI_CHECKER = "rfc3987_syntax"
"""jsonschema's optional checker of international addresses."""


def import_jsonschema() -> None:
    """Import jsonschema without its checker of international addresses.

    The checker builds a parser at import, which takes a second; no schema of a notebook needs it. Whatever
    imports the checker later gets it as usual.
    """
    if IRI_CHECKER in sys.modules:
        return
    sys.modules[IRI_CHECKER] = None  # type: ignore[assignment]  # an import of it fails, as if it were not installed
    try:
        import_module("jsonschema")
    finally:
        del sys.modules[IRI_CHECKER]


def finished() -> None:
    """Collect garbage again: everything is imported."""
    gc.enable()


gc.disable()  # what is imported stays: looking for garbage in it would take a tenth of the start
import_jsonschema()
