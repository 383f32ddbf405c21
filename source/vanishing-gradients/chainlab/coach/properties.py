"""Properties that need no right number and that any exercise may promise: `check` tests them as grading does.

Each takes `call`, which calls the student's function, and the arguments to call it with.
`call(..., quiet=True)` stops where numpy would warn. Whatever `call` raises has in `kinds` the names of the
error's class and of its bases.
"""

import numpy as np

from .values import leaves


def keeps_input(call, *args):
    """Return whether the arguments are the same after the call as before it."""
    return call.keeps_input(*args)


def takes_lists(call, *args):
    """Return whether lists give what arrays give."""
    lists = [arg.tolist() if isinstance(arg, np.ndarray) else arg for arg in args]
    return alike(call(*args), call(*lists))


def is_quiet(call, *args):
    """Return whether the result is finite, and comes without overflow, invalid value or division by 0."""
    return all(np.isfinite(array).all() for _, array in leaves(call(*args, quiet=True)))


def refuses(call, *args):
    """Return whether the answer to these arguments is a ValueError."""
    try:
        call(*args)
    except Exception as error:
        return "ValueError" in getattr(error, "kinds", ())
    return False


def alike(one, other, rtol=1e-9):
    """Return whether two results have the same form, and numbers that differ by rounding alone."""
    ours, theirs = list(leaves(one)), list(leaves(other))
    return len(ours) == len(theirs) and all(
        path == place and a.shape == b.shape and np.allclose(a, b, rtol=rtol, atol=0)
        for (path, a), (place, b) in zip(ours, theirs, strict=True)
    )
