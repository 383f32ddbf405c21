"""Chains in training, drawn from the history that the student's own train_chain returns."""

import numpy as np

from .. import words
from .base import (
    BLUE,
    INK,
    ORANGE,
    PALE,
    SMALL,
    NotDrawnError,
    call,
    finite_numbers,
    name_lines,
    new_panels,
    not_ready,
    positive,
    say,
    show,
    title,
)

INPUTS, TARGETS = (1.0, -1.0), (0.9, 0.1)  # the task of notebook 5
LOWEST, HIGHEST = 1e-4, 1.0  # no loss of two numbers between 0 and 1 is above 1; far below, the race is over


def draw_race(train_chain, depths=(1, 2, 3, 4, 5), *, lr=5.0, steps=300):
    """Draw the loss of chains of several depths while they are trained on the same task.

    Parameters
    ----------
    train_chain : function
        Your train_chain. Every chain starts with all weights 1 and all biases 0.
    depths : sequence of int
        How many units the chains have.
    lr, steps : float, int
        Learning rate and number of steps.
    """
    try:
        losses = [_train(train_chain, n, INPUTS, TARGETS, lr, steps)["loss"] for n in depths]
    except NotDrawnError as reason:
        say(str(reason))
        return
    (panel,) = new_panels(1)
    for n, loss in zip(depths, losses, strict=True):
        label = "loss of one chain" if n == depths[0] else None
        panel.plot(_from_step_1(loss), color=BLUE, lw=1.8, label=label)
        half = _halved(loss)
        if half:
            mark = "half of its loss at the start" if n == depths[0] else None
            panel.plot(half, loss[half], "o", color=ORANGE, ms=6, ls="none", label=mark)
        place = half or steps
        panel.annotate(
            f"n = {n}",
            (place, loss[place]),
            xytext=(6, 4),
            textcoords="offset points",
            fontsize=9,
            color=INK,
        )
    _log_axes(panel, "loss (log scale)")
    panel.set_ylim(bottom=max(LOWEST, 0.5 * min(loss.min() for loss in losses)), top=HIGHEST)
    panel.set_xlabel("step (log scale)")
    name_lines(panel)
    title(panel, "Loss while training, for chains of different depth")
    show(panel)
    lines = []
    for n, loss in zip(depths, losses, strict=True):
        half = _halved(loss)
        when = f"halved at step {half}" if half else f"not halved within {steps} steps"
        lines.append(f"n = {n}: loss {loss[0]:.4f} at the start, {loss[-1]:.3g} at the end; {when}")
    say(*lines)


def draw_training(train_chain, n, *, inputs=INPUTS, targets=TARGETS, lr=5.0, steps=300):
    """Draw the loss of one chain in training, and how far each of its weights has moved.

    Parameters
    ----------
    train_chain : function
        Your train_chain. The chain starts with all weights 1 and all biases 0.
    n : int
        How many units the chain has.
    inputs, targets : sequence of float
        What the chain is trained on.
    lr, steps : float, int
        Learning rate and number of steps.
    """
    try:
        history = _train(train_chain, n, inputs, targets, lr, steps)
    except NotDrawnError as reason:
        say(str(reason))
        return
    loss, moved = history["loss"], np.abs(history["w"] - history["w"][0])
    upper, lower = new_panels(2)
    upper.plot(_from_step_1(loss), color=BLUE, lw=1.8)
    _log_axes(upper, "loss (log scale)")
    for i in range(n):
        look = {"color": PALE, "lw": 1.0, "label": "layers between" if i == 1 else None}
        if i == 0:
            look = {"color": ORANGE, "lw": 2.2, "ls": "--", "label": "layer 1"}
        elif i == n - 1:
            look = {"color": BLUE, "lw": 2.2, "label": f"layer {n}"}
        lower.plot(_from_step_1(moved[:, i]), **look)
    _log_axes(lower, "$|w_i - w_i(0)|$ (log)")
    lower.set_xlabel("step (log scale)")
    # Above the curves nothing is ever drawn, so there the legend hides nothing.
    low, high = lower.get_ylim()
    lower.set_ylim(low, high * (high / low) ** 0.25)
    lower.legend(frameon=False, loc="upper left", ncols=3, columnspacing=1.2, **SMALL)
    title(upper, f"A chain of {n} units in training: its loss, the moves of its weights")
    show(lower)
    say(
        f"loss: {loss[0]:.4g} at the start, {loss[-1]:.2g} after {steps} steps",
        f"w has moved, layer 1 first: {', '.join(f'{v:.2g}' for v in moved[-1])}",
    )


def _train(train_chain, n, inputs, targets, lr, steps):
    """Return the student's history as finite arrays."""
    returned = call(
        "train_chain",
        train_chain,
        np.ones(n),
        np.zeros(n),
        np.array(inputs, dtype=float),
        np.array(targets, dtype=float),
        lr,
        steps,
    )
    if not isinstance(returned, dict) or not {"loss", "w", "b"} <= returned.keys():
        raise not_ready("train_chain", words.DICTIONARY.format(keys=words.HISTORY))
    shapes = {"loss": (steps + 1,), "w": (steps + 1, n), "b": (steps + 1, n)}
    return {key: finite_numbers("train_chain", returned[key], shape) for key, shape in shapes.items()}


def _halved(loss):
    """Return the first step at which the loss is at most half of the first one, or None."""
    below = np.flatnonzero(loss <= 0.5 * loss[0])
    return int(below[0]) if below.size and below[0] > 0 else None


def _from_step_1(values):
    """Leave out what the two logarithmic axes cannot show: step 0 and exact zeros."""
    shown = positive(values)
    shown[0] = np.nan
    return shown


def _log_axes(panel, name):
    panel.set_xscale("log")
    panel.set_yscale("log")
    panel.set_ylabel(name)
