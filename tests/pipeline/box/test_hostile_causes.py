"""Of the text of an error no word gets out that a stranger made up."""

from __future__ import annotations

import pytest

from tests.pipeline.box.handed import Handed, Judge, square

SECRET = "zq7answer"
"""It stands in no cell: the function puts it together when it is called."""
MADE = f"secret = ''.join(map(chr, {[ord(letter) for letter in SECRET]}))\n"
HOSTILE = {
    "class": "raise type(secret, (ValueError,), {})",
    "class of none": "raise type(secret, (Exception,), {})",
    "base": "raise type('Mine', (type(secret, (ValueError,), {}),), {})",
    "module": "raise type('ValueError', (Exception,), {'__module__': secret})",
    "module and error": "raise type('error', (Exception,), {'__module__': secret})",
    "name behind a known one": "raise type('ValueError ' + secret, (Exception,), {})",
    "name of a known error's module": "raise type('JSONDecodeError', (Exception,), {'__module__': secret})",
    "name of a notebook's error": "raise type(secret + '.UsageError', (Exception,), {})",
    "mro": "raise type('M', (type,), {'mro': lambda cls: [*type.mro(cls)]})(secret, (ValueError,), {})",
    "message": "raise ValueError(secret)",
    "missing name": "raise NameError(f\"name '{secret}' is not defined\")",
    "unbound": "raise UnboundLocalError(f\"cannot access local variable '{secret}' where\")",
    "lookup": "return eval(secret)",
    "attribute": "return getattr(x, secret)",
    "attribute of numpy": "import numpy\nreturn getattr(numpy, secret)",
    "numpy's own message": "raise AttributeError(f'`np.{secret}` was removed')",
    "module that is missing": "return __import__(secret)",
    "dotted module": "raise ModuleNotFoundError(f\"No module named 'numpy.{secret}'\")",
    "key": "return {}[secret]",
    "number as a key": "return {}[770000 + 77]",
    "argument": "return (lambda: 1)(**{secret: 1})",
    "counts": "raise TypeError(f'{secret}() takes 1 positional argument but 770077 were given')",
    "type": "raise TypeError(f\"'{secret}' object is not callable\")",
    "not implemented": "raise NotImplementedError(secret)",
    "exit": "raise SystemExit(secret)",
    "group": "raise ExceptionGroup(secret, [ValueError(secret)])",
    "notes": "error = ValueError()\nerror.add_note(secret)\nraise error",
    "syntax": "raise SyntaxError(secret, (secret, 1, 1, secret))",
    "text that fails": "raise type('E', (ValueError,), {'__str__': lambda self: 1 / 0})",
    "text of another kind": "raise type('E', (ValueError,), {'__str__': lambda self: type(secret, (str,), {})('x')})",
    "file": "exec(compile('1 / 0', secret, 'exec'))",
    "line": "exec(compile('\\n' * 770076 + '1 / 0', '<cell 0>', 'exec'))",
    "cell": "exec(compile('1 / 0', '<cell 770077>', 'exec'))",
    "names of functions": "exec(f'def {secret}(): 1 / 0\\n{secret}()')",
    "warning": "import warnings\nwarnings.warn(secret)\nraise UserWarning(secret)",
}
NUMBER = "770077"


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_no_text_that_a_function_makes_up_gets_out(body: str, judge: Judge) -> None:
    got = judge(Handed(square(MADE + body)))
    assert got.outcome == "raised"
    told = " ".join([got.reason, got.evidence, got.hint or "", *(title for title, _ in got.checks)])
    assert SECRET not in told
    assert NUMBER not in told


@pytest.mark.parametrize("body", list(HOSTILE.values())[:20], ids=list(HOSTILE)[:20])
def test_no_text_that_a_cell_makes_up_is_repeated_as_a_cause(body: str, judge: Judge) -> None:
    cell = MADE + "x = 1.0\n" + "\n".join(each.removeprefix("return ") for each in body.splitlines())
    got = judge(Handed(cell + "\n" + square("return x * x")))
    assert got.score == 0.0
    assert SECRET not in got.reason
