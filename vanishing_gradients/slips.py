"""Slips of this course that need no formula: what goes wrong only in chains of more units, or with biases."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.content import JudgedCall, Slip


def _units(call: JudgedCall) -> int:
    """Return the number of units of the chain; 0 if there is no chain."""
    weights: Any = call.args.get("w", ())
    return np.size(weights)


def _only_without_bias(calls: list[JudgedCall], rtol: float) -> bool:
    del rtol
    return all(call.right == (call.args.get("b") is None) for call in calls) and any(
        call.right for call in calls
    )


def _only_one_unit(calls: list[JudgedCall], rtol: float) -> bool:
    del rtol
    return all(call.right == (_units(call) == 1) for call in calls) and any(call.right for call in calls)


SLIPS = (
    Slip("any.only_without_bias", "Right without biases only.", _only_without_bias),
    Slip("any.only_n1", "Right for one unit only.", _only_one_unit),
)
