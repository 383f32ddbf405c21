"""Figures of notebook 5: training, matrices and cures."""

from collections.abc import Callable

from matplotlib.figure import Figure

FIGURES: dict[str, Callable[[], Figure]] = {}
"""Figures of notebook 5, by the names of their files."""
