"""Functions that are not there, not written or give nothing, and the cause that is told."""

from __future__ import annotations

from autograder.results.words import SCAFFOLD
from tests.pipeline.box.handed import NO, STUB, Handed, line, square

# --- a function that is not there

BEGINS = "in the cell that begins with "
ABSENT = {
    "renamed": Handed("def sqaure(x): pass", says=f'{NO}. The nearest name is sqaure, {BEGINS}"def sqaure'),
    "another case": Handed(
        "def Square(x): pass", says=f'{NO}. The nearest name is Square, {BEGINS}"def Square'
    ),
    "shortened": Handed("def squar(x): pass", says=f"{NO}. The nearest name is squar"),
    "underscored": Handed("def _square_(x): pass", says=f"{NO}. The nearest name is _square_"),
    "renamed in a cell of its own": Handed(
        "y = 1", before=["def squares(x):\n    return x * x"], says=f"{NO}. The nearest name is squares"
    ),
    "a method": Handed(
        "class Maths:\n    def square(self, x):\n        return x * x",
        says=f"{NO} itself: it is a method of the class Maths",
    ),
    "inside a function": Handed(
        "def solution():\n    def square(x):\n        return x * x",
        says=f"{NO} itself: it stands inside the function solution",
    ),
    "a value": Handed(
        "def square(x):\n    return x * x\nsquare = square(2.0)",
        says="square was a value and no function when it was looked at",
    ),
    "a number": Handed("square = 4.0", says="square was a value and no function when it was looked at"),
    "a value of an earlier cell": Handed(
        "y = 3", before=["for square in range(3): pass"], says="square was a value and no function"
    ),
    "something else": Handed("def f(x): pass\ndef g(x): pass", says=f"{NO}. Its cell defines f and g."),
    "no function at all": Handed("2.0 ** 2", says=f"{NO}. Its cell defines none."),
    "defined nowhere that runs": Handed(
        "if False:\n    def square(x):\n        return x * x",
        says=f"{NO}: the cell that should define it ran, and did not.",
    ),
    "a lambda of another name": Handed(
        "squared = lambda x: x * x", says=f"{NO}. The nearest name is squared"
    ),
    "in a comment": Handed(
        "# def square(x):\n#     return x * x", says=f"{NO}. A function of this name is written"
    ),
    "in quotes": Handed(
        '"""\ndef square(x):\n    return x * x\n"""', says=f"{NO}. A function of this name is written"
    ),
    "in a file": Handed(
        "%%writefile square.py\ndef square(x):\n    return x * x",
        says=f"{NO}. A function of this name is written",
    ),
    "removed": Handed(
        "def square(x):\n    return x * x\ndel square", says="square was removed before it was looked at"
    ),
    "reset": Handed(
        "y = 1", before=["def square(x):\n    return x * x", "%reset -f"], says="square was removed before"
    ),
    "braces": Handed("{}\ndef squared(x): pass", says=f'{NO}. The nearest name is squared, {BEGINS}"{{}}".'),
    "deleted": Handed("", says=f"{NO}.", outcome="not_attempted"),
    "a comment": Handed("# I do not know how.", says=f"{NO}.", outcome="not_attempted"),
}

# --- a cell that fails

CELL = "The cell of square "
CELLS = {
    "no colon": Handed(
        "def square(x)\n    return x * x",
        says=f"{CELL}is not Python yet: SyntaxError: expected ':'" + line("def square(x)", 1),
    ),
    "indentation": Handed(
        "def square(x):\n  y = x\n    return y",
        says=f"{CELL}is not Python yet: IndentationError: unexpected indent" + line("return y", 3),
    ),
    "a bracket": Handed(
        "def square(x):\n    return (x * x",
        says=f"{CELL}is not Python yet: SyntaxError: '(' was never closed",
    ),
    "words": Handed("def square(x):\n    return x times x", says=f"{CELL}is not Python yet: SyntaxError:"),
    "behind a magic": Handed(
        "%time y = 3\ndef square(x)\n    return x * x",
        says=f"{CELL}is not Python yet: SyntaxError: expected ':'" + line("def square(x)", 2),
    ),
    "return outside": Handed(
        "def square(x):\n    y = x * x\nreturn y",
        says=f"{CELL}stopped with SyntaxError (return, await or yield stands outside of a function",
    ),
    "newer Python": Handed(
        "def square(x)\n    return x * x",
        python="3.99.1",
        says=f"{CELL}is not Python yet",
        more=["The notebook was written with Python 3.99, and is graded with Python 3."],
    ),
    "newer module": Handed(
        "from itertools import batched_by\ndef square(x):\n    return x * x",
        python="3.99.0",
        says=f"{CELL}stopped with ImportError (itertools has no batched_by)",
        more=["The notebook was written with Python 3.99"],
    ),
    "an import": Handed(
        "import scypi\ndef square(x):\n    return x * x",
        says=f"{CELL}stopped with ModuleNotFoundError (there is no module scypi)" + line("import scypi", 1),
    ),
    "a line above": Handed(
        "y = 1 / 0\ndef square(x):\n    return x * x",
        says=f"{CELL}stopped with ZeroDivisionError (a division by 0)" + line("y = 1 / 0", 1),
    ),
    "a decorator": Handed(
        "@jit\ndef square(x):\n    return x * x", says=f"{CELL}stopped with NameError (jit is not defined)"
    ),
    "a default": Handed(
        "def square(x, h=np.pi):\n    return x * x",
        before=["import nunpy as np"],
        says=f"{CELL}stopped with NameError (np is not defined)",
        more=["ModuleNotFoundError (there is no module nunpy)."],
    ),
    "a hang": Handed(
        "while True: pass\ndef square(x):\n    return x * x",
        says="The cell was stopped: a cell took more than 2 s",
        outcome="timed_out",
    ),
}

# --- what is not written, or left behind

UNWRITTEN = {
    "left at the end": Handed(
        square("y = x * x\nraise NotImplementedError()"),
        says='The line "raise NotImplementedError()" is still in square (line 3)',
    ),
    "left before the return": Handed(
        square("# YOUR CODE HERE\nraise NotImplementedError()\nreturn x * x"),
        says='The line "raise NotImplementedError()" is still in square (line 3)',
    ),
    "left in a branch": Handed(
        square("if x > 0:\n    raise NotImplementedError\nreturn x * x"),
        says='The line "raise NotImplementedError()" is still in square (line 3)',
    ),
    "left in a helper": Handed(
        square("return times(x)"),
        before=["def times(a):\n    b = a * a\n    raise NotImplementedError()"],
        says='The line "raise NotImplementedError()" is still in times (line 3)',
    ),
    "an earlier function": Handed(
        square("return times(x)"),
        before=["def times(a):\n    raise NotImplementedError()"],
        says="The function calls times, which is not written yet.",
    ),
    "a function that was not brought": Handed(
        square("return times(x)"),
        before=['from chainlab import bring\ntimes = bring("times")'],
        says="The function calls times, which is not written yet.",
    ),
    "the scaffold": Handed(STUB, says=SCAFFOLD, outcome="not_attempted"),
    "the scaffold, and a renamed function": Handed(
        STUB,
        before=["def sqaure(x):\n    return x * x"],
        says="The cell still holds the empty scaffold. The nearest name is sqaure, in the cell that begins with",
        outcome="not_attempted",
    ),
    "the scaffold, and a commented function": Handed(
        STUB,
        before=["# def square(x):\n#     return x * x\ny = 1"],
        says="The cell still holds the empty scaffold. A function of this name is written in the cell",
        outcome="not_attempted",
    ),
    "the scaffold, and something else": Handed(
        STUB, before=["def other(x):\n    return x"], says=SCAFFOLD, outcome="not_attempted"
    ),
    "the scaffold without its comment": Handed(
        square('"""Square."""\nraise NotImplementedError'), says=SCAFFOLD, outcome="not_attempted"
    ),
}

# --- None

PRINTS = "square: your function returned None: print shows a value, return gives it back."
FORGETS = "square: your function returned None. Does every way through it end with a return?"
NOTHING = {
    "printed": Handed(square("print(x * x)"), says=PRINTS),
    "printed in a loop": Handed(square("for y in [x]:\n    print(y * y)"), says=PRINTS),
    "printed, with a bare return": Handed(square("print(x * x)\nreturn"), says=PRINTS),
    "printed in a later definition": Handed(square("return x") + "\n" + square("print(x * x)"), says=PRINTS),
    "forgotten": Handed(square("y = x * x"), says=FORGETS),
    "one way without": Handed(square("if x > 2.5:\n    return x * x"), says=FORGETS),
    "returned from print": Handed(square("return print(x * x)"), says=FORGETS),
    "pass at the end": Handed(square("y = x * x\npass"), says=FORGETS),
}
for each in NOTHING.values():
    each.outcome = "refused"
