"""Figures of notebook 3: error against step, and where it fails."""

from collections.abc import Callable

from matplotlib.figure import Figure

FIGURES: dict[str, Callable[[], Figure]] = {}
"""Figures of notebook 3, by the names of their files."""
