"""What counts as a value: one definition, for `check` in a notebook and for grading.

`plain` turns what a function returned into numbers, arrays, tuples, lists and dicts of Python and numpy
alone; `leaves` finds the numbers in these. `check` calls both. Grading calls `plain` in the sandbox, before
a result is sent, and `leaves` outside; so this file imports nothing of ours.

=============================================================  ============================================
what is returned                                               counts as
=============================================================  ============================================
int, float, complex, their subclasses (an IntEnum too)         the number, read by the base class's method
numbers of numpy, arrays without dimensions                    the number
Fraction, Decimal, whatever else is a `numbers.Number`         the float next to it (or the complex number)
arrays of ints, floats or complex numbers                      the same array, of 64 bits
float16, float32; longdouble                                   float32; float64
np.matrix, recarray, memmap, other subclasses of np.ndarray    the array below it, of the same shape
masked arrays of which no entry is masked                      the array
arrays of objects that are all numbers                         an array of these numbers
other arrays of objects                                        lists of these objects
whatever has `__array__` (tables of pandas); array.array       the array
tuple, its subclasses (NamedTuple)                             a tuple
list, its subclasses, range, deque, every other Sequence       a list
dict, its subclasses (OrderedDict, defaultdict, Counter)       a dict, read by dict's own method
every other Mapping (MappingProxyType, UserDict)               a dict
None, a dtype such as np.float32, not inside of a result       itself, but it is no number
=============================================================  ============================================

A list or tuple whose entries are all numbers, or all have the same shape, counts as one array: a list of rows
is a table. Shapes count: an array of one number is no number. A whole number beyond 64 bits is the float next
to it. Keys are texts of at most `KEY_MAX` characters.

Everything else is refused by name (`KINDS`): None, text, True and False (np.bool_ too), generators,
iterators, views of a dict, sets, functions, classes and dtypes, coroutines, modules, errors, the dots `...`,
dates, named fields, masked entries, other objects; and what is nested too deeply, has other keys, is too long
or too large. `words.NOT_NUMBERS` says of each what to return instead.
"""

import types
from array import array as typed_array
from collections import UserString
from collections.abc import (
    AsyncIterator,
    ItemsView,
    Iterator,
    KeysView,
    Mapping,
    Sequence,
    Set,
    ValuesView,
)
from itertools import islice
from numbers import Number

import numpy as np

DEPTH_MAX, DIMENSIONS_MAX = 6, 8
ITEMS_MAX, NUMBERS_MAX = 50_000, 1_000_000
KEYS_MAX, KEY_MAX = 1_000, 100
"""How deep and how large a result may be: entries that are sent one by one, numbers, keys of all dicts."""
SHORT = 8
"""A list of fewer numbers is sent one by one."""

_NAMED = (
    ("None", types.NoneType),
    ("bool", (bool, np.bool_)),
    ("text", (str, bytes, bytearray, UserString)),
    ("generator", (types.GeneratorType, types.AsyncGeneratorType)),
    ("view", (KeysView, ValuesView, ItemsView)),
    ("set", Set),
    ("iterator", (Iterator, AsyncIterator)),
    ("class", (type, np.dtype, types.GenericAlias)),
    ("coroutine", types.CoroutineType),
    ("module", types.ModuleType),
    ("error", BaseException),
    ("dots", types.EllipsisType),
    ("date", (np.datetime64, np.timedelta64)),
    ("fields", np.void),
)
_NUMBERS, _LISTS = (int, float, complex), (list, tuple)
_SIMPLE = {int, float, np.int64, np.float64}
"""Most numbers: a list of them needs no look at each."""
_ARRAYS = {"b": "bool", "U": "text", "S": "text", "T": "text", "M": "date", "m": "date", "V": "fields"}
"""Kinds of numpy's arrays that hold no numbers."""
KINDS = frozenset(
    {kind for kind, _ in _NAMED}
    | {"function", "object", "masked", "keys", "deep", "many", "large"}  # and what is refused further down
)


class NotNumbersError(TypeError):
    """A result is, or holds, something that is no number.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    inside : bool
        Whether it stands inside of the result.
    """

    def __init__(self, kind, inside=False):
        super().__init__(kind)
        self.kind, self.inside = kind, inside


def kind_of(value):
    """Return which of `KINDS` a value is that is no number."""
    known = next((kind for kind, classes in _NAMED if issubclass(type(value), classes)), None)
    return known or ("function" if callable(value) else "object")


# From whatever a function returned to plain values


def finished(value):
    """Return what an async function returns in the end; any other value as it is.

    It runs in a thread where an event loop runs already, as in a notebook.
    """
    if not isinstance(value, types.CoroutineType):
        return value
    import asyncio  # noqa: PLC0415 -- few functions are async
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(value)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, value).result()


def plain(value):
    """Return what a function returned as plain numbers, arrays, tuples, lists and dicts, as the table says.

    Raises
    ------
    NotNumbersError
        If it is, or holds, something else.
    """
    try:
        return _Reader().value(value, 0)
    except NotNumbersError:
        raise
    except (Exception, SystemExit):  # a class of the student's own may raise wherever it is looked at
        raise NotNumbersError("object") from None


class _Reader:
    """Reads one result, and counts what is left of its limits."""

    def __init__(self):
        self.items, self.numbers, self.keys = ITEMS_MAX, NUMBERS_MAX, KEYS_MAX

    def value(self, value, level):
        kind = type(value)
        if level > DEPTH_MAX:
            raise NotNumbersError("deep")
        if kind is float or (level == 0 and (value is None or _is_dtype(value, kind))):
            return value
        if issubclass(kind, _NUMBERS) and kind is not bool:
            return _number(value, kind)
        if issubclass(kind, np.ndarray):
            return self.array(_base(value, kind), level)
        if issubclass(kind, np.number):
            return self.array(np.generic.__array__(value), level)
        if issubclass(kind, _LISTS):
            items = self.sequence(_copied(value, kind), level)
            return tuple(items) if issubclass(kind, tuple) else items
        if issubclass(kind, Mapping):
            return self.mapping(_items(value, kind), level)
        return self.other(value, kind, level)

    def other(self, value, kind, level):
        """Read what is none of Python's and numpy's own classes of numbers, arrays, lists and dicts."""
        known = kind_of(value)
        if known not in ("object", "function"):
            raise NotNumbersError(known)
        if issubclass(kind, typed_array | memoryview) or _says_array(kind):
            return self.array(_asked(np.asarray, value), level)
        if issubclass(kind, Number):
            return _asked(float if hasattr(kind, "__float__") else complex, value)
        if issubclass(kind, Sequence):
            return self.sequence(_asked(lambda many: list(islice(many, NUMBERS_MAX + 1)), value), level)
        raise NotNumbersError(known)

    def array(self, array, level):
        size, letter = array.size, array.dtype.kind
        self.count(numbers=size, items=1)
        if array.ndim > DIMENSIONS_MAX:
            raise NotNumbersError("deep")
        if max(array.shape, default=0) > NUMBERS_MAX:
            raise NotNumbersError("many")
        if letter == "O":
            return self.objects(array, level)
        if letter not in "iufc":
            raise NotNumbersError(_ARRAYS.get(letter, "object"))
        dtype = _of_64_bits(array)
        if array.dtype != dtype:
            with np.errstate(all="ignore"):
                array = array.astype(dtype)
        if array.ndim:
            return array
        return array[()] if array.dtype == np.float32 else array.item()

    def objects(self, array, level):
        """Read an array of objects: as numbers of the same shape if they are numbers, as lists otherwise."""
        inner = self.inner(array.tolist(), level)
        if not array.size:
            return np.zeros(array.shape)
        try:
            numbers = np.asarray(inner)
        except ValueError:  # rows of several lengths
            return inner
        all_numbers = numbers.dtype.kind in "iufc" and numbers.shape == array.shape
        return numbers if array.ndim and all_numbers else inner

    def sequence(self, items, level):
        classes = set(map(type, items))
        if classes and classes <= _SIMPLE:
            self.count(numbers=len(items), items=1 + min(len(items), SHORT))
            return _row(items, classes)
        self.count(items=1 + len(items))
        made = [self.inner(item, level) for item in items]
        classes = set(map(type, made))
        return _row(made, classes) if classes and classes <= _SIMPLE else made

    def mapping(self, pairs, level):
        self.count(items=1 + len(pairs), keys=len(pairs))
        if not all(issubclass(type(key), str) and str.__len__(key) <= KEY_MAX for key, _ in pairs):
            raise NotNumbersError("keys")
        return {str.__str__(key): self.inner(item, level) for key, item in pairs}

    def inner(self, item, level):
        try:
            return self.value(item, level + 1)
        except NotNumbersError as error:
            error.inside = True
            raise

    def count(self, numbers=0, items=0, keys=0):
        self.numbers, self.items, self.keys = self.numbers - numbers, self.items - items, self.keys - keys
        if min(self.numbers, self.items, self.keys) < 0:
            raise NotNumbersError("many")


def _asked(method, value):
    """Return what a method of the value's own gives; one that fails makes it an object like any other."""
    try:
        return method(value)
    except OverflowError:
        raise NotNumbersError("large") from None
    except (Exception, SystemExit):
        raise NotNumbersError("object") from None


def _says_array(kind):
    return any(hasattr(kind, name) for name in ("__array__", "__array_interface__", "__array_struct__"))


def _copied(value, kind):
    """Return the items of a list or a tuple, whatever its class makes of them."""
    base = tuple if issubclass(kind, tuple) else list
    if base.__len__(value) > NUMBERS_MAX:
        raise NotNumbersError("many")
    return value if kind is base else base.__getitem__(value, slice(None))


def _items(value, kind):
    """Return the pairs of a mapping, but one more than there may be at most."""
    if issubclass(kind, dict):
        return list(islice(dict.items(value), KEYS_MAX + 1))
    return _asked(lambda mapping: [(key, mapping[key]) for key in islice(mapping, KEYS_MAX + 1)], value)


def _base(value, kind):
    """Return the array below a subclass of ndarray."""
    if kind is np.ndarray:
        return value
    if issubclass(kind, np.ma.MaskedArray) and _asked(lambda array: np.any(np.ma.getmaskarray(array)), value):
        raise NotNumbersError("masked")
    return np.ndarray.view(value, np.ndarray)


def _is_dtype(value, kind):
    return issubclass(kind, np.dtype) or (issubclass(kind, type) and issubclass(value, np.generic))


def _of_64_bits(array):
    """Return the dtype in which an array of numbers is held."""
    letter, size = array.dtype.kind, array.dtype.itemsize
    if letter == "f":
        return np.float32 if size <= 4 else np.float64
    if letter == "u" and array.size and array.max() >= 2**63:
        return np.float64
    return np.complex128 if letter == "c" else np.int64


def _number(value, kind):
    """Return a number of Python; a subclass has no say in it."""
    if issubclass(kind, int):
        return _whole(int.__int__(value))
    return float.__float__(value) if issubclass(kind, float) else complex.__complex__(value)


def _whole(number):
    return number if -(2**63) <= number < 2**63 else _asked(float, number)


def _row(items, classes):
    """Return simple numbers as numbers of one class: floats, unless all are ints of 64 bits."""
    if classes == {float}:
        return items
    if classes <= {int, np.int64} and min(items) >= -(2**63) and max(items) < 2**63:
        return items if classes == {int} else list(map(int, items))
    return _asked(lambda numbers: list(map(float, numbers)), items)


# From plain values to the numbers in them


def is_number(value):
    """Return whether `value` is one number; a truth value is not."""
    if isinstance(value, np.ndarray):  # an array without dimensions is what numpy makes of a number
        return value.ndim == 0 and value.dtype.kind in "iufc"
    return isinstance(value, int | float | complex | np.number) and not isinstance(value, bool)


def is_plain(values):
    """Return whether a list or tuple holds floats and ints alone: most do, and need no look at each entry."""
    return set(map(type, values)) <= {float, int}


def leaves(value, path=""):
    """Yield (path, array) for every number or array inside plain tuples, lists and dicts.

    Raises
    ------
    NotNumbersError
        If something is neither a number nor an array of numbers.
    """
    if type(value) in (list, tuple) and value and is_plain(value):
        yield path, _numbers(value, path)
    elif isinstance(value, dict):
        for key in sorted(value, key=repr):
            yield from leaves(value[key], f"{path}[{key!r}]")
    elif isinstance(value, tuple | list) and value and not _is_uniform(value):
        for index, item in enumerate(value):
            yield from leaves(item, f"{path}[{index}]")
    elif isinstance(value, np.ndarray | tuple | list) or is_number(value):
        yield path, _numbers(value, path)
    else:
        raise NotNumbersError(kind_of(value), inside=bool(path))


def _numbers(value, path):
    array = np.asarray(value)
    if array.dtype.kind not in "iufc":
        raise NotNumbersError(_ARRAYS.get(array.dtype.kind, "large"), inside=bool(path))
    return array


def _is_uniform(values):
    """Return whether the entries of a list or tuple are numbers, or have all the same shape."""
    # The first entry is looked at alone: a reply of very many empty rows is not walked to its end.
    first = _shape(values[0])
    return first is not None and all(_shape(value) == first for value in values)


def _shape(value):
    """Return the shape of a number, of an array, or of lists of one length in lists; None if it has none."""
    if isinstance(value, np.ndarray):
        return value.shape if value.size and value.dtype.kind in "iufc" else None
    if isinstance(value, tuple | list):
        if not value:
            return None
        if is_plain(value):
            return (len(value),)
        return (len(value), *_shape(value[0])) if _is_uniform(value) else None
    return () if is_number(value) else None
