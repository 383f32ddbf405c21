"""Which modules of a package a module is made of: what it imports, what these import, and so on."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from importlib.machinery import ModuleSpec
from importlib.util import find_spec

TYPE_CHECKING = re.compile(r"^if (?:typing\.)?TYPE_CHECKING:\n(?:[ \t]+.*\n|\n)+", re.MULTILINE)
# By its text and not by its syntax tree, which takes ten times as long; a name too many does no harm.
IMPORT = re.compile(
    r"(?:^|[;:])[ \t]*(?:from[ \t]+(?P<base>[.\w]+)[ \t]+import[ \t]+(?P<names>\([^)]*\)|[^\n#;]+)"
    r"|import[ \t]+(?P<modules>[^\n#;]+))",
    re.MULTILINE,
)
NAME = re.compile(r"([.\w]+)(?:[ \t]+as[ \t]+\w+)?")


def imported_sources(modules: Iterable[str]) -> dict[str, str]:
    """Return the sources of some modules and of all that they import from their own packages, by name.

    Imports inside of functions count; those for type checkers alone do not.
    """
    waiting = list(modules)
    tops, sources, seen = {_top(name) for name in waiting}, dict[str, str](), set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen or _top(name) not in tops:
            continue
        seen.add(name)
        spec = _spec(name)
        if spec is None:  # a name that a module defines
            continue
        sources[name] = _source(spec)
        waiting += [name.rpartition(".")[0], *_imports(sources[name], spec)]
    return dict(sorted(sources.items()))


def imported_names(source: str) -> frozenset[str]:
    """Return the top-level names of all that a source imports, wherever in it; not what is relative to it."""
    return frozenset(map(_top, imported_modules(source)))


def imported_modules(source: str) -> Iterator[str]:
    """Yield the names of what a source imports, wherever in it; of `from a import b` both a and a.b."""
    for found in IMPORT.finditer(source):
        if found["modules"]:
            yield from NAME.findall(found["modules"])
        elif not found["base"].startswith("."):
            yield found["base"]
            yield from (f"{found['base']}.{name}" for name in NAME.findall(found["names"]))


def _top(name: str) -> str:
    return name.partition(".")[0]


@functools.cache
def _spec(name: str) -> ModuleSpec | None:
    """Return a module's spec; None for what is no module. Nothing but packages is imported for it."""
    package = name.rpartition(".")[0]
    above = _spec(package) if package else None
    if package and (above is None or above.submodule_search_locations is None):
        return None
    return find_spec(name)


def _source(spec: ModuleSpec) -> str:
    get_source = getattr(spec.loader, "get_source", lambda _: None)
    return get_source(spec.name) or ""


def _imports(source: str, spec: ModuleSpec) -> Iterator[str]:
    """Yield the names that a module imports: modules, and what may be one or a name in one."""
    for found in IMPORT.finditer(TYPE_CHECKING.sub("", source)):
        if found["modules"]:
            yield from NAME.findall(found["modules"])
            continue
        base = _absolute(found["base"], spec)
        yield base
        names = re.sub(r"#[^\n]*", "", found["names"])
        yield from (f"{base}.{name}" for name in NAME.findall(names))


def _absolute(base: str, spec: ModuleSpec) -> str:
    """Return the name of a module that may be given relative to another one."""
    name = base.lstrip(".")
    level = len(base) - len(name)
    if not level:
        return name
    package = spec.name if spec.submodule_search_locations is not None else spec.name.rpartition(".")[0]
    parts = package.split(".")
    return ".".join([*parts[: len(parts) - level + 1], *filter(None, [name])])
