"""Writes chainlab/explore/races.json: how chains of many depths train, for a widget that cannot wait.

Run as ``python -m vanishing_gradients.figures.races``; it takes about a minute. A whole number is 1000 log10
of a loss or of a distance; null is an exact 0.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from vanishing_gradients import reference
from vanishing_gradients.reference.inputs import Vector

TARGET = Path(__file__).parents[2] / "source" / "vanishing-gradients" / "chainlab" / "explore" / "races.json"
DEPTHS = range(1, 10)
LAST = 20_000
STEPS = [0, *np.unique(np.geomspace(1, LAST, 40).astype(int)).tolist()]


@dataclass(frozen=True)
class Task:
    """What a chain is to learn, and at which rate; all weights start at 1, all biases at 0."""

    inputs: tuple[float, ...]
    targets: tuple[float, ...]
    rate: float


TASKS = {"two": Task((1.0, -1.0), (0.9, 0.1), 5.0), "one": Task((1.0,), (0.2,), 0.5)}
ACTIVATIONS = ("sigmoid", "tanh")
"""Of all units but the last, which is always a sigmoid: the targets lie between 0 and 1."""


def race(task: Task, activation: str, depth: int, steps: list[int]) -> dict[str, Any]:
    """Train a chain and return its loss and the distance of each weight from its start, at some steps.

    Parameters
    ----------
    task
        What it learns.
    activation
        Of all units but the last.
    depth
        Number of units.
    steps
        After how many steps to look, in rising order.
    """
    w, b = np.ones(depth), np.zeros(depth)
    loss, moved, half, first = [], [], None, math.inf
    for step in range(steps[-1] + 1):
        now, dw, db = _gradients(task, activation, w, b)
        first = now if step == 0 else first
        if half is None and now <= first / 2:
            half = step
        if step in steps:
            loss.append(now)
            moved.append(np.abs(w - 1.0))
        w, b = w - task.rate * dw, b - task.rate * db
    return {"loss": _logs(loss), "moved": [_logs(m) for m in np.array(moved).T], "half": half}


def _gradients(task: Task, activation: str, w: Vector, b: Vector) -> tuple[float, Vector, Vector]:
    """Return the loss and its derivatives by all weights and all biases."""
    a, slopes = [np.array(task.inputs)], []
    for i in range(len(w)):
        z = w[i] * a[-1] + b[i]
        if activation == "sigmoid" or i == len(w) - 1:
            a.append(reference.sigmoid(z))
            slopes.append(reference.sigmoid_prime(z))
        else:
            a.append(np.tanh(z))
            slopes.append(1.0 - a[-1] ** 2)
    miss = a[-1] - np.array(task.targets)
    dw, db = np.empty_like(w), np.empty_like(b)
    back = 2.0 * miss / len(miss)
    for i in reversed(range(len(w))):
        back = back * slopes[i]
        dw[i], db[i] = float(back @ a[i]), float(back.sum())
        back = back * w[i]
    return float(np.mean(miss**2)), dw, db


def _logs(values: Any) -> list[int | None]:
    return [round(1000 * math.log10(v)) if v > 0 else None for v in np.asarray(values).tolist()]


def table(steps: list[int]) -> dict[str, Any]:
    """Return the whole table."""
    races = {
        f"{name} {activation} {depth}": race(task, activation, depth, steps)
        for name, task in TASKS.items()
        for activation in ACTIVATIONS
        for depth in DEPTHS
    }
    return {"steps": steps, "tasks": {name: asdict(task) for name, task in TASKS.items()}, "races": races}


def main() -> None:
    """Write the table, one race a line."""
    found = table(STEPS)
    lines = (f"{json.dumps(k)}: {json.dumps(v, separators=(',', ':'))}" for k, v in found["races"].items())
    head = json.dumps({key: found[key] for key in ("steps", "tasks")})[:-1]
    races = ",\n".join(lines)
    TARGET.write_text(f'{head}, "races": {{\n{races}\n}}}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
