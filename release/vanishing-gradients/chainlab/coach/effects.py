"""What a piece of code reads, binds and changes in its notebook, by names alone; nothing of it is run."""

import ast
from typing import NamedTuple

from .code import bound, names_loaded
from .loading import FOLDER

DRAWING = frozenset({"IPython", "bokeh", "ipywidgets", "matplotlib", "plotly", "seaborn"})
"""Packages whose functions show something and change no number."""
CHANGING = frozenset(
    {"add", "append", "appendleft", "clear", "discard", "extend", "fill", "insert", "pop", "popitem", "put"}
    | {"remove", "reverse", "setdefault", "shuffle", "sort", "update"}
)
"""Methods that change what they are called on, and nothing else, also where their value is used."""
OUTSIDE = frozenset({"dict", "list", "np", "numpy", "operator", "random", "set"})
"""Whose functions of such names change what they are given."""
EVERYTHING = frozenset({"globals", "locals", "vars"})
LEAVES = frozenset(
    leaf
    for kind in (ast.Constant, ast.expr_context, ast.operator, ast.unaryop, ast.cmpop, ast.boolop)
    for leaf in (kind, *kind.__subclasses__())
)
"""Nodes without a name."""
PLAIN = frozenset(
    {ast.BinOp, ast.BoolOp, ast.Compare, ast.Dict, ast.FormattedValue, ast.If, ast.IfExp, ast.JoinedStr}
    | {ast.List, ast.Raise, ast.Return, ast.Slice, ast.Tuple, ast.UnaryOp, ast.While, ast.keyword}
)
"""Nodes that deal with the names of their parts, and with no others."""
BLOCKS = (ast.For, ast.AsyncFor, ast.While, ast.If)
"""Statements of which a part can be left out."""


class Call(NamedTuple):
    """A call that may change what it is given.

    Parameters
    ----------
    of, given : set of str
        The names of what is called, and of what it is given.
    is_for_change : bool
        Whether it is made for what it changes: nothing takes its value, or it is a method that changes.
    """

    of: set
    given: set
    is_for_change: bool


class Function(NamedTuple):
    """The names that a function deals with when it is called.

    Parameters
    ----------
    parameters, own : set of str
        Its parameters; all names that are its own.
    read, bound : set of str
        Names of the notebook that it reads, and that it gives a value.
    changed : set of str
        Names of what it changes in place.
    calls : list of Call
        What it calls.
    made_of : list of (set of str, set of str)
        Names of its own, with the names of what they may be the same as.
    """

    parameters: set
    own: set
    read: set
    bound: set
    changed: set
    calls: list
    made_of: list


class Names:
    """The names that a piece of code deals with.

    Attributes
    ----------
    bound, read : set of str
        Names that it gives a value, and whose value it takes, when it runs.
    changed : set of str
        Names of what it changes in place by an assignment, as `d["k"] = 1`.
    calls : list of Call
    made_of : list of (set of str, set of str)
        New names, with the names of what they may be the same as.
    drawing : set of str
        Names of what shows something.
    fixed : set of str
        Names of functions and modules: a call does not change them.
    opaque : bool
        Whether it may bind names that it does not mention.
    """

    def __init__(self):
        self.bound, self.read, self.changed, self.calls = set(), set(), set(), []
        self._functions, self._unread = [], []
        self.made_of, self.drawing, self.fixed = [], set(), set()
        self.opaque = self._is_value_unused = False
        self._global = set()

    def read_statement(self, node):
        """Take in a statement, without the blocks that have statements of their own."""
        if isinstance(node, BLOCKS):
            for head in ("test", "iter", "target"):
                if hasattr(node, head):
                    self._read(getattr(node, head))
            if hasattr(node, "iter"):
                self.made_of.append((_stored(node.target), _sources(node.iter)))
        else:
            self._read(node)

    def _read(self, node):
        if type(node) in LEAVES:
            return
        if type(node) in PLAIN:
            self._read_all(ast.iter_child_nodes(node))
            return
        match node:
            case ast.Name():
                (self.read if isinstance(node.ctx, ast.Load) else self.bound).add(node.id)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self.bound.add(node.name)
                if not node.decorator_list:
                    self.fixed.add(node.name)
                self._read_all(node.decorator_list, [node.returns])
                self._read_function(node.args, node.body)
            case ast.Lambda():
                self._read_function(node.args, [node.body])
            case ast.ClassDef():
                self.bound.add(node.name)
                self._read_all(node.decorator_list, node.bases, node.keywords)
                self._read_class(node.body)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                self._read_comprehension(node)
            case ast.Import() | ast.ImportFrom():
                self._read_import(node)
            case ast.Global():
                self._global.update(node.names)
            case ast.Expr():
                self._is_value_unused = True
                self._read(node.value)
                self._is_value_unused = False
            case ast.Call():
                self._read_call(node)
            case _:
                self._read_other(node)

    def _read_all(self, *lists):
        for nodes in lists:
            for node in nodes:
                if node is not None:
                    self._read(node)

    def _read_other(self, node):
        match node:
            case ast.Attribute() | ast.Subscript() if not isinstance(node.ctx, ast.Load):
                self._change(_roots(node))
            case ast.Assign(targets=targets, value=value):
                self.made_of.append((set().union(*map(_stored, targets)), _sources(value)))
                if isinstance(value, ast.Lambda):
                    self.fixed.update(*map(_stored, targets))
            case (
                ast.AnnAssign(target=target, value=ast.expr() as value)
                | ast.NamedExpr(target=target, value=value)
            ):
                self.made_of.append((_stored(target), _sources(value)))
            case ast.AnnAssign():  # without a value it binds nothing
                return
            case ast.AugAssign(target=ast.Name(id=name)):
                self.read.add(name)
            case ast.For(target=target, iter=value) | ast.AsyncFor(target=target, iter=value):
                self.made_of.append((_stored(target), _sources(value)))
            case ast.withitem(context_expr=value, optional_vars=ast.expr() as target):
                self.made_of.append((_stored(target), _sources(value)))
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
                self.bound.add(name)
            case ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
                self.bound.add(name)
        self._read_all(ast.iter_child_nodes(node))

    def _read_function(self, args, body):
        parameters = [*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg]
        parameters = [each for each in parameters if each is not None]
        self._read_all(args.defaults, args.kw_defaults, [each.annotation for each in parameters])
        self._unread.append(({each.arg for each in parameters}, body))

    @property
    def functions(self):
        """The functions in it; read when they are asked for, as most are not."""
        while self._unread:
            self._functions += _functions(*self._unread.pop())
        return self._functions

    def _read_class(self, body):
        inner = Names()
        inner._read_all(body)
        self.read |= inner.read
        self.changed |= inner.changed
        self._unread += inner._unread

    def _read_comprehension(self, node):
        inner = Names()
        inner._is_value_unused = self._is_value_unused
        inner._read_all(ast.iter_child_nodes(node))
        inner.made_of += [(_stored(each.target), _sources(each.iter)) for each in node.generators]
        own = set().union(*(_stored(each.target) for each in node.generators))
        self._read(node.generators[0].iter)
        self.bound |= inner.bound - own
        self.read |= inner.read - own
        self.changed |= inner._same_as(inner.changed) - own
        self.calls += [call._replace(given=inner._same_as(call.given) - own) for call in inner.calls]
        self._unread += inner._unread

    def _same_as(self, names):
        return closure(names, self.made_of)

    def _read_import(self, node):
        for alias in node.names:
            module = getattr(node, "module", None) or alias.name
            name = alias.asname or alias.name.partition(".")[0]
            draws = module.partition(".")[0] in DRAWING or (module == FOLDER.name and alias.name != "bring")
            if name == "*":
                self.opaque = self.opaque or not draws
                continue
            self.bound.add(name)
            self.fixed.add(name)
            if draws:
                self.drawing.add(name)

    def _read_call(self, node):
        inputs = [*node.args, *(keyword.value for keyword in node.keywords)]
        method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        receiver = _roots(node.func.value) if method else set()
        if receiver == {"sys"} or (isinstance(node.func, ast.Name) and node.func.id == "exec"):
            self.opaque = True  # `sys` says where modules are found, and how deep calls may go
        of, given = _roots(node.func), receiver.union(*map(_roots, inputs))
        if method in CHANGING and not receiver & OUTSIDE:
            given = receiver
        is_for_change = self._is_value_unused or method in CHANGING
        self.calls.append(Call(of, given, is_for_change))
        if is_for_change and receiver & EVERYTHING:
            self.opaque = True
        self._read_all([node.func], inputs)

    def _change(self, names):
        self.changed |= names
        self.opaque = self.opaque or bool(names & (EVERYTHING | {"sys"}))


def names_of(statement):
    """Return the names that a statement deals with; of one that is nested too deeply at least those in it."""
    names = Names()
    try:
        names.read_statement(statement)
    except RecursionError:
        names = Names()
        names.bound, names.read = bound([statement]), names_loaded(statement)
    return names


def _functions(parameters, body):
    """Return a function, and those in it, as `Function`."""
    try:
        return _functions_read(parameters, body)
    except RecursionError:
        return [Function(parameters, set(), set().union(*map(names_loaded, body)), set(), set(), [], [])]


def _functions_read(parameters, body):
    inner = Names()
    inner._read_all(body)
    own = (parameters | inner.bound) - inner._global
    calls = [call._replace(given=inner._same_as(call.given)) for call in inner.calls]
    read, given = (inner.read | inner._global) - own, inner.bound & inner._global
    changed = inner._same_as(inner.changed)
    return [
        Function(parameters, own, read, given, changed, calls, inner.made_of),
        *(
            each._replace(own=each.own | own, read=each.read - own, bound=each.bound - own)
            for each in inner.functions
        ),
    ]


def _roots(node):
    """Return the names at which an expression such as `table[0].rows` begins."""
    match node:
        case ast.Name(id=name):
            return {name}
        case ast.Attribute(value=value) | ast.Subscript(value=value) | ast.Starred(value=value):
            return _roots(value)
        case ast.NamedExpr(target=target, value=value):
            return _roots(target) | _roots(value)
        case ast.Call(func=ast.Attribute(value=value)):
            return _roots(value)
        case ast.Call(func=ast.Name(id=name)) if name in EVERYTHING:
            return {name}
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return set().union(*map(_roots, parts))
        case ast.IfExp(body=body, orelse=orelse):
            return _roots(body) | _roots(orelse)
    return set()


def closure(names, made_of):
    """Return the names with those of what they may be the same as."""
    found = set(names)
    while True:
        more = set().union(*(sources for new, sources in made_of if new & found))
        if more <= found:
            return found
        found |= more


def _sources(node):
    """Return the names of what the value of an expression may be the same as, or made by."""
    if isinstance(node, ast.Tuple | ast.List):
        return set().union(*map(_sources, node.elts))
    if isinstance(node, ast.Call):
        return _roots(node).union(_roots(node.func), *map(_roots, node.args))
    return _roots(node)


def _stored(target):
    """Return the names that a target of an assignment binds."""
    names = (each for each in ast.walk(target) if isinstance(each, ast.Name))
    return {each.id for each in names if not isinstance(each.ctx, ast.Load)}
