"""The form of a result: in words, and as all that counts where no number may be looked at."""

import re

import numpy as np

from . import words
from .values import is_number

# In words


def spell_difference(expected, got):
    """Return two forms that differ in words: what is wanted, and what "yours" is or has."""
    wanted_keys, keys = _keys(expected), _keys(got)
    if expected and expected[0][0] and not wanted_keys:
        got = _rows(got)
    if wanted_keys and keys and wanted_keys != keys:
        return _spell_form(expected), words.HAS.format(keys=_list(keys))
    entries = bool(wanted_keys) and wanted_keys == keys
    return _spell_form(expected, entries), words.IS.format(form=_spell_form(got, entries))


def _rows(paths):
    """Return the form of a table of a few rows as that of several results, which count as a table too."""
    if len(paths) != 1 or paths[0][0] or len(paths[0][1]) < 2 or paths[0][1][0] not in words.COUNTS:
        return paths
    count, *shape = paths[0][1]
    return [[f"[{index}]", shape] for index in range(count)]


def _inner(paths):
    """Return {first index or key: the form of what stands there}."""
    inner = {}
    for path, shape in paths:
        top, rest = re.fullmatch(r"\[(.*?)\](\[.*)?", path, re.DOTALL).groups("")
        inner.setdefault(top, []).append([rest, shape])
    return inner


def _keys(paths):
    """Return the keys of a dictionary's form, and an empty list for another form."""
    keys = list(_inner(paths)) if paths and paths[0][0] else []
    return [] if all(key.isdigit() for key in keys) else keys


def _list(texts):
    return ", ".join([*texts[:6], "..."] if len(texts) > 6 else texts)


def _spell_form(paths, entries=False):
    """Return a form in words; of a dictionary the keys alone, unless its entries are asked for."""
    if not paths:
        return words.EMPTY
    if not paths[0][0]:
        return _spell_shape(paths[0][1])
    if _keys(paths) and not entries:
        return words.KEYS.format(keys=_list(_keys(paths)))
    inner = {top: _spell_form(part) for top, part in _inner(paths).items()}
    if entries:
        return words.ENTRIES.format(entries=_list([f"{key}: {text}" for key, text in inner.items()]))
    texts = list(inner.values())
    if len(texts) == 1:
        return words.ONE_RESULT.format(form=texts[0])
    count = words.COUNTS.get(len(texts), words.RESULTS.format(count=len(texts)))
    if len(texts) > 2 and len(set(texts)) == 1:
        return count + words.EACH.format(form=texts[0])
    return count + words.FIRST + words.THEN.join(texts) if len(texts) <= 4 else count


def _spell_shape(shape):
    if not shape:
        return words.NUMBER
    if len(shape) == 1:
        return words.ONE_IN_ARRAY if shape[0] == 1 else words.ARRAY.format(count=shape[0])
    return words.TABLE.format(shape=tuple(shape))


# Only the form counts


def has_parts(value, parts):
    """Return whether a result has these parts: 0 stands for one finite number, k for a row of k or more."""
    if isinstance(value, np.ndarray):
        return _is_finite_row(value) and len(value) == len(parts) and not any(parts)
    return (
        isinstance(value, tuple | list)
        and len(value) == len(parts)
        and all(
            _is_finite_row(part) and len(part) >= least if least else _is_finite(part)
            for part, least in zip(value, parts, strict=True)
        )
    )


def _is_finite_row(value):
    if isinstance(value, np.ndarray):
        return value.ndim == 1 and value.dtype.kind in "iuf" and bool(np.isfinite(value).all())
    return isinstance(value, tuple | list) and all(map(_is_finite, value))


def _is_finite(value):
    try:
        return is_number(value) and not isinstance(value, complex) and bool(np.isfinite(value))
    except TypeError:  # an int beyond the range of floats
        return False
