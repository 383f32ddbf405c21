"""Helpers of the course "Vanishing gradients": check your functions, bring them along, draw with them."""

from importlib import import_module

from .bring import bring
from .check import check
from .drawing import MODULES
from .predict import predict

__all__ = ["bring", "check", "predict"]
__all__ += list(MODULES)


def __getattr__(name):
    """Load a drawing function when it is first asked for."""
    if name in MODULES:
        return getattr(import_module(f".drawing.{MODULES[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
