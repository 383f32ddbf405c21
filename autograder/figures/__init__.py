"""The static figures of the notebooks, drawn as SVG for a reader without a kernel.

Run as ``python -m autograder.figures``. Two runs with the same matplotlib give the same bytes.
"""

from autograder.figures.chains import chain_n4, chain_n5, chain_stepper, one_link
from autograder.figures.style import save
from autograder.figures.units import slope_far_out, tangent

FIGURES = {
    "chain-n4": chain_n4,
    "chain-n5": chain_n5,
    "chain-stepper": chain_stepper,
    "one-link": one_link,
    "slope-far-out": slope_far_out,
    "tangent": tangent,
}
"""File name without its ending, and the function that draws it."""

__all__ = ["FIGURES", "save"]
