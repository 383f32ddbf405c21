"""Figures drawn with the student's own functions: one unit, and the chain of units.

Nothing here knows a right answer. Where a function is compared with something, that something is measured on
another function of the same student, by moving its input a little and looking. Below each figure a line of
text says in numbers what it shows. A function that cannot be drawn yet gives one kind line and no error.
"""
# ruff: noqa: PLC0415, T201 -- matplotlib is slow to import and grading never draws; a read-out is printed

import numpy as np

BLUE, ORANGE, INK, PALE, PAPER = "#0072B2", "#D55E00", "#222222", "#6b6b6b", "#f3f6f9"
LONGEST_PICTURE = 6  # units that fit side by side; a longer chain is drawn as a curve


class _NotDrawnError(Exception):
    """A function cannot be drawn; the message says so in words for the student."""


def draw_unit(sigmoid, sigmoid_prime=None, sigmoid_second=None, *, at=(), z_max=8.0):
    """Draw your sigmoid and, if they are given, its first and second derivative.

    Parameters
    ----------
    sigmoid, sigmoid_prime, sigmoid_second : function
        Your functions. Each derivative is drawn on top of the slope measured on the function before it.
    at : sequence of float
        Places z at which the values are printed.
    z_max : float
        The figure reaches from -z_max to z_max.
    """
    names = ("sigmoid", "sigmoid_prime", "sigmoid_second")
    given = [
        (n, f) for n, f in zip(names, (sigmoid, sigmoid_prime, sigmoid_second), strict=True) if f is not None
    ]
    z, places = np.linspace(-z_max, z_max, 801), np.asarray(at, dtype=float)
    curves, values, waits = [], [], None
    try:
        for name, function in given:
            curves.append(_on_grid(name, function, z))
            values.append(_on_grid(name, function, places))
    except _NotDrawnError as reason:
        waits = reason
    if values:
        _draw_curves(z, curves[: len(values)], names)
    digits = 10 if len(values) == 1 else 6  # a saturated sigmoid should not be printed as 1; rows stay short
    for k, place in enumerate(places if values else ()):
        row = (f"{n} = {v[k]:.{digits}g}" for n, v in zip(names, values, strict=False))
        print(f"z = {place:g}:  " + ",  ".join(row))
    if waits:
        print(waits)


def draw_chain(x, w, b=None, *, forward, factors=None, dydx=None, grads=None, vary=None):
    """Draw the chain with your own numbers in it, or what one of your functions says about it.

    Parameters
    ----------
    x, w, b
        Input, weights and biases of the chain.
    forward : function
        Your chain_forward. Alone, it gives the picture of the chain.
    factors, dydx, grads : function
        Your chain_factors, chain_dydx or chain_grads: draws its numbers beside measured ones.
    vary : int
        With `dydx`: number of the unit whose weight moves, from 1 to n.
    """
    try:
        if factors is not None:
            _draw_factors(x, w, b, forward, factors)
        elif dydx is not None and vary is not None:
            _draw_one_weight(x, w, b, dydx, vary)
        elif dydx is not None:
            _draw_tangent(x, w, b, forward, dydx)
        elif grads is not None:
            _draw_grads(x, w, b, forward, grads)
        else:
            _draw_numbers(x, w, b, forward)
    except _NotDrawnError as reason:
        print(reason)


# Calling the student's functions


def _call(name, function, *args):
    """Return what the function returns; whatever goes wrong in it becomes one kind line."""
    try:
        return function(*args)
    except NotImplementedError:
        raise _NotDrawnError(f"This figure waits for {name}: it is not written yet.") from None
    except Exception as error:
        raise _NotDrawnError(
            f"This figure waits for {name}: it stopped with {type(error).__name__}. Run its check first."
        ) from None


def _numbers(name, value, shape):
    """Return the value as finite floats of the shape that the figure needs."""
    try:
        numbers = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise _NotDrawnError(f"This figure waits for {name}: it does not return numbers yet.") from None
    if numbers.shape != shape:
        raise _NotDrawnError(
            f"This figure waits for {name}: it returns numbers of shape {numbers.shape}, expected {shape}."
        )
    if not np.isfinite(numbers).all():
        raise _NotDrawnError(f"This figure waits for {name}: some of its values are infinite or nan.")
    return numbers


def _on_grid(name, function, z):
    return _numbers(name, _call(name, function, z.copy()), z.shape)


def _chain_arguments(x, w, b):
    """Return fresh arguments at each use, so that no function can change another one's input."""
    weights = np.array(w, dtype=float)
    return (float(x), weights) if b is None else (float(x), weights, np.array(b, dtype=float))


def _forward(forward, x, w, b):
    returned = _call("chain_forward", forward, *_chain_arguments(x, w, b))
    if not isinstance(returned, tuple | list) or len(returned) != 2:
        raise _NotDrawnError("This figure waits for chain_forward: it should return two things, z and a.")
    n = len(w)
    return _numbers("chain_forward", returned[0], (n,)), _numbers("chain_forward", returned[1], (n + 1,))


def _dydx(dydx, x, w, b):
    return float(_numbers("chain_dydx", _call("chain_dydx", dydx, *_chain_arguments(x, w, b)), ()))


def _measured(outputs, inputs):
    """Return the slope at the middle of a few samples, or nan where the input does not move."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.gradient(outputs, inputs)[len(inputs) // 2])


def _around(value):
    return value + 1e-3 * np.arange(-2, 3)


# Drawing


def _panels(count, width=6.4, height=3.5):
    import matplotlib.pyplot as plt

    size = (width, height if count == 1 else 1.0 + 1.75 * count)
    _, panels = plt.subplots(
        count, 1, figsize=size, sharex=True, dpi=110, layout="constrained", facecolor="white", squeeze=False
    )
    for panel in panels[:, 0]:
        panel.spines[["top", "right"]].set_visible(False)
        panel.grid(alpha=0.25)
    return panels[:, 0]


def _title(panel, text):
    panel.set_title(text, loc="left", fontsize=11, fontweight="bold")


def _show(panel):
    import matplotlib.pyplot as plt

    plt.show()
    plt.close(panel.figure)


def _draw_curves(z, curves, names):
    axis_names = ("σ(z)", "slope σ'(z)", "σ''(z)")
    titles = (
        "Your sigmoid",
        "Your sigmoid and its slope",
        "Your sigmoid, its slope, and how the slope changes",
    )
    panels = _panels(len(curves))
    for k, (panel, curve) in enumerate(zip(panels, curves, strict=True)):
        if k:
            measured = np.gradient(curves[k - 1], z)
            panel.plot(z, measured, color=ORANGE, lw=4, alpha=0.55, label=f"measured on your {names[k - 1]}")
        panel.plot(z, curve, color=BLUE, lw=1.8, ls="--" if k else "-", label=f"your {names[k]}")
        panel.set_ylabel(axis_names[k])
        panel.legend(loc="upper right" if k == 2 else "upper left", fontsize=8.5, frameon=False)
    _title(panels[0], titles[len(curves) - 1])
    panels[-1].set_xlabel("z (input of the unit)")
    _show(panels[0])
    for k in range(1, len(curves)):
        gap = np.max(np.abs(curves[k] - np.gradient(curves[k - 1], z)))
        print(f"Largest gap between your {names[k]} and the measured slope: {gap:.1g}")


def _draw_numbers(x, w, b, forward):
    z, a = _forward(forward, x, w, b)
    far = [_forward(forward, place, w, b)[1][-1] for place in np.linspace(-100.0, 100.0, 401)]
    if len(w) <= LONGEST_PICTURE:
        _draw_picture(z, a, w)
    else:
        (panel,) = _panels(1)
        panel.plot(np.arange(len(a)), a, "o-", color=BLUE, ms=4)
        panel.set_xlabel("unit i (0 is the input x)")
        panel.set_ylabel("$a_i$")
        _title(panel, f"Your chain of {len(w)} units")
        _show(panel)
    print("z =", np.array2string(z, precision=4), "  a =", np.array2string(a, precision=4))
    print(f"When x runs from -100 to 100, y moves between {min(far):.4f} and {max(far):.4f}.")


def _draw_picture(z, a, w):
    from matplotlib.patches import Circle

    n, step, radius = len(w), 1.75, 0.52
    (panel,) = _panels(1, 1.35 + 1.45 * n, 2.1)
    panel.set_axis_off()
    panel.set_aspect("equal")
    panel.set_xlim(-0.55, step * n + 1.2)
    panel.set_ylim(-1.05, 0.8)
    words = {"ha": "center", "va": "center", "color": INK}
    arrow = {"arrowstyle": "-|>", "color": INK, "lw": 1.4, "shrinkA": 0, "shrinkB": 0}
    panel.text(-0.1, 0, f"x\n{a[0]:.4g}", fontsize=10, **words)
    for i in range(1, n + 1):
        middle, start = step * i, step * (i - 1) + (0.25 if i == 1 else radius)
        panel.annotate("", (middle - radius, 0), (start, 0), arrowprops=arrow)
        panel.text(
            (start + middle - radius) / 2, 0.24, f"× {w[i - 1]:.3g}".replace("-", "−"), fontsize=10, **words
        )
        panel.add_patch(Circle((middle, 0), radius, facecolor=PAPER, edgecolor=BLUE, lw=1.8))
        panel.text(middle, 0.17, f"z {z[i - 1]:.3f}".replace("-", "−"), fontsize=8.5, **words)
        panel.text(middle, -0.17, f"a {a[i]:.3f}", fontsize=8.5, fontweight="bold", **words)
        panel.text(middle, -0.8, f"unit {i}", fontsize=9, ha="center", va="center", color=PALE)
    end = step * n + radius
    panel.annotate("", (end + 0.25, 0), (end, 0), arrowprops=arrow)
    panel.text(end + 0.4, 0, "y", fontsize=11, **words)
    _title(panel, f"Your chain: x = {a[0]:.4g} becomes y = {a[-1]:.4f}")
    _show(panel)


def _draw_factors(x, w, b, forward, factors):
    _, a = _forward(forward, x, w, b)
    n = len(w)
    yours = _numbers("chain_factors", _call("chain_factors", factors, *_chain_arguments(x, w, b)), (2 * n,))
    measured = []
    for i in range(n):
        # One link alone: move the number that comes in, watch z and a of that unit.
        starts = _around(a[i])
        link = [_forward(forward, s, [w[i]], None if b is None else [b[i]]) for s in starts]
        z_of, a_of = np.array([z[0] for z, _ in link]), np.array([out[1] for _, out in link])
        measured += [_measured(z_of, starts), _measured(a_of, z_of)]
    names = []
    for i in range(1, n + 1):
        before = "x" if i == 1 else f"a_{i - 1}"
        after = "y" if i == n else f"a_{i}"
        names += [rf"$\partial z_{i}/\partial {before}$", rf"$\partial {after}/\partial z_{i}$"]
    (panel,) = _panels(1)
    panel.bar(range(2 * n), yours, color=BLUE, alpha=0.75, width=0.6, label="your chain_factors")
    panel.plot(
        range(2 * n), measured, "x", color=ORANGE, ms=9, mew=2.2, label="measured on your chain_forward"
    )
    panel.axhline(0.0, color=INK, lw=0.8)
    panel.set_xticks(range(2 * n), names, fontsize=9 if n <= 4 else 7.5, rotation=0 if n <= 3 else 30)
    panel.set_ylabel("local derivative")
    panel.set_xlabel("arrow, in the order from x to y")
    panel.legend(fontsize=8.5, frameon=False)
    _title(panel, f"The {2 * n} arrows of the chain, one by one")
    _show(panel)
    print("your chain_factors:", np.array2string(yours, precision=4, suppress_small=True))
    print("measured:          ", np.array2string(np.array(measured), precision=4, suppress_small=True))


def _draw_tangent(x, w, b, forward, dydx):
    slope = _dydx(dydx, x, w, b)
    places = np.linspace(x - 4.0, x + 4.0, 321)
    y = np.array([_forward(forward, place, w, b)[1][-1] for place in places])
    here = _forward(forward, x, w, b)[1][-1]
    near = _around(x)
    measured = _measured(np.array([_forward(forward, place, w, b)[1][-1] for place in near]), near)
    (panel,) = _panels(1)
    panel.plot(places, y, color=BLUE, lw=2, label="y, from your chain_forward")
    reach = np.array([-2.0, 2.0])
    panel.plot(
        x + reach,
        here + slope * reach,
        "--",
        color=ORANGE,
        lw=2,
        label="line with the slope of your chain_dydx",
    )
    panel.plot(x, here, "o", color=INK, ms=6)
    room = max(np.ptp(y), 1e-12)
    panel.set_ylim(y.min() - 0.5 * room, y.max() + 0.9 * room)
    panel.set_xlabel("x (input of the chain)")
    panel.set_ylabel("y (output)")
    panel.legend(fontsize=8.5, frameon=False, loc="upper right")
    _title(panel, "Does your line touch the curve?")
    _show(panel)
    print(f"At x = {x:g}: y = {here:.6f}, your dy/dx = {slope:.6g}, measured slope of y = {measured:.4g}")


def _draw_one_weight(x, w, b, dydx, vary):
    def with_weight(value):
        changed = np.array(w, dtype=float)
        changed[vary - 1] = value
        return _dydx(dydx, x, changed, b)

    now = float(w[vary - 1])
    before, doubled = with_weight(now), with_weight(2.0 * now)
    ends = sorted((0.0, 2.5 * now)) if now else (-1.0, 1.0)
    weights = np.linspace(*ends, 161)
    (panel,) = _panels(1)
    panel.plot(weights, [with_weight(v) for v in weights], color=BLUE, lw=2, label="your chain_dydx")
    line = np.array([0.0, 2.0 * now])
    panel.plot(line, [0.0, 2.0 * before], "--", color=ORANGE, lw=2, label="if it grew in proportion")
    panel.plot([now, 2.0 * now], [before, doubled], "o", color=INK, ms=7)
    panel.set_xlabel(f"weight $w_{vary}$ (all others stay)")
    panel.set_ylabel("dy/dx")
    panel.legend(fontsize=8.5, frameon=False)
    _title(panel, f"dy/dx when only $\\mathbf{{w_{vary}}}$ changes")
    _show(panel)
    print(f"w_{vary} = {now:g}: dy/dx = {before:.6g};  w_{vary} = {2 * now:g}: dy/dx = {doubled:.6g}")
    print(f"Twice the first value would be {2 * before:.6g}.")


def _draw_grads(x, w, b, forward, grads):
    n = len(w)
    returned = _call("chain_grads", grads, *_chain_arguments(x, w, b))
    if not isinstance(returned, dict) or "w" not in returned:
        raise _NotDrawnError(
            'This figure waits for chain_grads: it should return a dictionary with "x", "w", "b".'
        )
    yours = _numbers("chain_grads", returned["w"], (n,))
    measured = []
    for i in range(n):
        near, outputs = _around(float(w[i])), []
        for value in near:
            changed = np.array(w, dtype=float)
            changed[i] = value
            outputs.append(_forward(forward, x, changed, b)[1][-1])
        measured.append(_measured(np.array(outputs), near))
    units = np.arange(1, n + 1)
    (panel,) = _panels(1)
    panel.bar(units, np.abs(yours), color=BLUE, alpha=0.75, width=0.6, label="your chain_grads")
    panel.plot(
        units, np.abs(measured), "x", color=ORANGE, ms=9, mew=2.2, label="measured on your chain_forward"
    )
    panel.set_yscale("log")
    panel.set_xticks(units)
    panel.set_xlabel("layer i")
    panel.set_ylabel(r"$|\partial y/\partial w_i|$ (log scale)")
    panel.legend(fontsize=8.5, frameon=False, loc="upper left")
    _title(panel, "How strongly y answers to each weight")
    _show(panel)
    print("your dy/dw:", np.array2string(yours, precision=4))
    print("measured:  ", np.array2string(np.array(measured), precision=4))
