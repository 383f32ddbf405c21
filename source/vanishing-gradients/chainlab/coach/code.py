"""What a cell's code defines, read from its syntax tree and never run; check and grader read it alike.

What IPython adds to Python is taken out as IPython does it, line by line, so that line numbers stay.
"""

import ast
import re
import types
import warnings
from textwrap import dedent

SOURCE_MAX = 200_000
"""Characters; what is longer is no code that a student typed."""
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
CLASSIC_PROMPT = re.compile(r"^\s*(?:>>>|\.\.\.)(?: |$)")
CLASSIC_START = re.compile(r"^[ \t]*>>>(?: |$)", re.MULTILINE)
IPYTHON_PROMPT = re.compile(r"^(?:(?:(?:\[nav\]|\[ins\])? )?In \[\d+\]: ?|\s*\.{3,}: ?)")
IPYTHON_START = re.compile(r"\A\s*(?:(?:\[nav\]|\[ins\])? )?In \[\d+\]:")
CELL_MAGIC = re.compile(r"\A\s*%%(\w+)")
AROUND_PYTHON = frozenset({"capture", "prun", "time"})
"""Cell magics whose body is Python that runs among the notebook's names."""
TIMED_LINE = re.compile(r"^(\s*)%time\s+(?=\S)")
RUN_LINE = re.compile(r"^(\s*)%run[ \t]+(?:-\w+[ \t]+)*(?:'([^'\n]*)'|\"([^\"\n]*)\"|([^\s'\"]+)).*$")
"""`%run` of a file: all that it defines is there afterwards."""
MAGIC_LINE = re.compile(r"^(\s*)(?:%%?[A-Za-z_]|!|\?|%{0,2}[\w.*]+\?{1,2}\s*$).*$")
MAGIC_VALUE = re.compile(r"^([\w.,\[\]\s]+=)\s*(?:%[A-Za-z_]|!).*$")


def parsed(source):
    """Return the syntax tree of a cell's source; None if it is no code that a kernel would run.

    Parameters
    ----------
    source : str
        Text of the cell.
    """
    if len(source) > SOURCE_MAX:
        return None
    plain = _without_prompts(source)
    magic = CELL_MAGIC.match(plain)
    if magic is not None:
        if magic[1] not in AROUND_PYTHON:
            return ast.Module([], [])
        plain = plain[: magic.start(1) - 2] + re.sub(r"^.*", "", plain[magic.start(1) :], count=1)
    plain = dedent(plain) if plain[:1].isspace() else plain
    tree = _tree(plain)
    return _tree(_without_magics(plain)) if tree is None else tree


def syntax_error(source):
    """Return the error for which a source is no code, or None."""
    try:
        _silently_parsed(dedent(_without_magics(_without_prompts(source))))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return error
    return None


def functions(source):
    """Return the names of the functions that a source defines with `def`, also inside `if` or `try`."""
    return {name for name, node in definitions(_body(source)) if isinstance(node, FUNCTIONS)}


def defines(source, name):
    """Return whether a source gives this name a value: by a definition, an assignment or an import."""
    return name in source and any(each == name for each, _ in definitions(_body(source)))


def is_stub(source, name):
    """Return whether the last function of this name in a source does nothing: its body is the scaffold's."""
    nodes = [node for each, node in definitions(_body(source)) if each == name] if name in source else []
    return bool(nodes) and does_nothing(nodes[-1])


def functions_made(source):
    """Return the names for which a source makes a function that does something: it can be their answer.

    A stub makes none, and unmakes none that stands above it; nor does a value that cannot be called, nor what
    is brought from another notebook. What is wrapped in itself, as `area = np.vectorize(area)`, stays what it
    was.
    """
    made = {
        name: is_answer(node)
        for name, node in definitions(_body(source))
        if _is_anew(name, node) and not does_nothing(node)
    }
    return {name for name, does in made.items() if does}


def without_stubs(source, names):
    """Return a source without the functions of these names that do nothing; other lines stay in place.

    Parameters
    ----------
    source : str
    names : set of str
    """
    stubs = [node for node in _body(source) if does_nothing(node) and node.name in names]
    taken = {
        number
        for node in stubs
        for number in range(min([node, *node.decorator_list], key=_line).lineno, node.end_lineno + 1)
    }
    kept = ("" if number in taken else line for number, line in enumerate(lines(source), 1))
    return "\n".join(kept) if taken else source


def _line(node):
    return node.lineno


def answers(source, name):
    """Return whether a source can be the answer to the exercise of this name."""
    return name in source and name in functions_made(source)


def makes(name, body):
    """Return whether any of the statements makes a function of this name.

    Parameters
    ----------
    name : str
    body : list of ast.stmt
    """
    return any(each == name and _is_anew(name, node) and is_answer(node) for each, node in definitions(body))


def _is_anew(name, node):
    """Return whether what gives the name a value is not made with the name itself."""
    wraps = isinstance(node, _CALLABLE) and not isinstance(node, _SELF_STANDING)
    return not wraps or name not in names_loaded(node)


def is_answer(node):
    """Return whether what gives a name its value makes it a function, and is neither a stub nor brought."""
    if isinstance(node, FUNCTIONS):
        return not does_nothing(node)
    return isinstance(node, (*_CALLABLE, *_SELF_STANDING)) and not is_brought(node)


_SELF_STANDING = (*FUNCTIONS, ast.ClassDef, ast.alias, ast.Lambda)
_CALLABLE = (ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.IfExp, ast.NamedExpr)


def is_brought(node):
    """Return whether a value is what `bring` gives."""
    called = node.func if isinstance(node, ast.Call) else None
    return getattr(called, "id", getattr(called, "attr", "")) == "bring"


def does_nothing(node):
    """Return whether a node is a function with nothing but docstring, `...`, `pass` or the scaffold."""
    return isinstance(node, FUNCTIONS) and all(map(_is_empty, node.body))


def _is_empty(node):
    match node:
        case ast.Pass() | ast.Expr(value=ast.Constant(value=str() | bytes() | types.EllipsisType())):
            return True
        case ast.Raise(
            exc=ast.Name(id="NotImplementedError") | ast.Call(func=ast.Name(id="NotImplementedError"))
        ):
            return True
    return False


def definitions(body):
    """Yield each name with what gives it its value: a definition, an assigned value, an import.

    Parameters
    ----------
    body : list of ast.stmt
    """
    for node in _statements(body):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name, node
            case ast.Assign():
                for target in node.targets:
                    yield from _pairs(target, node.value)
            case (
                ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
                | ast.Expr(value=ast.NamedExpr(target=ast.Name(id=name), value=value))
            ):
                yield name, value
            case ast.Import() | ast.ImportFrom():
                for alias in node.names:
                    yield alias.asname or alias.name.partition(".")[0], alias


def _pairs(target, value):
    """Yield the names of an assignment with their values; `a, b = f, g` has two."""
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple | ast.List):
        parts = value.elts if isinstance(value, ast.Tuple | ast.List) else []
        same = len(parts) == len(target.elts)
        for index, each in enumerate(target.elts):
            if isinstance(each, ast.Name):
                yield each.id, parts[index] if same else value


def names_bound(source):
    """Return the names that a source gives a value in the notebook's namespace."""
    return bound(_body(source))


def names_used(source):
    """Return the names that a source reads, also inside its functions."""
    return {name for node in _body(source) for name in names_loaded(node)}


def names_loaded(node):
    """Return the names that a part of a tree reads, also inside its functions."""
    return {
        each.id
        for each in ast.walk(node)
        if isinstance(each, ast.Name) and not isinstance(each.ctx, ast.Store)
    }


def _body(source):
    tree = parsed(source)
    return [] if tree is None else tree.body


def _tree(source):
    try:
        return _silently_parsed(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _silently_parsed(source):
    with warnings.catch_warnings():  # of an invalid escape in the student's text
        warnings.simplefilter("ignore")
        return ast.parse(source)


def lines(source):
    """Return the lines as Python counts them; `str.splitlines` knows more ends of lines."""
    return re.split(r"\r\n|\r|\n", source)


def _without_prompts(source):
    if IPYTHON_START.search(source):
        prompt = IPYTHON_PROMPT
    elif CLASSIC_START.search(source):
        prompt = CLASSIC_PROMPT
    else:
        return source
    return "\n".join(prompt.sub("", line, count=1) for line in lines(source))


def _without_magics(source):
    plains, goes_on = [], False
    for line in lines(source):
        plain = TIMED_LINE.sub(r"\1", RUN_LINE.sub(_run_call, line))
        if plain == line:
            plain = MAGIC_VALUE.sub(r"\1 None", MAGIC_LINE.sub(r"\1pass", line))
        plains.append("" if goes_on else plain)
        goes_on = (goes_on or plain != line) and line.endswith("\\")
    return "\n".join(plains)


def _run_call(match):
    return f"{match[1]}exec(run_text({match[2] or match[3] or match[4] or ''!r}))"


def _statements(body):
    """Yield the statements of a block and of the blocks in it, but of no function or class in it."""
    waiting = list(reversed(body))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.stmt):
            yield node
        if not isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            blocks = (ast.stmt, ast.excepthandler, ast.match_case)
            waiting += reversed([each for each in ast.iter_child_nodes(node) if isinstance(each, blocks)])


def bound(body):
    """Return the names that statements bind outside of functions, and those that functions declare global.

    Parameters
    ----------
    body : list of ast.stmt
    """
    return set(_bound(body))


def _bound(body):
    waiting = list(body)
    while waiting:
        node = waiting.pop()
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Global):
                        yield from inner.names
                continue
            case ast.Lambda():
                continue
            case ast.comprehension():  # its targets are its own
                waiting += [node.iter, *node.ifs]
                continue
            case ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.alias():
                yield node.asname or node.name.partition(".")[0]
            case (
                ast.ExceptHandler(name=str(name))
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
            ):
                yield name
        waiting += ast.iter_child_nodes(node)
