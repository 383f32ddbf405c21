"""Where in the notebooks of this folder a function is answered: by the rule by which it is graded.

What counts is how it stands when the notebook, run from the top, comes to its check; at the end if there is
no check, or if it is answered below it. A scaffold, or a copy of it, counts only if there is nothing else.
"""

import ast
import dataclasses
import functools
import re

from . import notebooks
from .code import definitions, does_nothing, is_brought, makes, parsed, syntax_error
from .siblings import written_modules
from .slicing import Statement

CODE, EVERY_KIND = ("code",), ("code", "markdown", "raw")
END = (1 << 60, 0)
SHOWS = re.compile(r'\s*(?:#.*\n\s*)*(?:check|predict)\("\w+", *(?:\w+|[-+.\d]+|"[^"\\\n]*")\)\s*')
"""A cell that checks or predicts, and does nothing else: most cells of a notebook that need no look."""
SIGN = re.compile(r"^[ \t>.]*(?:async[ \t]+)?(?:def[ \t]+(\w+)|(\w+)[ \t]*=)", re.MULTILINE)
"""How the answer of a function begins, also in a text or behind a prompt."""


@dataclasses.dataclass(frozen=True, eq=False)
class Located:
    """What was found of a function.

    Parameters
    ----------
    state : str
        "answered"; "stub", if there is but its scaffold; "broken", if its cell is no code; "undefined", if
        its cell does not make it; "no function", if it is something else; "unreadable", if the notebook is
        none; "missing".
    file : notebooks.File or None
        The notebook.
    statements : list of Statement
        What the notebook does up to the place that counts.
    to_check : bool
        Whether that place is its check.
    modules : dict of str to str
        The modules that cells before that place write.
    error : Exception or None
        Why its cell is no code.
    """

    state: str
    file: notebooks.File | None = None
    statements: list = ()
    to_check: bool = False
    modules: dict = dataclasses.field(default_factory=dict)
    error: Exception | None = None


MISSING = Located("missing")
TO_REPAIR = ("broken", "undefined", "no function")


def located(name, files):
    """Return where the function of this name is answered, or the most that there is of it.

    Parameters
    ----------
    name : str
        Name of an exercise, or of a function of the student's own.
    files : list of notebooks.File
        The notebooks of the folder.
    """
    best = MISSING
    for is_home, file in _in_order(name, files):
        if best.state in TO_REPAIR and file.original:
            break  # a copy stands in for what is not there, not for what has to be repaired
        found = _look(name, file, notebooks.cells(file.path))
        if found.state == "missing" and is_home and notebooks.read(file.path) is None:
            found = Located("unreadable", file)
        if found.state == "answered" or (is_home and found.state in TO_REPAIR):
            return found
        if best is MISSING:
            best = found
    return best


def _in_order(name, files):
    """Return (whether it is the notebook that asks for this function, file) of each, the likeliest first."""
    named, found = notebooks.home(name).casefold(), []
    for file in files:
        copied = file.original.casefold()
        asks = not named and any(
            cell.solution and cell.grade_id == name for cell in notebooks.cells(file.path)
        )
        is_home = not copied and (file.path.stem.casefold() == named if named else asks)
        found.append(((copied != "", not is_home, not asks, copied != named), is_home, file))
    return [(is_home, file) for _, is_home, file in sorted(found, key=lambda each: each[0])]


@functools.lru_cache(maxsize=256)  # what is brought into a notebook needs what is brought before
def _look(name, file, cells):
    if not any(name in cell.source or cell.grade_id == name for cell in cells):
        return MISSING
    # A cell of another kind holds an answer only if no cell of code does: its kind was changed by mistake.
    begun = [cell for cell in cells if name in cell.source and name in signed(cell.source)]
    kinds = (CODE, EVERY_KIND) if any(cell.kind != "code" for cell in begun) else (CODE,)
    for kind in kinds:
        place = _check_place(name, cells)
        for end, to_check in ((place, place != END), (END, False)):
            statements = _own(_statements(cells, kind, end), name)
            if makes(name, [each.node for each in statements]):
                written = written_modules(cell.source for cell in cells[: place[0]])
                return Located("answered", file, statements, to_check, written)
    return _lacking(name, file, cells, begun)


def signed(source):
    """Return the names of the functions whose answers seem to begin in a text."""
    return {name for found in SIGN.findall(source) for name in found}


def _own(statements, name):
    """Return the statements without scaffolds of a function, and without what would bring it home."""
    return [
        each
        for each in without_stubs(statements, {name})
        if not any(made == name and is_brought(value) for made, value in definitions([each.node]))
    ]


def without_stubs(statements, names):
    """Return the statements without scaffolds of these functions, and copies of them.

    Parameters
    ----------
    statements : list of Statement
    names : set of str
    """
    return [each for each in statements if not (does_nothing(each.node) and each.node.name in names)]


def _lacking(name, file, cells, begun):
    """Return what there is of a function that no cell answers."""
    own = [cell for cell in cells if cell.solution and cell.grade_id == name]
    for cell in [*own, *(cell for cell in begun if cell.kind == "code")]:
        if parsed(cell.source) is None:
            return Located("broken", file, error=syntax_error(cell.source))
    nodes = [each.node for each in _statements(cells, EVERY_KIND)]
    made = [node for each, node in definitions(nodes) if each == name and not is_brought(node)]
    if any(map(does_nothing, made)) or any(not parsed(cell.source).body for cell in own):
        return Located("stub", file)
    if made:
        return Located("no function", file)
    return Located("undefined", file) if own else MISSING


def _check_place(name, cells):
    """Return (number of the cell, line) at which the check of a function stands; `END` if there is none."""
    named = [n for n, cell in enumerate(cells) if cell.grade and cell.grade_id == f"check_{name}"]
    mentions = named[-1:] or [
        n
        for n, cell in enumerate(cells)
        if cell.kind == "code" and f'"{name}"' in cell.source.replace("'", '"')
    ]
    called = [(n, node.lineno) for n in mentions for node in _tree(cells[n].source) if _is_check(node, name)]
    if called:
        return called[-1]
    return (named[-1], 0) if named else END


def _is_check(node, name):
    """Return whether a statement is `check("name", name)`, as the cell of a check holds it."""
    call = node.value if isinstance(node, ast.Expr) else None
    match call:
        case ast.Call(func=ast.Name(id="check"), args=[ast.Constant(value=given), _], keywords=[]):
            return given == name
    return False


def _statements(cells, kinds, end=END):
    """Return the statements before a place in a notebook, in order."""
    found = []
    for number, cell in enumerate(cells[: end[0] + 1]):
        if cell.kind in kinds:
            every = _of_cell(number, cell.source, cell.kind == "code")
            found += every if number < end[0] else [each for each in every if each.node.lineno < end[1]]
    return found


@functools.lru_cache(maxsize=1024)  # each function of a notebook asks for them
def _of_cell(number, source, is_code):
    nodes = [] if SHOWS.fullmatch(source) else _tree(source)
    return [Statement(node, number) for node in nodes] if is_code or any(map(_is_function, nodes)) else []


@functools.lru_cache(maxsize=1024)
def _tree(source):
    return getattr(parsed(source), "body", [])


def _is_function(node):
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
