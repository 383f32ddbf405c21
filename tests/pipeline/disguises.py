"""What editors, tools and hands do to the cell of one answer, without touching its text.

A disguise changes the cells of a notebook, in which the answer stands at an index. The cell of an answer has
keys of ours beside its own, which `as_file` leaves out: `answer`, its grade_id; `stub`, its released text; and
`touched`, if it is no longer a cell that others can be merged with.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from typing import Any

from autograder.notebooks import CHECK, grade_id
from tests.pipeline import editing

Cells = list[dict[str, Any]]
Disguise = Callable[[Cells, int], object]
OURS = frozenset({"answer", "stub", "touched"})
OWN_CODE = "tried = [-1, 0, 1]  # some numbers of mine"
OWN_TEXT = "A thought of my own."


def as_file(cells: Cells) -> bytes:
    """Return a notebook file with these cells."""
    return editing.as_file([{key: cell[key] for key in cell if key not in OURS} for cell in cells])


def marked(cells: Cells, answers: Iterable[str], stubs: dict[str, str]) -> Cells:
    """Return the cells of a notebook, those of the answers with the keys that disguises look for."""
    names = set(answers)
    return [
        cell | {"answer": name, "stub": stubs[name]} if (name := grade_id(cell)) in names else dict(cell)
        for cell in copy.deepcopy(cells)
    ]


def place(cells: Cells, name: str) -> int:
    """Return where an answer stands."""
    return next(n for n, cell in enumerate(cells) if cell.get("answer") == name)


def disguise(cells: Cells, name: str, how: Disguise) -> None:
    """Disguise one answer; cells that the disguise of another one took are out of reach."""
    n = place(cells, name)
    own = of_code(OWN_CODE) if cells[n]["cell_type"] == "code" else of_text(OWN_TEXT)
    for neighbour in (n + 1, n - 1):
        if 0 <= neighbour < len(cells) and cells[neighbour].keys() & {"touched", "answer"}:
            cells.insert(max(neighbour, n), dict(own))
    how(cells, place(cells, name))


def of_code(source: str) -> dict[str, Any]:
    return {"cell_type": "code", "execution_count": None, "outputs": [], "metadata": {}, "source": source}


def of_text(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def bare(cell: dict[str, Any]) -> dict[str, Any]:
    """Return a cell as if it was typed into a new one."""
    return {key: value for key, value in cell.items() if key not in {"metadata", "id"}} | {"metadata": {}}


def nameless(cell: dict[str, Any]) -> dict[str, Any]:
    return cell | {"metadata": {}}


def without_id(cell: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in cell.items() if key != "id"}


def stub_of(cell: dict[str, Any]) -> dict[str, Any]:
    """Return the released cell of an answer."""
    return {key: value for key, value in cell.items() if key != "answer"} | {"source": cell["stub"]}


def replaced(change: Callable[[dict[str, Any]], dict[str, Any]]) -> Disguise:
    def disguised(cells: Cells, n: int) -> None:
        cells[n] = change(cells[n])

    return disguised


def beside(behind: int, change: Callable[[dict[str, Any]], dict[str, Any]] = bare) -> Disguise:
    """Type the answer into another cell, and leave its own untouched."""

    def disguised(cells: Cells, n: int) -> None:
        typed = change(cells[n])
        cells[n] = stub_of(cells[n])
        cells.insert(n + behind, typed)

    return disguised


def copied(behind: int | None, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Disguise:
    """Put something that is made of the answer's cell beside it, or at the end."""

    def disguised(cells: Cells, n: int) -> None:
        cells.insert(len(cells) if behind is None else n + behind, change(cells[n]))

    return disguised


def merged(other: int, keeps: int | None) -> Disguise:
    """Merge the answer with the cell beside it; `keeps` says whose metadata stay, None that nobody's do."""

    def disguised(cells: Cells, n: int) -> None:
        first, last = sorted((n, n + other))
        text = f"{cells[first]['source']}\n\n{cells[last]['source']}"
        kept = cells[n + (keeps or 0)]
        kept = bare(kept) if keeps is None else kept
        ours = {"answer": cells[n]["answer"], "stub": cells[n]["stub"], "touched": True}
        cells[first : last + 1] = [kept | ours | {"source": text}]

    return disguised


def merged_with(new: dict[str, Any], other: int, keeps: int | None) -> Disguise:
    """Merge the answer with a cell of the student's own."""

    def disguised(cells: Cells, n: int) -> None:
        cells.insert(n + max(other, 0), dict(new))
        merged(other, keeps)(cells, n if other > 0 else n + 1)

    return disguised


def moved(to: Callable[[Cells, int], int], change: Callable[[dict[str, Any]], dict[str, Any]]) -> Disguise:
    def disguised(cells: Cells, n: int) -> None:
        target = to(cells, n)
        one = change(cells[n])
        del cells[n]
        cells.insert(target - (target > n), one)

    return disguised


def behind_next(cells: Cells, n: int) -> int:
    return min(n + 2, len(cells))


def at_the_end(cells: Cells, _: int) -> int:
    return len(cells)


def behind_set_up(cells: Cells, n: int) -> int:
    """Return the place behind the first cells of code: imports, and what is brought."""
    graded = (k for k, cell in enumerate(cells) if cell["metadata"].get("nbgrader") or cell.get("answer"))
    start = next(graded, n)
    return 1 + max((k for k in range(min(start, n)) if cells[k]["cell_type"] == "code"), default=0)


def kept(cell: dict[str, Any]) -> dict[str, Any]:
    return cell


def of_kind(kind: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Disguise:
    return replaced(lambda cell: change(cell) | {"cell_type": kind, "touched": True})


def lines(change: Callable[[list[str]], list[str]]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda cell: cell | {"source": "\n".join(change(cell["source"].split("\n"))), "touched": True}


def with_prompts(first: str, then: str) -> Callable[[list[str]], list[str]]:
    """Return what writes lines as a console shows them: the first prompt before each statement."""

    def prompted(text: list[str]) -> list[str]:
        starts = [bool(line) and not line.startswith((" ", ")", "]", "}")) for line in text]
        return [(first if start else then) + line for start, line in zip(starts, text, strict=True)]

    return prompted


def indented(by: str) -> Callable[[list[str]], list[str]]:
    return lambda text: [by + line if line.strip() else line for line in text]


def crlf(cell: dict[str, Any]) -> dict[str, Any]:
    return cell | {"source": cell["source"].replace("\r\n", "\n").replace("\n", "\r\n")}


def in_a_fence(cell: dict[str, Any]) -> dict[str, Any]:
    fenced = {"cell_type": "markdown", "source": f"```python\n{cell['source']}\n```", "touched": True}
    return bare(cell) | fenced


def copy_of_another(cells: Cells, n: int) -> dict[str, Any]:
    """Return what tells the cells of the answer to another exercise, the one before if there is one."""
    others = [k for k, cell in enumerate(cells) if cell.get("answer") and grade_id(cell) and k != n]
    near = min(others, key=lambda k: (k > n, abs(k - n)), default=None)
    return {} if near is None else {"metadata": copy.deepcopy(cells[near]["metadata"])}


def in_a_copy_of_another(*, stub: bool) -> Disguise:
    """Type the answer into a copy of another answer's cell, which keeps that one's grade_id."""

    def disguised(cells: Cells, n: int) -> None:
        typed = bare(cells[n]) | copy_of_another(cells, n)
        left = stub_of(cells[n])
        cells[n] = typed
        if stub:
            cells.insert(n, left)

    return disguised


def older(cell: dict[str, Any]) -> dict[str, Any]:
    """Return an older attempt in a cell of the same name."""
    attempt = f"def {cell['answer']}(*args):\n    return 0"
    return without_id(stub_of(cell)) | {"source": attempt}


def below_an_older_one(cells: Cells, n: int) -> None:
    """Type the answer into a new cell, and leave an older attempt in its own."""
    typed, before = bare(cells[n]), older(cells[n]) | {"id": cells[n]["id"]}
    cells[n : n + 1] = [before, typed]


def typed_anew(cell: dict[str, Any]) -> dict[str, Any]:
    return of_code(f"def {cell['answer']}(*args):\n    pass")


def imports_apart(cells: Cells, n: int) -> None:
    """Put the imports of an answer into a cell of their own above."""
    text = cells[n]["source"].split("\n")
    own = [line for line in text if line.startswith(("import ", "from "))]
    cells[n]["source"] = "\n".join(line for line in text if line not in own).strip("\n")
    cells.insert(n, of_code("\n".join(own) or "import math"))


def check_gone(cells: Cells, n: int) -> None:
    name = CHECK + cells[n]["answer"]
    cells[:] = [cell for cell in cells if grade_id(cell) != name or "touched" in cell]


def check_typed_anew(cells: Cells, n: int) -> None:
    name = CHECK + cells[n]["answer"]
    cells[:] = [bare(cell) if grade_id(cell) == name and "touched" not in cell else cell for cell in cells]


def check_in_answer(cells: Cells, n: int) -> None:
    """Put the check into the answer's cell, and leave its own too."""
    name = cells[n]["answer"]
    cells[n] = cells[n] | {"source": f'{cells[n]["source"]}\n\ncheck("{name}", {name})', "touched": True}


DISGUISES: dict[str, Disguise] = {
    "nothing": lambda _cells, _n: None,
    "metadata gone": replaced(nameless),
    "id gone": replaced(without_id),
    "retyped": replaced(bare),
    "typed below its scaffold": beside(1),
    "typed above its scaffold": beside(0),
    "typed two cells below its scaffold": beside(2),
    "typed above the text above its scaffold": beside(-1),
    "moved below, metadata and all, its scaffold there again": beside(2, without_id),
    "merged with the cell above": merged(-1, 0),
    "merged into the cell above": merged(-1, -1),
    "merged with the cell above into a new one": merged(-1, None),
    "merged with the cell below": merged(1, 0),
    "merged into the cell below": merged(1, 1),
    "merged with the cell below into a new one": merged(1, None),
    "an untouched copy above": copied(0, lambda cell: without_id(stub_of(cell))),
    "an untouched copy below": copied(1, lambda cell: without_id(stub_of(cell))),
    "an untouched copy two cells below": copied(2, lambda cell: without_id(stub_of(cell))),
    "an untouched copy at the end": copied(None, lambda cell: without_id(stub_of(cell))),
    "a bare untouched copy above": copied(0, lambda cell: bare(stub_of(cell))),
    "a bare untouched copy below": copied(1, lambda cell: bare(stub_of(cell))),
    "twice": copied(1, lambda cell: without_id({k: v for k, v in cell.items() if k != "answer"})),
    "twice, once bare": copied(1, lambda cell: bare({k: v for k, v in cell.items() if k != "answer"})),
    "raw": of_kind("raw", kept),
    "raw and bare": of_kind("raw", bare),
    "markdown": of_kind("markdown", kept),
    "markdown and bare": of_kind("markdown", bare),
    "CRLF": replaced(crlf),
    "CRLF and bare": replaced(lambda cell: bare(crlf(cell))),
    "moved below its check": moved(behind_next, kept),
    "retyped below its check": moved(behind_next, bare),
    "moved to the end": moved(at_the_end, kept),
    "retyped at the end": moved(at_the_end, bare),
    "moved up behind the set-up": moved(behind_set_up, kept),
    "retyped behind the set-up": moved(behind_set_up, bare),
    "in a copy of another answer's cell": in_a_copy_of_another(stub=False),
    "in a copy of another answer's cell below its scaffold": in_a_copy_of_another(stub=True),
}
"""Disguises of any answer, a function or a text."""
OF_CODE: dict[str, Disguise] = {
    "merged with own code above": merged_with(of_code(OWN_CODE), -1, 0),
    "merged into own code above": merged_with(of_code(OWN_CODE), -1, None),
    "merged with own code below": merged_with(of_code(OWN_CODE), 1, 0),
    "merged into own code below": merged_with(of_code(OWN_CODE), 1, None),
    "indented": replaced(lines(indented("    "))),
    "indented and retyped": replaced(lambda cell: bare(lines(indented("  "))(cell))),
    "indented with a tab, below its scaffold": beside(1, lambda cell: bare(lines(indented("\t"))(cell))),
    "with prompts": replaced(lines(with_prompts(">>> ", "... "))),
    "with prompts, retyped": replaced(lambda cell: bare(lines(with_prompts(">>> ", "... "))(cell))),
    "with prompts of IPython": replaced(lines(with_prompts("In [3]: ", "   ...: "))),
    "with prompts below its scaffold": beside(
        1, lambda cell: bare(lines(with_prompts(">>> ", "... "))(cell))
    ),
    "under a magic": replaced(lines(lambda text: ["%%time", *text])),
    "under a magic, bare": replaced(lambda cell: bare(lines(lambda text: ["%%time", *text])(cell))),
    "in a fence": replaced(in_a_fence),
    "below an older attempt": copied(0, older),
    "below an older attempt that keeps the name": below_an_older_one,
    "above a stub typed anew": copied(1, typed_anew),
    "below a stub typed anew": copied(0, typed_anew),
    "its imports in a cell above": imports_apart,
    "its check deleted": check_gone,
    "its check typed anew": check_typed_anew,
    "its check in its own cell": check_in_answer,
}
"""Disguises of a function."""


def split(cells: Cells, n: int) -> None:
    """Split a text between two lines; both halves say whose they are."""
    text = cells[n]["source"].split("\n")
    at = max(1, len(text) // 2)
    second = {key: value for key, value in cells[n].items() if key not in {"answer", "id"}}
    cells[n] = cells[n] | {"source": "\n".join(text[:at])}
    cells.insert(n + 1, second | {"source": "\n".join(text[at:])})


def below_placeholder(cell: dict[str, Any]) -> dict[str, Any]:
    return cell | {"source": f"{cell['stub']}\n\n{cell['source']}"}


OF_TEXT: dict[str, Disguise] = {
    "below its placeholder in its cell": replaced(below_placeholder),
    "below its placeholder in a new cell": replaced(lambda cell: bare(below_placeholder(cell))),
    "merged with own text above": merged_with(of_text(OWN_TEXT), -1, 0),
    "merged into own text above": merged_with(of_text(OWN_TEXT), -1, None),
    "merged with own text below": merged_with(of_text(OWN_TEXT), 1, 0),
    "merged into own text below": merged_with(of_text(OWN_TEXT), 1, None),
    "code": of_kind("code", kept),
    "code and bare": of_kind("code", bare),
    "split in two": split,
}
"""Disguises of a written answer."""


def each(change: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[Cells], Cells]:
    return lambda cells: [change(cell) for cell in cells]


TOOLS: dict[str, Callable[[Cells], Cells]] = {
    "no tool": each(kept),
    "all metadata gone": each(nameless),
    "all ids gone": each(without_id),
    "all metadata and ids gone": each(bare),
    "CRLF everywhere": each(crlf),
    "spaces at the ends": each(lambda cell: cell | {"source": cell["source"].rstrip() + "\n\n"}),
    "all ids new": lambda cells: [cell | {"id": f"new-{n}"} for n, cell in enumerate(cells)],
}
"""What a tool does to a whole notebook."""
