"""Figure of notebook 2: many inputs as threads through the layers of a chain."""

import numpy as np
from matplotlib.figure import Figure

from vanishing_gradients import reference
from vanishing_gradients.figures.style import BLUE, INK, panel

INPUTS = np.linspace(-2.0, 3.0, 25)
LAYERS = 6


def lengths() -> list[float]:
    """Return how far the outer threads are apart at the input and after each layer, every weight 1."""
    first, last = (reference.chain_forward(x, [1.0] * LAYERS)[1] for x in (INPUTS[0], INPUTS[-1]))
    return [float(length) for length in last - first]


def threads() -> Figure:
    """Draw 25 inputs as lines through the layers, every weight 1, and how long the stretch is."""
    figure, axes = panel()
    for k, x in enumerate(INPUTS.tolist()):
        outer = k in (0, len(INPUTS) - 1)
        _, a = reference.chain_forward(x, [1.0] * LAYERS)
        axes.plot(range(LAYERS + 1), a, color=BLUE, linewidth=2.2 if outer else 0.8)
    for layer, length in enumerate(lengths()):
        axes.text(layer, 3.25, f"{length:.2g}", ha="center", va="bottom", fontsize=9.5, color=INK)
    axes.set_title("Layer by layer the inputs run together")
    axes.set_xlabel("layer (0 is the input $x$)")
    axes.set_ylabel("$a$ (above: length of the stretch)")
    axes.set_ylim(-2.25, 3.8)
    axes.set_xlim(-0.3, LAYERS + 0.3)
    return figure


FIGURES = {"threads": threads}
"""The figure, by the name of its file."""
