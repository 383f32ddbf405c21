"""The matrix mistakes x exercises: for a terminal, and as a figure."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from rich.table import Table

from autograder.doctor.finding import Diagnosis

BLUE, ORANGE = "#0072B2", "#D55E00"
"""Distinct with every kind of colour vision; each has its own marker too."""
SIGNS = {"both": "●", "judge": "○"}
LEGEND = "● named in the notebook and in grading   ○ shows on the inputs of grading alone"


def _slips(diagnosis: Diagnosis) -> list[str]:
    """Return the slips: those that most exercises share first, then in the order of the exercises."""
    shared: dict[str, list[int]] = {}
    for index, name in enumerate(diagnosis.exercises):
        for exercise, slip in diagnosis.named:
            if exercise == name:
                shared.setdefault(slip, []).append(index)
    return sorted(shared, key=lambda slip: (-len(shared[slip]), shared[slip][0], slip))


def matrix_table(diagnosis: Diagnosis) -> Table:
    """Return the matrix for a terminal: a row for each slip, a column for each exercise."""
    table = Table(title="Mistakes x exercises", caption=LEGEND, padding=(0, 0), header_style="bold")
    table.add_column("slip", no_wrap=True)
    for exercise in diagnosis.exercises.values():
        table.add_column(exercise.number, justify="center", no_wrap=True)
    for slip in _slips(diagnosis):
        states = (diagnosis.named.get((name, slip), "") for name in diagnosis.exercises)
        table.add_row(slip, *(SIGNS.get(state, "") for state in states))
    return table


def save_matrix(diagnosis: Diagnosis, path: Path) -> None:
    """Write the matrix as an SVG figure."""
    slips = _slips(diagnosis)
    rows = {slip: row for row, slip in enumerate(slips)}
    columns = {name: column for column, name in enumerate(diagnosis.exercises)}

    def draw() -> Figure:
        figure = Figure(
            figsize=(11.0, 1.6 + 0.17 * max(len(slips), 4)), layout="constrained", facecolor="white"
        )
        axes = figure.add_subplot()
        for state, marker, colour in (("both", "o", BLUE), ("judge", "D", ORANGE)):
            named = [pair for pair, by in diagnosis.named.items() if by == state]
            axes.plot(
                [columns[exercise] for exercise, _ in named],
                [rows[slip] for _, slip in named],
                linestyle="none",
                marker=marker,
                markersize=5,
                color=colour,
                fillstyle="full" if state == "both" else "none",
            )
        labels = [f"{e.number} {e.name}" for e in diagnosis.exercises.values()]
        axes.set_xticks(range(len(labels)), labels, rotation=60, ha="left", fontsize=8)
        axes.xaxis.tick_top()
        axes.set_yticks(range(len(slips)), slips, fontsize=7)
        axes.set_ylim(max(len(slips), 1) - 0.5, -0.5)
        axes.set_title(f"{len(diagnosis.named)} mistakes, each named as itself", pad=14)
        handles = [
            Line2D(
                [], [], linestyle="none", marker="o", color=BLUE, label="named in the notebook and in grading"
            ),
            Line2D(
                [],
                [],
                linestyle="none",
                marker="D",
                color=ORANGE,
                fillstyle="none",
                label="shows in grading alone",
            ),
        ]
        figure.legend(handles=handles, loc="outside lower right", ncols=2, fontsize=8)
        return figure

    with mpl.rc_context({"svg.hashsalt": "doctor", "svg.fonttype": "path"}):  # two runs give the same bytes
        draw().savefig(path, format="svg", metadata={"Date": None, "Creator": None})
