"""What must hold of a right function besides its numbers: students' own checks try it as grading does.

Students get this file, so no right answer may stand in it, and it imports numpy alone. Each function takes
`call`, which calls the student's function, and arguments.
"""

import numpy as np

EXACT = {"rtol": 1e-9, "atol": 0}
NEGLIGIBLE = 1e-200
"""A value that would underflow may also stop here, as where z is clipped: it is right to any use of it."""

SETTLED = 20
"""Blocks of weights after which the units of a chain repeat: a block moves them nearer by a factor of 200."""


# One unit


def levels_off(call, z, levels):
    """Return whether the values far out are these levels, and come without a warning."""
    values = np.asarray(call(z, quiet=True))
    return values.shape == z.shape and bool(np.all(np.abs(values - levels) <= NEGLIGIBLE))


def halves_add_to_one(call, z):
    """Return whether the values at z and at -z add up to 1."""
    return np.allclose(np.asarray(call(z)) + np.asarray(call(-z)), 1.0, rtol=0, atol=1e-14)


def is_odd(call, z):
    """Return whether the value is 0 at 0, and at -z what it is at z with the other sign."""
    return bool(call(0.0) == 0 and np.allclose(np.asarray(call(z)), -np.asarray(call(-z)), **EXACT))


def is_near_zero(call, s):
    """Return whether the value is 0, to the digits of a search."""
    return abs(float(call(s))) <= 1e-4


def refuses_the_steeper(call, slopes, largest):
    """Return whether a ValueError answers the slopes above the largest one, and none of the others."""
    return all(_is_refused(call, s) == (s > largest) for s in slopes)


def _is_refused(call, s):
    try:
        call(s)
    except Exception as error:
        return "ValueError" in getattr(error, "kinds", ())
    return False


def slope_survives(call, z, h, tiny):
    """Return whether the imaginary part grows with that of z in one proportion, however small it is."""
    slope, same = (complex(call(complex(z, step))).imag / step for step in (h, tiny))
    return slope != 0 and np.isclose(slope, same, **EXACT)


# Chains


def gradients_belong_together(call, x, w, b):
    """Return whether w_1 dy/dw_1 = x dy/dx, and dy/dw_i = a_{i-1} dy/db_i.

    The value a_{i-1} is the same where the chain ends with its unit i.
    """

    def inputs_of(w, b):
        grads = call(x, w, b)
        return grads, np.asarray(grads["w"]) / np.asarray(grads["b"])

    grads, inputs = inputs_of(w, b)
    ends = [inputs_of(w[:n], b[:n])[1][-1] for n in range(1, len(w) + 1)]
    return bool(
        np.isclose(w[0] * grads["w"][0], x * grads["x"], **EXACT)
        and np.isclose(inputs[0], x, **EXACT)
        and np.allclose(inputs, ends, **EXACT)
    )


def is_quiet_far_down(call, x, block, times):
    """Return whether nothing overflows however deep the chain is, and each block of weights adds the same.

    After a few blocks the units repeat, to the last bit. Where x and w_1 change their signs, only the sign
    of the derivative changes.
    """
    chains = [np.tile(block, n) for n in (SETTLED, SETTLED + 1, times)]
    (before, start), (after, end), (sign, size) = (call(x, w, quiet=True) for w in chains)
    mirrored = np.append(-block[0], chains[0][1:])
    other, same = call(-x, mirrored, quiet=True)
    further = times - SETTLED - 1
    return bool(
        abs(before) == abs(after) == 1
        and sign == after * (before * after) ** further
        and np.isfinite(size)
        and np.isclose(size, end + further * (end - start), rtol=1e-7, atol=0)
        and before == -other
        and np.isclose(start, same, **EXACT)
    )


def is_dead(call, x, w):
    """Return whether sign and logarithm are those of 0."""
    answer = np.asarray(call(x, w))
    return answer.shape == (2,) and bool(answer[0] == 0.0 and answer[1] == -np.inf)


# Derivatives from samples


def takes_two_samples(call, f, x, h):
    """Return whether f is called exactly twice, at x-h and at x+h."""
    asked = []

    def counted(t):
        asked.append(float(t))
        return float(f(t))

    counted.__wrapped__ = f  # what is shown of it, to be typed
    call(counted, x, h)
    return len(asked) == 2 and np.allclose(sorted(asked), [x - h, x + h], rtol=1e-12, atol=0)


def is_zero(call, a, b):
    """Return whether the value is 0."""
    return float(call(a, b)) == 0.0


def is_sensible(call, f, dfdx, x, hs, low, high):
    """Return whether the answer is one of the steps, and between these."""
    got = float(call(f, dfdx, x, hs))
    return got in hs and low < got < high


# Training


def halves_its_loss(call, w, b, inputs, targets, rate, steps, halved):
    """Return whether the loss is half of what it was after so many steps, and not before."""
    loss = np.asarray(call(w, b, inputs, targets, rate, steps)["loss"])
    return loss.shape == (steps + 1,) and int(np.argmax(loss <= 0.5 * loss[0])) == halved
