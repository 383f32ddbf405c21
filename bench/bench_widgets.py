"""How long it takes from a control to the picture and the read-out, in process, for each widget.

Run as ``python scripts/bench_widgets.py``. The student's functions are the course's own solutions, taken from
the source notebooks; a browser adds its own time.
"""

from __future__ import annotations

import importlib
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table

SOURCE = Path(__file__).parents[1] / "source" / "vanishing-gradients"
CHANGES = 60


class Workload(NamedTuple):
    """A widget, what is set before, and the control that moves."""

    widget: str
    functions: tuple[str, ...]
    moves: str
    before: dict[str, Any]
    points: str


CHAIN = ("chain_forward", "chain_factors", "chain_dydx", "sigmoid_prime")
STEPS = ("chain_forward", "chain_dydx", "central_difference", "relative_error", "complex_step")
STEPS += ("sigmoid_complex", "best_step")
DEPTH = ("depth_curve", "log10_gradient_bound", "log10_abs_dydx", "chain_grads", "complex_step")
EDGE = ("sigmoid", "chain_forward", "chain_dydx", "explosive_biases", "fixed_point", "gradient_bound")
WORKLOADS = (
    Workload("tangent", ("sigmoid", "sigmoid_prime", "sigmoid_second"), "z", {}, "3 curves of 321 points"),
    Workload("chain", CHAIN, "x", {"n": 4}, "n = 4, sheet A, all steps"),
    Workload("chain", CHAIN, "x", {"n": 8}, "n = 8, all steps"),
    Workload("steps", STEPS, "w", {"n": 10}, "n = 10, 2 curves of 49 points"),
    Workload("steps", STEPS, "w", {"n": 30}, "n = 30, 2 curves of 49 points"),
    Workload("depth", DEPTH, "w", {"n": 20}, "n = 20, 60 points"),
    Workload("depth", DEPTH, "w", {"n": 40, "b": -2.0}, "n = 40 with biases, 120 points"),
    Workload("depth", DEPTH, "w", {"n": 40, "activation": "tanh"}, "n = 40 tanh, 80 points"),
    Workload("edge", EDGE, "w", {"n": 3}, "n = 3, about 200 points"),
    Workload("edge", EDGE, "w", {"n": 12, "mode": "made"}, "n = 12, knife edge, about 310 points"),
    Workload("window", ("sigmoid_prime", "window_width"), "w", {}, "2001 and 160 points"),
    Workload("race", ("train_chain",), "n", {"task": "one"}, "n = 1..9, 38 points a curve, 100 own steps"),
    Workload("race", ("train_chain",), "n", {"task": "two"}, "n = 1..9, two samples, 100 own steps"),
)


def solutions() -> dict[str, Callable[..., Any]]:
    """Return the functions of the solution cells of the source notebooks."""
    found: dict[str, Any] = {"np": np}
    for path in sorted(SOURCE.glob("0*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            about = cell["metadata"].get("nbgrader", {})
            name = about.get("grade_id", "")
            if cell["cell_type"] == "code" and about.get("solution") and not name.startswith("predict_"):
                exec("".join(cell["source"]), found)  # noqa: S102 - the course's own cells
    return found


def explorer(load: Workload, functions: dict[str, Callable[..., Any]]) -> Any:
    """Return the widget, set as the workload says."""
    yours = importlib.import_module("chainlab.explore.yours")
    widget = importlib.import_module(f"chainlab.explore.{load.widget}").make(
        yours.Yours([], **{name: functions[name] for name in load.functions})
    )
    for name, value in load.before.items():
        widget.controls[name].value = value
    if load.widget == "chain":
        widget.go(3 * load.before["n"])
    return widget


def positions(control: Any) -> Iterator[Any]:
    """Yield one value after another of a slider, over its whole length."""
    for share in np.linspace(0.0, 1.0, CHANGES):
        value = control.min + share * (control.max - control.min)
        yield round(value) if isinstance(control.value, int) else round(value, 1)


def times(widget: Any, moves: str) -> list[float]:
    """Return milliseconds from each change of a control to its picture and read-out."""
    taken, control = [], widget.controls[moves]
    for value in positions(control):
        if value == control.value:
            continue
        start = time.perf_counter()
        control.value = value
        taken.append(1e3 * (time.perf_counter() - start))
    return taken


def main() -> None:
    """Print the table."""
    sys.path.insert(0, str(SOURCE))
    functions = solutions()
    table = Table("widget", "workload", "moved", "changes", "median ms", "95% ms", "picture kB")
    for load in WORKLOADS:
        widget = explorer(load, functions)
        taken = times(widget, load.moves)
        high = sorted(taken)[int(0.95 * (len(taken) - 1))]
        size = f"{len(widget.picture.value) / 1000:.0f}"
        row = (f"{statistics.median(taken):.1f}", f"{high:.1f}", size)
        table.add_row(load.widget, load.points, load.moves, str(len(taken)), *row)
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
