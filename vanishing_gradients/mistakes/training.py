"""Wrong answers for gradient descent on a chain.

A slip may stand in the step, in what is recorded, or in both: each way has its formula, all with one id.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from autograder.content import Mistake
from vanishing_gradients.mistakes.base import Vector, quiet
from vanishing_gradients.mistakes.descent import (
    Batch,
    Factors,
    History,
    Move,
    Note,
    Step,
    Task,
    along,
    descend,
    loss,
    right_factors,
    right_move,
)

Run = Callable[[Task], History]
Row = tuple[str, str, Run]

# Slips in the factor of each sample, in the recorded loss, or in both


def _sum(c: Batch) -> float:
    return float(np.sum(c.miss**2))


def _one_mean(c: Batch) -> Any:
    return 2 * np.mean(c.miss) / c.m


def _of_entropy(c: Batch) -> Vector:
    return np.asarray(c.miss / (c.y * (1 - c.y)) / c.m)


def _entropy(c: Batch) -> Any:
    t = c.y - c.miss
    return -np.mean(t * np.log(c.y) + (1 - t) * np.log(1 - c.y))


_LOSS_ROWS: tuple[tuple[str, str, Factors, Note], ...] = (
    ("sum_for_mean", "The gradients are added, not averaged.", lambda c: 2 * c.miss, loss),
    ("sum_for_mean", "The gradients are added, without a factor 2.", lambda c: c.miss, loss),
    ("sum_for_mean", "Loss and gradients are sums.", lambda c: 2 * c.miss, _sum),
    ("sum_for_mean", "The loss alone is a sum.", right_factors, _sum),
    ("two_missing", "The factor 2 of the square is missing.", lambda c: c.miss / c.m, loss),
    ("half_loss", "Half the loss and its gradient.", lambda c: c.miss / c.m, lambda c: loss(c) / 2),
    ("half_loss", "Half the loss alone.", right_factors, lambda c: loss(c) / 2),
    ("half_loss", "Half the sum and its gradient.", lambda c: c.miss, lambda c: _sum(c) / 2),
    ("uphill", "The step goes up, or t - y stands for y - t.", lambda c: -right_factors(c), loss),
    ("averaged_twice", "Twice divided by the samples.", lambda c: right_factors(c) / c.m, loss),
    ("divided_by_units", "Divided by the units.", lambda c: 2 * c.miss / c.n, loss),
    ("divided_by_units", "The loss too.", lambda c: 2 * c.miss / c.n, lambda c: _sum(c) / c.n),
    ("side_lost", "y - t is missing in the gradient.", lambda c: 1 / c.m, loss),
    ("side_lost", "2 stands for 2 (y - t).", lambda c: 2 / c.m, loss),
    ("side_lost", "(y - t)^2 stands for 2 (y - t).", lambda c: c.miss**2 / c.m, loss),
    ("side_lost", "2 (y - t)^2 stands for 2 (y - t).", lambda c: 2 * c.miss**2 / c.m, loss),
    ("side_lost", "The loss times the mean of dy/dw.", lambda c: loss(c) / c.m, loss),
    ("side_lost", "Twice the loss times the mean of dy/dw.", lambda c: 2 * loss(c) / c.m, loss),
    ("side_lost", "2 |y - t| stands for 2 (y - t).", lambda c: 2 * np.abs(c.miss) / c.m, loss),
    ("averaged_too_early", "The mean of y - t times the mean of dy/dw.", _one_mean, loss),
    ("averaged_too_early", "The squared mean as loss.", right_factors, lambda c: np.mean(c.miss) ** 2),
    ("averaged_too_early", "This loss and its gradient.", _one_mean, lambda c: np.mean(c.miss) ** 2),
    ("last_slope_twice", "Times y (1 - y) again.", lambda c: right_factors(c) * c.slopes[-1], loss),
    ("other_loss", "The gradient of the cross entropy.", _of_entropy, loss),
    ("other_loss", "The cross entropy and its gradient.", _of_entropy, _entropy),
    ("other_loss", "The root of the loss is recorded.", right_factors, lambda c: np.sqrt(loss(c))),
    ("other_loss", "The mean of |y - t| is recorded.", right_factors, lambda c: np.mean(np.abs(c.miss))),
    ("other_loss", "The mean of y - t is recorded.", right_factors, lambda c: np.mean(c.miss)),
)


def _one_sample(index: int, share: Callable[[Batch], int]) -> Factors:
    def factors(c: Batch) -> Vector:
        each = np.zeros(c.m)
        each[index] = 2 * c.miss[index] / share(c)
        return each

    return factors


_SAMPLE_ROWS: tuple[tuple[str, str, Factors, Note], ...] = tuple(
    ("one_sample_only", f"Only the {which} sample counts.", _one_sample(index, share), note)
    for which, index in (("first", 0), ("last", -1))
    for share in (lambda _: 1, lambda c: c.m)
    for note in (loss, lambda c, index=index: c.miss[index] ** 2)
)

# Slips in the step


def _by_input(t: Task, c: Batch) -> Vector:
    """Return the step of each unit with dy/dx instead of its own derivative."""
    return np.full(len(c.w), c.w[0] * (c.by_bias[0] @ (t.rate * right_factors(c))))


def _on_weights(t: Task, c: Batch) -> Vector:
    return right_move(t, c)[0]


def _on_biases(t: Task, c: Batch) -> Vector:
    return right_move(t, c)[1]


def _masked(t: Task, c: Batch, index: int) -> Step:
    keep = np.zeros(len(c.w))
    keep[index] = 1.0
    return _on_weights(t, c) * keep, _on_biases(t, c) * keep


def _back_through_new_weights(t: Task, c: Batch) -> Step:
    off_w, off_b, back = np.empty(len(c.w)), np.empty(len(c.w)), t.rate * right_factors(c)
    for i in reversed(range(len(c.w))):
        by_bias = back * c.slopes[i]
        off_w[i], off_b[i] = np.sum(c.a[i] * by_bias), np.sum(by_bias)
        back = by_bias * (c.w[i] - off_w[i])
    return off_w, off_b


def _with_new_weights(t: Task, c: Batch) -> Batch:
    return Batch.of(t, c.w - _on_weights(t, c), c.b)


def _with_new_biases(t: Task, c: Batch) -> Batch:
    return Batch.of(t, c.w, c.b - _on_biases(t, c))


def _no_biases(t: Task, c: Batch) -> Batch:
    return Batch.of(t, c.w, np.zeros_like(c.b))


def _at_start(t: Task, _: Batch) -> Step:
    return right_move(t, Batch.of(t, t.w, t.b))


_MOVE_ROWS: tuple[tuple[str, str, Move], ...] = (
    ("weights_only", "The biases do not move.", lambda t, c: (_on_weights(t, c), 0 * c.b)),
    ("biases_only", "The weights do not move.", lambda t, c: (0 * c.w, _on_biases(t, c))),
    ("rate_ignored", "A learning rate of 1.", lambda t, c: along(t, c, right_factors(c) / t.rate)),
    (
        "rate_twice",
        "The learning rate is there twice.",
        lambda t, c: along(t, c, right_factors(c) * t.rate),
    ),
    ("nothing_moves", "Neither weights nor biases move.", lambda _, c: (0 * c.w, 0 * c.b)),
    ("input_gradient", "dy/dx moves all weights.", lambda t, c: (_by_input(t, c), _on_biases(t, c))),
    ("input_gradient", "dy/dx moves weights and biases.", lambda t, c: (_by_input(t, c), _by_input(t, c))),
    (
        "gradients_swapped",
        "dy/dw moves b, dy/db moves w.",
        lambda t, c: (_on_biases(t, c), _on_weights(t, c)),
    ),
    ("gradients_swapped", "dy/dw moves w and b.", lambda t, c: (_on_weights(t, c), _on_weights(t, c))),
    ("gradients_swapped", "dy/db moves w and b.", lambda t, c: (_on_biases(t, c), _on_biases(t, c))),
    ("one_unit_only", "Only the last unit learns.", lambda t, c: _masked(t, c, -1)),
    ("one_unit_only", "Only the first unit learns.", lambda t, c: _masked(t, c, 0)),
    (
        "sequential_update",
        "w has moved when the gradient for b is taken.",
        lambda t, c: (_on_weights(t, c), _on_biases(t, _with_new_weights(t, c))),
    ),
    (
        "sequential_update",
        "b has moved when the gradient for w is taken.",
        lambda t, c: (_on_weights(t, _with_new_biases(t, c)), _on_biases(t, c)),
    ),
    ("sequential_update", "The way back leads through moved weights.", _back_through_new_weights),
    ("start_gradient_kept", "Each step has the gradient of the start.", _at_start),
    ("bias_left_out", "Gradients without biases.", lambda t, c: right_move(t, _no_biases(t, c))),
)


def _never_reset(task: Task, *, losses: bool, steps: bool) -> History:
    sums = [np.zeros_like(task.w), np.zeros_like(task.b)]

    def move(t: Task, c: Batch) -> Step:
        sums[:] = [total + off for total, off in zip(sums, right_move(t, c), strict=True)]
        return sums[0], sums[1]

    history = descend(task, move if steps else right_move)
    return {**history, "loss": np.cumsum(history["loss"])} if losses else history


def _sample_by_sample(task: Task, *, averaged: bool, on_the_way: bool) -> History:
    """Return the history of steps after each sample; a row for each pass through all samples."""
    losses: list[float] = []
    share = task.m if averaged else 1

    def one_pass(t: Task, c: Batch) -> Step:
        w, b, total = c.w, c.b, 0.0
        for x, target in zip(t.inputs, t.targets, strict=True):
            one = replace(t, inputs=np.array([x]), targets=np.array([target]))
            batch = Batch.of(one, w, b)
            total += loss(batch) / t.m
            w, b = w - _on_weights(one, batch) / share, b - _on_biases(one, batch) / share
        losses.append(total)
        return c.w - w, c.b - b

    history = descend(task, one_pass)
    return {**history, "loss": np.array(losses)} if on_the_way else history


def _sample_a_step(task: Task) -> History:
    turn = iter(range(task.steps + 1))
    return descend(task, lambda t, c: along(t, c, _one_sample(next(turn) % t.m, lambda _: 1)(c)))


_RUN_ROWS: tuple[Row, ...] = (
    *(
        (
            "sample_by_sample",
            "w and b move after each sample.",
            lambda t, averaged=averaged, way=way: _sample_by_sample(t, averaged=averaged, on_the_way=way),
        )
        for averaged in (False, True)
        for way in (False, True)
    ),
    ("sample_by_sample", "Each step looks at one sample, in turn.", _sample_a_step),
    *(
        (
            "sums_not_reset",
            "Earlier steps are added once more.",
            lambda t, losses=losses, steps=steps: _never_reset(t, losses=losses, steps=steps),
        )
        for losses, steps in ((True, False), (False, True), (True, True))
    ),
    (
        "start_gradient_kept",
        "Each step has the gradient and the loss of the start.",
        lambda t: descend(t, _at_start, lambda _: loss(Batch.of(t, t.w, t.b))),
    ),
    (
        "bias_left_out",
        "The chain is run without biases.",
        lambda t: descend(t, lambda t, c: right_move(t, _no_biases(t, c)), lambda c: loss(_no_biases(t, c))),
    ),
    (
        "bias_left_out",
        "The losses are those without biases.",
        lambda t: descend(t, right_move, lambda c: loss(_no_biases(t, c))),
    ),
    ("bias_left_out", "The biases start from 0.", lambda t: _right(replace(t, b=0 * t.b))),
)

# Slips in the record


def _right(task: Task) -> History:
    return descend(task, right_move)


def _rows(task: Task, on_loss: slice, on_parameters: slice) -> History:
    """Return rows of a history that is one step longer than was asked for."""
    longer = _right(replace(task, steps=task.steps + 1))
    return {"loss": longer["loss"][on_loss], "w": longer["w"][on_parameters], "b": longer["b"][on_parameters]}


def _everywhere(task: Task, index: int, further: int = 0) -> History:
    losses, w, b = _right(replace(task, steps=task.steps + further)).values()
    rows = slice(0, task.steps + 1)
    return {"loss": losses[rows], "w": 0 * w[rows] + w[index], "b": 0 * b[rows] + b[index]}


def _end(task: Task, *, of_loss: bool) -> History:
    losses, w, b = _right(task).values()
    return {"loss": losses[-1] if of_loss else losses, "w": w[-1], "b": b[-1]}


_ASKED, _AHEAD, _LATE, _EARLY = slice(0, -1), slice(1, None), slice(1, -1), slice(0, -2)

_RECORD_ROWS: tuple[Row, ...] = (
    *(
        (slip, f"{said}.", lambda t, first=first, rest=rest: _rows(t, first, rest))
        for slip, said, first, rest in (
            ("one_step_ahead", "Row k stands after k + 1 steps", _AHEAD, _AHEAD),
            ("one_step_ahead", "The losses are those after the next step", _AHEAD, _ASKED),
            ("one_step_ahead", "w and b are those after the next step", _ASKED, _AHEAD),
            ("row_missing", "The first row is missing", _LATE, _LATE),
            ("row_missing", "The first loss is missing", _LATE, _ASKED),
            ("row_missing", "The first row of w and b is missing", _ASKED, _LATE),
            ("row_missing", "The last row is missing", _EARLY, _EARLY),
            ("row_missing", "The last loss is missing", _EARLY, _ASKED),
            ("row_missing", "The last row of w and b is missing", _ASKED, _EARLY),
            ("row_missing", "The last loss and the first w and b are missing", _EARLY, _LATE),
            ("row_missing", "The first loss and the last w and b are missing", _LATE, _EARLY),
        )
    ),
    ("same_row_everywhere", "All rows of w and b are the last one.", lambda t: _everywhere(t, -1)),
    (
        "same_row_everywhere",
        "All rows of w and b are one array, which has moved once more.",
        lambda t: _everywhere(t, -1, further=1),
    ),
    ("same_row_everywhere", "All rows of w and b are the first one.", lambda t: _everywhere(t, 0)),
    ("only_final_row", "w and b at the end only.", lambda t: _end(t, of_loss=False)),
    ("only_final_row", "The end only.", lambda t: _end(t, of_loss=True)),
)


def _mistake(slip: str, said: str, run: Run) -> Mistake:
    @quiet
    def wrong(w: ArrayLike, b: ArrayLike | None, X: ArrayLike, T: ArrayLike, lr: float, steps: int) -> Any:  # noqa: N803
        start = np.array(w, dtype=np.float64)
        biases = np.zeros_like(start) if b is None else np.array(b, dtype=np.float64)
        inputs, targets = np.array(X, dtype=np.float64), np.array(T, dtype=np.float64)
        return run(Task(start, biases, inputs, targets, float(lr), int(steps)))

    return Mistake(f"train_chain.{slip}", "train_chain", wrong, said)


def _moving(move: Move) -> Run:
    return lambda task: descend(task, move)


def _with_factors(factors: Factors, note: Note) -> Run:
    return lambda task: descend(task, lambda t, batch: along(t, batch, factors(batch)), note)


MISTAKES: tuple[Mistake, ...] = (
    *(
        _mistake(slip, said, _with_factors(factors, note))
        for slip, said, factors, note in (*_LOSS_ROWS, *_SAMPLE_ROWS)
    ),
    *(_mistake(slip, said, _moving(move)) for slip, said, move in _MOVE_ROWS),
    *(_mistake(*row) for row in (*_RUN_ROWS, *_RECORD_ROWS)),
)
