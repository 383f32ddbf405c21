"""Classes of errors are known by name, from the libraries; whatever else a box tells is bounded or left out."""

from __future__ import annotations

import builtins
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.box.calling import MOST_BASES, MOST_CHARACTERS, account
from autograder.box.notebook import MOST_LINES, account_of
from autograder.content.calls import OWN, Account, Raised
from autograder.content.error_names import known_error

EVERY_BUILTIN = sorted(
    name
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, BaseException)
)


@pytest.mark.parametrize("name", EVERY_BUILTIN)
def test_every_error_of_python_is_known(name: str) -> None:
    kind = getattr(builtins, name)
    assert Raised(kind.__name__).name == kind.__name__  # IOError is another name of OSError


OF_LIBRARIES = {
    "json.JSONDecodeError": "JSONDecodeError",
    "struct.error": "struct.error",
    "re.error": "re.",
    "queue.Empty": "queue.Empty",
    "queue.Full": "queue.Full",
    "decimal.InvalidOperation": "decimal.InvalidOperation",
    "decimal.DivisionByZero": "decimal.DivisionByZero",
    "statistics.StatisticsError": "StatisticsError",
    "subprocess.CalledProcessError": "CalledProcessError",
    "subprocess.TimeoutExpired": "subprocess.TimeoutExpired",
    "dataclasses.FrozenInstanceError": "FrozenInstanceError",
    "asyncio.InvalidStateError": "InvalidStateError",
    "asyncio.CancelledError": "CancelledError",
    "zipfile.BadZipFile": "zipfile.BadZipFile",
    "zlib.error": "zlib.error",
    "csv.Error": "csv.Error",
    "shutil.SameFileError": "SameFileError",
    "pickle.PicklingError": "PicklingError",
    "socket.gaierror": "socket.gaierror",
    "urllib.error.URLError": "URLError",
    "sqlite3.OperationalError": "OperationalError",
    "numpy.exceptions.AxisError": "AxisError",
    "numpy.exceptions.DTypePromotionError": "DTypePromotionError",
    "numpy.exceptions.TooHardError": "TooHardError",
    "numpy.linalg.LinAlgError": "LinAlgError",
    "numpy.ma.MaskError": "MaskError",
    "numpy._core._exceptions._UFuncNoLoopError": "UFuncTypeError",
    "numpy._core._exceptions._UFuncInputCastingError": "UFuncTypeError",
    "numpy._core._exceptions._ArrayMemoryError": "MemoryError",
}


@pytest.mark.parametrize("path", OF_LIBRARIES)
def test_an_error_of_a_library_is_known_by_the_name_that_a_box_tells(path: str) -> None:
    module, _, name = path.rpartition(".")
    kind = getattr(__import__(module, fromlist=[name]), name)
    told = account(kind.__new__(kind))
    assert Raised(account_of(told)).name.startswith(OF_LIBRARIES[path])


@pytest.mark.parametrize("name", ["TraitError", "UsageError"])
def test_errors_of_notebooks_are_those_that_the_libraries_have(name: str) -> None:
    import IPython.core.error
    import traitlets

    assert hasattr(traitlets, name) or hasattr(IPython.core.error, name)
    assert known_error(name)


@pytest.mark.parametrize(
    "kinds",
    [
        ("Secret",),
        ("secret.error",),
        ("secret.Empty", "Exception"),
        ("Secret", "BaseException"),
        ("ValueError: secret",),
        ("struct.error secret",),
        ("",),
        (),
    ],
)
def test_a_name_that_nobody_knows_is_not_repeated(kinds: tuple[str, ...]) -> None:
    assert Raised(Account(kinds)).name == OWN


def test_an_error_of_the_students_own_is_called_a_kind_of_its_nearest_base() -> None:
    class Mine(np.linalg.LinAlgError):
        pass

    class Worse(Mine):
        pass

    class Other(KeyError, ValueError):
        pass

    for kind, base in ((Mine, "LinAlgError"), (Worse, "LinAlgError"), (Other, "KeyError")):
        assert Raised(account_of(account(kind()))).name == f"{OWN}, a kind of {base}"


# What a box tells


class Lies(type):
    """A class of classes that lies about everything."""

    @property
    def __name__(cls) -> str:  # type: ignore[override]
        raise RuntimeError

    def mro(cls) -> list[type]:
        return [cls, *ValueError.__mro__]


def _hostile() -> list[BaseException]:
    class Silent(ValueError):
        def __str__(self) -> str:
            raise KeyboardInterrupt

    class Odd(ValueError):
        def __str__(self) -> str:
            return "\ud800" + "x" * 100_000

    class Named(ValueError):
        __module__ = 7  # type: ignore[assignment]

    return [
        Silent(),
        Odd(),
        Named(),
        Lies("Liar", (ValueError,), {})(),
        type("x" * 100_000, (ValueError,), {})(),
        type("M", (ValueError,), {"__module__": "m" * 100_000})(),
        ValueError(*range(100_000)),
    ]


@pytest.mark.parametrize(
    "error", _hostile(), ids=lambda error: type.__call__(type, error).__mro__[-3].__name__
)
def test_an_error_that_lies_is_told_in_few_words_and_stops_nothing(error: BaseException) -> None:
    told = account_of(account(error))
    assert len(told.kinds) <= MOST_BASES
    assert all(len(kind) <= 2 * MOST_CHARACTERS + 1 for kind in told.kinds)
    assert len(told.message) <= MOST_CHARACTERS
    "".join([*told.kinds, told.message]).encode()
    assert Raised(told).name == OWN or Raised(told).name.endswith("ValueError")


def test_the_line_is_the_last_one_in_the_notebooks_cells() -> None:
    namespace: dict[str, Any] = {}
    exec(compile("\ndef f():\n    return 1 / 0", "<cell 3>", "exec"), namespace)
    exec(compile("\n\n\ndef g():\n    import json\n    f()", "<cell 12>", "exec"), namespace)
    exec(compile("def h():\n    import json\n    json.loads('{')", "<cell 4>", "exec"), namespace)
    places = []
    for name in "fgh":
        try:
            namespace[name]()
        except (ArithmeticError, NameError, ValueError) as error:
            told = account(error)
            places.append((told["cell"], told["line"]))
    assert places == [(3, 3), (3, 3), (4, 3)]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(json_values | st.fixed_dictionaries(dict.fromkeys(("kinds", "message", "cell", "line"), json_values)))
def test_whatever_a_box_sends_becomes_an_account_within_bounds(told: Any) -> None:
    got = account_of(told)
    assert all(isinstance(kind, str) for kind in got.kinds)
    assert len(got.kinds) <= MOST_BASES
    assert len(got.message) <= MOST_CHARACTERS
    assert all(type(number) is int and -1 <= number < MOST_LINES for number in (got.cell, got.line))
    name = Raised(got).name.removeprefix(f"{OWN}, a kind of ")
    assert name == OWN or known_error(name) or "." in name
