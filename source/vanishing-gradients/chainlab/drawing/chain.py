"""The chain of units, drawn with the student's own numbers in it."""
# ruff: noqa: PLC0415 -- matplotlib is slow to import and grading never draws

import math

import numpy as np

from .. import words
from .base import (
    BLUE,
    INK,
    ORANGE,
    PALE,
    PAPER,
    SMALL,
    NotDrawnError,
    around,
    call,
    chain_arguments,
    finite_numbers,
    in_rows,
    measured_slope,
    name_lines,
    new_panels,
    not_ready,
    run_dydx,
    run_forward,
    say,
    say_rows,
    show,
    title,
)

LONGEST_PICTURE, ACROSS = 6, 3  # units of a picture, and of a row in it; a longer chain is drawn as a curve
WIDE = 5.2  # from the start of a row to its last unit


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
    except NotDrawnError as reason:
        say(str(reason))


def _draw_numbers(x, w, b, forward):
    z, a = run_forward(forward, x, w, b)
    far = [run_forward(forward, place, w, b)[1][-1] for place in np.linspace(-100.0, 100.0, 401)]
    if len(w) <= LONGEST_PICTURE:
        _draw_picture(z, a, w)
    else:
        (panel,) = new_panels(1)
        panel.plot(np.arange(len(a)), a, "o-", color=BLUE, ms=4)
        panel.set_xlabel("unit i (0 is the input x)")
        panel.set_ylabel("$a_i$")
        title(panel, f"Your chain of {len(w)} units")
        show(panel)
    say_rows(f"z = {in_rows(z, 'z = ')}", f"a = {in_rows(a, 'a = ')}")
    say(f"When x runs from -100 to 100, y moves between {min(far):.4f} and {max(far):.4f}.")


def _draw_picture(z, a, w):
    n, radius, row = len(w), 0.5, 1.75
    across = math.ceil(n / math.ceil(n / ACROSS))
    lines, step = math.ceil(n / across), WIDE / max(across, 2)
    (panel,) = new_panels(1, 0.5 + 1.1 * lines)
    panel.set_axis_off()
    panel.set_aspect("equal")
    panel.set_xlim(-0.5, WIDE + 1.1)
    panel.set_ylim(-row * (lines - 1) - 0.9, 0.75)
    look = {"ha": "center", "va": "center", "color": INK}
    for i in range(1, n + 1):
        line, place = divmod(i - 1, across)
        y, middle = -row * line, step * (place + 1)
        start = step * place + (radius if place else 0.3)
        if place == 0:
            name = f"x\n{a[0]:.4g}" if i == 1 else f"$a_{i - 1}$"
            panel.text(-0.1, y, name, fontsize=10, **look)
        _arrow(panel, start, middle - radius, y)
        times = f"× {w[i - 1]:.3g}".replace("-", "−")
        panel.text((start + middle - radius) / 2, y + 0.24, times, fontsize=10, **look)
        _unit(panel, middle, y, radius, (z[i - 1], a[i]))
        panel.text(middle, y - 0.72, f"unit {i}", ha="center", va="center", color=PALE, **SMALL)
        if i == n or place == across - 1:
            _arrow(panel, middle + radius, middle + radius + 0.3, y)
            panel.text(middle + radius + 0.5, y, "y" if i == n else f"$a_{i}$", fontsize=11, **look)
    title(panel, f"Your chain: x = {a[0]:.4g} becomes y = {a[-1]:.4f}")
    show(panel)


def _arrow(panel, start, end, y):
    look = {"arrowstyle": "-|>", "color": INK, "lw": 1.4, "shrinkA": 0, "shrinkB": 0}
    panel.annotate("", (end, y), (start, y), arrowprops=look)


def _unit(panel, x, y, radius, numbers):
    from matplotlib.patches import Circle

    look = {"ha": "center", "va": "center", "color": INK} | SMALL
    panel.add_patch(Circle((x, y), radius, facecolor=PAPER, edgecolor=BLUE, lw=1.8))
    panel.text(x, y + 0.17, f"z {numbers[0]:.2f}".replace("-", "−"), **look)
    panel.text(x, y - 0.17, f"a {numbers[1]:.3f}", fontweight="bold", **look)


def _draw_factors(x, w, b, forward, factors):
    _, a = run_forward(forward, x, w, b)
    n = len(w)
    yours = finite_numbers(
        "chain_factors", call("chain_factors", factors, *chain_arguments(x, w, b)), (2 * n,)
    )
    measured = []
    for i in range(n):
        # One link alone: move the number that comes in, watch z and a of that unit.
        starts = around(a[i])
        link = [run_forward(forward, s, [w[i]], None if b is None else [b[i]]) for s in starts]
        z_of, a_of = np.array([z[0] for z, _ in link]), np.array([out[1] for _, out in link])
        measured += [measured_slope(z_of, starts), measured_slope(a_of, z_of)]
    names = []
    for i in range(1, n + 1):
        before = "x" if i == 1 else f"a_{i - 1}"
        after = "y" if i == n else f"a_{i}"
        names += [rf"$\partial z_{i}/\partial {before}$", rf"$\partial {after}/\partial z_{i}$"]
    (panel,) = new_panels(1)
    panel.bar(range(2 * n), yours, color=BLUE, alpha=0.75, width=0.6, label="your chain_factors")
    panel.plot(
        range(2 * n), measured, "x", color=ORANGE, ms=9, mew=2.2, label="measured on your chain_forward"
    )
    panel.axhline(0.0, color=INK, lw=0.8)
    panel.set_xticks(range(2 * n), names, rotation=0 if n <= 2 else 45)
    panel.set_ylabel("local derivative")
    panel.set_xlabel("arrow, in the order from x to y")
    name_lines(panel)
    title(panel, f"The {2 * n} arrows of the chain, one by one")
    show(panel)
    say("your chain_factors, and what was measured:")
    say_rows(in_rows(yours), in_rows(np.array(measured)))


def _draw_tangent(x, w, b, forward, dydx):
    slope = run_dydx(dydx, x, w, b)
    places = np.linspace(x - 4.0, x + 4.0, 321)
    y = np.array([run_forward(forward, place, w, b)[1][-1] for place in places])
    here = run_forward(forward, x, w, b)[1][-1]
    near = around(x)
    measured = measured_slope(np.array([run_forward(forward, place, w, b)[1][-1] for place in near]), near)
    (panel,) = new_panels(1)
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
    name_lines(panel)
    title(panel, "Does your line touch the curve?")
    show(panel)
    say(f"At x = {x:g}: y = {here:.6f}", f"your dy/dx = {slope:.6g}, measured slope of y = {measured:.4g}")


def _draw_one_weight(x, w, b, dydx, vary):
    def with_weight(value):
        changed = np.array(w, dtype=float)
        changed[vary - 1] = value
        return run_dydx(dydx, x, changed, b)

    now = float(w[vary - 1])
    before, doubled = with_weight(now), with_weight(2.0 * now)
    ends = sorted((0.0, 2.5 * now)) if now else (-1.0, 1.0)
    weights = np.linspace(*ends, 161)
    (panel,) = new_panels(1)
    panel.plot(weights, [with_weight(v) for v in weights], color=BLUE, lw=2, label="your chain_dydx")
    line = np.array([0.0, 2.0 * now])
    panel.plot(line, [0.0, 2.0 * before], "--", color=ORANGE, lw=2, label="if it grew in proportion")
    panel.plot([now, 2.0 * now], [before, doubled], "o", color=INK, ms=7)
    panel.set_xlabel(f"weight $w_{vary}$ (all others stay)")
    panel.set_ylabel("dy/dx")
    name_lines(panel)
    title(panel, f"dy/dx when only $\\mathbf{{w_{vary}}}$ changes")
    show(panel)
    say(
        f"w_{vary} = {now:g}: dy/dx = {before:.6g};  w_{vary} = {2 * now:g}: dy/dx = {doubled:.6g}",
        f"Twice the first value would be {2 * before:.6g}.",
    )


def _draw_grads(x, w, b, forward, grads):
    n = len(w)
    returned = call("chain_grads", grads, *chain_arguments(x, w, b))
    if not isinstance(returned, dict) or "w" not in returned:
        raise not_ready("chain_grads", words.DICTIONARY.format(keys=words.GRADS))
    yours = finite_numbers("chain_grads", returned["w"], (n,))
    measured = []
    for i in range(n):
        near, outputs = around(float(w[i])), []
        for value in near:
            changed = np.array(w, dtype=float)
            changed[i] = value
            outputs.append(run_forward(forward, x, changed, b)[1][-1])
        measured.append(measured_slope(np.array(outputs), near))
    units = np.arange(1, n + 1)
    (panel,) = new_panels(1)
    # Dots and no bars: on a logarithmic axis there is no 0 for a bar to stand on.
    panel.plot(units, np.abs(yours), "o", color=BLUE, ms=9, label="your chain_grads")
    panel.plot(
        units, np.abs(measured), "x", color=ORANGE, ms=9, mew=2.2, label="measured on your chain_forward"
    )
    panel.set_yscale("log")
    panel.set_xticks(units)
    panel.set_xlabel("layer i")
    panel.set_ylabel(r"$|\partial y/\partial w_i|$ (log scale)")
    name_lines(panel)
    title(panel, "How strongly y answers to each weight")
    show(panel)
    rows = {"your dy/dw:": yours, "measured:": np.array(measured)}
    say_rows(*(f"{name:11} {in_rows(values, 12 * ' ')}" for name, values in rows.items()))
