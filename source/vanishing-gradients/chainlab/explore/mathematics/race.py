"""Numbers of the widget Training race: from a table of the course, and from the student's own train_chain."""

import functools
import json
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ... import words
from ...drawing.base import call, finite_numbers, not_ready

TABLE = Path(__file__).parents[1] / "races.json"
DEPTHS = (1, 9)
SIGMOID, TANH = "sigmoid", "tanh"
TWO, ONE = "two", "one"
"""The tasks: two samples, or one sample alone."""
OWN_STEPS = 100
"""So many steps of the student's own train_chain can be waited for."""


class Look(NamedTuple):
    """One chain in training.

    Parameters
    ----------
    n : int
        Number of units.
    activation : str
        Of all units but the last.
    steps : array
        The steps that the table holds, from 0.
    loss : array
        The loss after these steps.
    moved : array
        For each weight a row: its distance from its start.
    half : int
        The step that halves the loss, or None.
    own_steps, own_loss, own_moved : arrays
        The same from the student's own train_chain, or None.
    """

    n: int
    activation: str
    steps: np.ndarray
    loss: np.ndarray
    moved: np.ndarray
    half: int | None
    own_steps: np.ndarray | None = None
    own_loss: np.ndarray | None = None
    own_moved: np.ndarray | None = None


def moments():
    """Return how many moments of a race the table holds."""
    return len(table()["steps"])


@functools.cache
def table():
    """Return the table of the course."""
    return json.loads(TABLE.read_text(encoding="utf-8"))


def look(train_chain, task, activation, n):
    """Return a chain in training.

    Parameters
    ----------
    train_chain : function
        The student's, or None.
    task, activation : str
        TWO or ONE; SIGMOID or TANH.
    n : int
        Number of units.
    """
    found = table()["races"][f"{task} {activation} {n}"]
    seen = Look(
        n,
        activation,
        np.array(table()["steps"]),
        _numbers(found["loss"]),
        np.array([_numbers(row) for row in found["moved"]]),
        found["half"],
    )
    if train_chain is None or activation != SIGMOID:
        return seen
    loss, moved = _own(train_chain, n, **table()["tasks"][task])
    steps = seen.steps[seen.steps <= OWN_STEPS]
    return seen._replace(own_steps=steps, own_loss=loss[steps], own_moved=moved[steps].T)


def _numbers(logs):
    """Return the numbers of which the table holds 1000 times the decimal logarithm; null stands for 0."""
    return np.array([0.0 if log is None else 10.0 ** (log / 1000) for log in logs])


def _own(train_chain, n, inputs, targets, rate):
    args = np.ones(n), np.zeros(n), np.array(inputs), np.array(targets), rate, OWN_STEPS
    returned = call("train_chain", train_chain, *args)
    if not isinstance(returned, dict) or not {"loss", "w"} <= returned.keys():
        raise not_ready("train_chain", words.ENTRIES.format(keys='"loss", "w" and "b"'))
    loss = finite_numbers("train_chain", returned["loss"], (OWN_STEPS + 1,))
    w = finite_numbers("train_chain", returned["w"], (OWN_STEPS + 1, n))
    return loss, np.abs(w - 1.0)
