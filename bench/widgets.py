"""How long it takes from a control to the picture and the read-out, in process, for each widget.

    python -m bench.widgets

The student's functions are the course's own solutions, taken from
the source notebooks; a browser adds its own time: see `bench.widgets_in_browser`.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table

from autograder.course import student_package
from autograder.doctor.mutants import solutions as solution_cells
from tools.repository import SOURCE
from vanishing_gradients import EXERCISES

PACKAGE = SOURCE / EXERCISES.student_package
CHANGES = 60


class Workload(NamedTuple):
    """A widget, what is set before, and the control that moves."""

    widget: str
    functions: tuple[str, ...]
    moves: str
    before: dict[str, Any]
    points: str


CHAIN = ("chain_forward", "chain_factors", "chain_dydx", "sigmoid_prime")
STEPS = (
    *("chain_forward", "chain_dydx", "central_difference", "relative_error", "complex_step"),
    *("sigmoid_complex", "best_step"),
)
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
    Workload("nudge", ("chain_forward", "chain_factors"), "step", {"n": 30, "step": 20}, "n = 30, 60 arrows"),
    Workload("threads", ("chain_forward",), "w", {"n": 40}, "n = 40, 25 threads"),
    Workload("race", ("train_chain",), "moment", {"task": "one", "moment": 20}, "n = 8, a race that plays"),
    Workload("race", ("train_chain",), "n", {"task": "one"}, "n = 1..9, 38 points a curve, 100 own steps"),
    Workload("race", ("train_chain",), "n", {"task": "two"}, "n = 1..9, two samples, 100 own steps"),
)


def solutions() -> dict[str, Callable[..., Any]]:
    """Return the functions of the solution cells of the source notebooks."""
    found: dict[str, Any] = {"np": np}
    for source in solution_cells(EXERCISES, SOURCE).values():
        exec(source, found)  # noqa: S102 - the course's own cells
    return found


def explorer(load: Workload, functions: dict[str, Callable[..., Any]]) -> Any:
    """Return the widget, set as the workload says."""
    yours = student_package.load("explore.yours", PACKAGE)
    widget = student_package.load(f"explore.{load.widget}", PACKAGE).make(
        yours.Yours([], **{name: functions[name] for name in load.functions})
    )
    widget.fits.value = "wide"  # as the page says, once it has measured itself
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
    functions = solutions()
    table = Table("widget", "workload", "moved", "changes", "median ms", "95% ms", "picture kB")
    for load in WORKLOADS:
        widget = explorer(load, functions)
        taken = times(widget, load.moves)
        high = sorted(taken)[int(0.95 * (len(taken) - 1))]
        size = f"{len(widget.picture.value) / 1000:.0f}"
        measured = (f"{statistics.median(taken):.1f}", f"{high:.1f}", size)
        table.add_row(load.widget, load.points, load.moves, str(len(taken)), *measured)
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
