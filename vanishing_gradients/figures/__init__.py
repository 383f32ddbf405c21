"""The static figures of the notebooks, drawn as SVG for a reader without a kernel.

Run as ``python -m vanishing_gradients.figures``. Two runs with the same matplotlib give the same bytes.
"""

from vanishing_gradients.figures import chains, depth, differences, networks, threads, units
from vanishing_gradients.figures.explorers import EXPLORERS
from vanishing_gradients.figures.style import save

FIGURES = (
    units.FIGURES | chains.FIGURES | threads.FIGURES | differences.FIGURES | depth.FIGURES | networks.FIGURES
)
"""File name without its ending, and the function that draws it."""

__all__ = ["EXPLORERS", "FIGURES", "save"]
