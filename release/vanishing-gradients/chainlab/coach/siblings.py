"""What a notebook takes from files beside it: `%run` of one, and modules that a cell of its own writes."""

import ast
import importlib.abc
import importlib.util
import re
import sys
from pathlib import Path

from . import notebooks
from .code import parsed

WRITTEN = re.compile(r"\A\s*%%(?:writefile|file)[ \t]+(-a[ \t]+)?['\"]?([^\W\d]\w*)\.py['\"]?[ \t]*(?:\n|\Z)")


def written_modules(sources):
    """Return {name: text} of the modules that cells write with `%%writefile`.

    Parameters
    ----------
    sources : iterable of str
        The cells in order.
    """
    texts = {}
    for source in sources:
        found = WRITTEN.match(source)
        if found:
            before = texts.get(found[2], "") if found[1] else ""
            texts[found[2]] = before + source[found.end() :] + "\n"
    return texts


def make_importable(texts):
    """Let `import` find these modules where no other has their name: perhaps their cells did not run."""
    if not texts:
        return
    if _FINDER not in sys.meta_path:
        sys.meta_path.append(_FINDER)
    for name, text in texts.items():
        if _FINDER.texts.get(name, text) != text:
            sys.modules.pop(name, None)
    _FINDER.texts |= texts


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Makes modules of texts."""

    def __init__(self):
        self.texts = {}

    def find_spec(self, fullname, path=None, target=None):  # noqa: ARG002 -- as Python calls it
        return importlib.util.spec_from_loader(fullname, self) if fullname in self.texts else None

    def get_source(self, fullname):
        return self.texts[fullname]


_FINDER = _Finder()


def run_text(file):
    """Return the code that `%run` of this file runs.

    Parameters
    ----------
    file : str
        The name of a module or a notebook in this folder; the ending may be left out.
    """
    path = next(
        (each for each in (Path(file), Path(f"{file}.py"), Path(f"{file}.ipynb")) if each.is_file()), None
    )
    if path is None:
        raise FileNotFoundError(f"File `{file}` not found.")
    if path.suffix != ".ipynb":
        return path.read_text(encoding="utf-8")
    trees = [parsed(cell.source) for cell in notebooks.cells(path) if cell.kind == "code"]
    return "\n".join(ast.unparse(tree) for tree in trees if tree is not None)
