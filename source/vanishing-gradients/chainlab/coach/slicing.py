"""Which statements of a notebook a function needs: a backward slice, by names alone, without a run."""

import ast
import copy
import functools

from .effects import BLOCKS, closure, names_of
from .loading import PLACES

SHOWING = frozenset({"check", "display", "help", "model_answer", "pprint", "predict", "print", "progress"})
CONTROL = (ast.Break, ast.Continue, ast.Raise, ast.Assert)
QUIET = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Import, ast.ImportFrom, ast.Pass)
"""Statements that do nothing but bind names, if they are not decorated."""


class Statement:
    """A statement, with the names that matter to others.

    Parameters
    ----------
    node : ast.stmt
        At the top level of a cell, or in a block of another statement.
    cell : int
        Number of its cell.
    outer : Statement or None
        The statement in whose block it stands.
    """

    def __init__(self, node, cell, outer=None):
        self.node, self.cell, self.outer = node, cell, outer
        self.blocks = {}
        if isinstance(node, BLOCKS):
            for block in ("body", "orelse"):
                self.blocks[block] = [Statement(inner, cell, self) for inner in getattr(node, block)]
        inner = [each for block in self.blocks.values() for each in block]
        self.parts = [self, *(part for each in inner for part in each.parts)]
        self.controls = isinstance(node, CONTROL) or any(each.controls for each in inner)

    @functools.cached_property
    def names(self):
        """The names that it deals with."""
        return names_of(self.node)

    def without(self, kept):
        """Return the node without the parts that are not in `kept`."""
        if all(part in kept for part in self.parts):
            return self.node
        node = copy.copy(self.node)
        for block, inner in self.blocks.items():
            setattr(node, block, [each.without(kept) for each in inner if each in kept])
        node.body = node.body or [ast.copy_location(ast.Pass(), node)]
        return node


class Slicer:
    """Takes slices of a notebook.

    Parameters
    ----------
    statements : list of Statement
        The statements of its cells in order.
    """

    def __init__(self, statements):
        self._statements = statements
        self._parts = [part for statement in statements for part in statement.parts]
        names = [part.names for part in self._parts]
        self._made_of = [pair for each in names for pair in each.made_of]
        shown = set().union(SHOWING, PLACES, *(each.drawing for each in names))
        self._drawing = _made_by(shown, self._made_of)
        self._bound = {}
        for each in names:
            for name in each.bound:
                self._bound.setdefault(name, []).append(each)
        self._fixed = {n for n, bound in self._bound.items() if all(n in each.fixed for each in bound)}

    def sliced(self, wanted):
        """Return what these functions need.

        Parameters
        ----------
        wanted : iterable of str
            The names of functions.

        Returns
        -------
        list of (int, ast.stmt)
            The number of the cell, and the statement without what is not needed of it.
        set of str
            The names that are needed and bound nowhere.
        """
        needed, kept = set(wanted), set()
        while True:
            new = [part for part in self._parts if part not in kept and self._belongs(part, kept, needed)]
            if not new:
                break
            for part in new:
                while part is not None and part not in kept:
                    kept.add(part)
                    needed |= part.names.read.union(*(each.read for each in part.names.functions))
                    part = part.outer  # noqa: PLW2901 -- up to the statement of the cell
        for part in kept:
            needed -= part.names.bound.union(*(each.bound for each in part.names.functions))
        return [(each.cell, each.without(kept)) for each in self._statements if each in kept], needed

    def _belongs(self, part, kept, needed):
        names = part.names
        if (part.controls and part.outer in kept) or names.opaque or not names.bound.isdisjoint(needed):
            return True
        is_quiet = isinstance(part.node, QUIET) and not getattr(part.node, "decorator_list", ())
        if is_quiet or self._only_shows(part):
            return False
        changed = names.changed | self._changed_by_calls(names.calls, needed, set())
        for name in names.read - self._drawing:
            changed |= self._changed_in(name, needed, set())
        return not closure(changed, self._made_of).isdisjoint(needed)

    def _only_shows(self, part):
        """Return whether a statement is one call that shows something, with no other call in it."""
        calls = part.names.calls
        return isinstance(part.node, ast.Expr) and len(calls) == 1 and bool(calls[0].of & self._drawing)

    def _changed_by_calls(self, calls, needed, seen, drawing=None):
        """Return the names of what calls may change; what the needed functions themselves do is left out."""
        changed, drawing = set(), self._drawing if drawing is None else drawing
        for call in calls:
            if call.of & drawing or call.of & needed & self._fixed:
                continue
            known = [
                each for name in call.of for names in self._bound.get(name, ()) for each in names.functions
            ]
            if self._changes_input(known, needed, seen) if known else call.is_for_change:
                changed |= call.given - self._fixed
        return changed

    def _changes_input(self, functions, needed, seen):
        for each in functions:
            if id(each) not in seen:
                seen.add(id(each))
                drawing = _made_by(self._drawing, each.made_of)
                changed = each.changed | self._changed_by_calls(each.calls, needed, seen, drawing)
                if changed & each.parameters:
                    return True
        return False

    def _changed_in(self, name, needed, seen):
        """Return the names of the notebook that a call of this function may bind or change."""
        if name in seen or name in needed:
            return set()
        seen.add(name)
        found = set()
        for function in (each for names in self._bound.get(name, ()) for each in names.functions):
            drawing = _made_by(self._drawing, function.made_of)
            changed = function.changed | self._changed_by_calls(function.calls, needed, set(), drawing)
            found |= function.bound | (changed - function.own)
            for later in function.read:
                found |= self._changed_in(later, needed, seen)
        for new, sources in self._made_of:
            for source in sources if name in new else ():  # an object does what its class says
                if source not in self._fixed:
                    found |= self._changed_in(source, needed, seen)
        return found


def _made_by(drawing, made_of):
    """Return the names of what shows something, with those of what is made by it, such as axes."""
    return closure(drawing, [(sources, new) for new, sources in made_of])
