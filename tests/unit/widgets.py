"""All widgets, made with the reference in the place of a student's functions."""

from __future__ import annotations

import importlib
from typing import Any

from vanishing_gradients import reference

FUNCTIONS = {
    "tangent": ("sigmoid", "sigmoid_prime", "sigmoid_second"),
    "chain": ("chain_forward", "chain_factors", "chain_dydx", "sigmoid_prime"),
    "nudge": ("chain_forward", "chain_factors"),
    "steps": (
        "chain_forward",
        "chain_dydx",
        "central_difference",
        "relative_error",
        "complex_step",
        "sigmoid_complex",
        "best_step",
    ),
    "depth": ("depth_curve", "log10_gradient_bound", "log10_abs_dydx", "chain_grads", "complex_step"),
    "edge": ("sigmoid", "chain_forward", "chain_dydx", "explosive_biases", "fixed_point", "gradient_bound"),
    "threads": ("chain_forward",),
    "window": ("sigmoid_prime", "window_width"),
    "race": ("train_chain",),
}
"""For each widget the exercises whose functions it draws with."""
WIDGETS = tuple(FUNCTIONS)


def module_of(name: str) -> Any:
    """Return a module of chainlab."""
    return importlib.import_module(f"chainlab.{name}")


def module(name: str) -> Any:
    """Return a module of chainlab's package `explore`."""
    return module_of(f"explore.{name}")


def functions(name: str) -> dict[str, Any]:
    """Return right functions for a widget, by the names of their exercises."""
    return {exercise: getattr(reference, exercise) for exercise in FUNCTIONS[name]}


def yours(name: str, **other: Any) -> Any:
    """Return a student's functions for a widget: right ones, and `other` in their place."""
    return module("yours").Yours([], **functions(name) | other)


def explorer(name: str, **other: Any) -> Any:
    """Return a widget."""
    return module(name).make(yours(name, **other))
