"""Helpers of the course "Vanishing gradients": check your functions, bring them along, draw and explore."""

import os
from importlib import import_module

from . import drawing, explore, study
from .bring import bring
from .check import check
from .predict import predict

_PLACES = {
    name: f".{folder}.{module}"
    for folder, modules in (
        ("drawing", drawing.MODULES),
        ("explore", explore.MODULES),
        ("study", study.MODULES),
    )
    for name, module in modules.items()
}

__all__ = ["bring", "check", "predict"]
__all__ += list(_PLACES)


def __getattr__(name):
    """Load what draws or reports when it is first asked for; grading shows nothing and loads nothing."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if os.environ.get("CHAINLAB_QUIET"):
        return _show_nothing
    return getattr(import_module(_PLACES[name], __name__), name)


def _show_nothing(*_args, **_kwargs):
    """Stand for everything that draws or reports while work is graded."""
