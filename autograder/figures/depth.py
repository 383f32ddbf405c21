"""Figures of notebook 4: what depth does to the gradient."""

from collections.abc import Callable

from matplotlib.figure import Figure

FIGURES: dict[str, Callable[[], Figure]] = {}
"""Figures of notebook 4, by the names of their files."""
