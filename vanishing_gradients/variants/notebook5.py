"""Right answers to the exercises of notebook 5, written differently."""

from __future__ import annotations

import functools
import itertools
from typing import Any

import numpy as np

from autograder.content import Variants

variants = Variants()

# What students bring along from notebooks 1 and 2.


def sigmoid(z: Any) -> Any:
    """Return sigma(z)."""
    e = np.exp(-np.abs(z))
    return np.where(np.asarray(z) >= 0, 1.0, e) / (1 + e)


def sigmoid_prime(z: Any) -> Any:
    """Return sigma'(z)."""
    e = np.exp(-np.abs(z))
    return e / (1 + e) ** 2


def chain_forward(x: Any, w: Any, b: Any = None) -> Any:
    """Return (z, a)."""
    z, a = np.zeros(len(w)), np.zeros(len(w) + 1)
    a[0] = x
    for i in range(len(w)):
        z[i] = w[i] * a[i] + (0 if b is None else b[i])
        a[i + 1] = sigmoid(z[i])
    return z, a


def chain_grads(x: Any, w: Any, b: Any = None) -> Any:
    """Return {"x": dy/dx, "w": all dy/dw_i, "b": all dy/db_i}."""
    z, a = chain_forward(x, w, b)
    db, back = np.zeros(len(w)), 1.0
    for i in reversed(range(len(w))):
        db[i] = back * sigmoid_prime(z[i])
        back = db[i] * w[i]
    return {"x": back, "w": a[:-1] * db, "b": db}


# train_chain


@variants.add("train_chain", "two loops, lists that grow")
def _(w: Any, b: Any, X: Any, T: Any, lr: Any, steps: Any) -> Any:  # noqa: N803
    w = np.array(w, dtype=float)
    b = np.zeros(len(w)) if b is None else np.array(b, dtype=float)
    losses, ws, bs = [], [], []
    for step in range(steps + 1):
        loss, dw, db = 0.0, np.zeros(len(w)), np.zeros(len(w))
        for x, t in zip(X, T, strict=True):
            _, a = chain_forward(x, w, b)
            grads = chain_grads(x, w, b)
            loss += (a[-1] - t) ** 2 / len(X)
            dw += 2 * (a[-1] - t) * grads["w"] / len(X)
            db += 2 * (a[-1] - t) * grads["b"] / len(X)
        losses.append(loss)
        ws.append(w.copy())
        bs.append(b.copy())
        if step < steps:
            w -= lr * dw
            b -= lr * db
    return {"loss": np.array(losses), "w": np.array(ws), "b": np.array(bs)}


@variants.add("train_chain", "history made first, filled row by row")
def _(w: Any, b: Any, X: Any, T: Any, lr: Any, steps: Any) -> Any:  # noqa: N803
    n, m = len(w), len(X)
    history = {"loss": np.zeros(steps + 1), "w": np.zeros((steps + 1, n)), "b": np.zeros((steps + 1, n))}
    history["w"][0] = w
    if b is not None:
        history["b"][0] = b
    for k in range(steps + 1):
        now = history["w"][k], history["b"][k]
        outputs = np.array([chain_forward(x, *now)[1][-1] for x in X])
        misses = outputs - np.asarray(T)
        history["loss"][k] = np.mean(misses**2)
        if k < steps:
            grads = [chain_grads(x, *now) for x in X]
            for key in ("w", "b"):
                gradient = sum(2 * miss * g[key] for miss, g in zip(misses, grads, strict=True)) / m
                history[key][k + 1] = history[key][k] - lr * gradient
    return history


@variants.add("train_chain", "all samples at once, with its own way back")
def _(w: Any, b: Any, X: Any, T: Any, lr: Any, steps: Any) -> Any:  # noqa: N803
    X, T = np.asarray(X, dtype=float), np.asarray(T, dtype=float)  # noqa: N806
    w = np.asarray(w, dtype=float)
    b = np.zeros_like(w) if b is None else np.asarray(b, dtype=float)
    n, rows = len(w), []
    for _ in range(steps + 1):
        a = [X]
        for i in range(n):
            a.append(sigmoid(w[i] * a[i] + b[i]))
        rows.append((np.mean((a[-1] - T) ** 2), w, b))
        back, dw, db = 2 * (a[-1] - T) / X.size, np.zeros(n), np.zeros(n)
        for i in reversed(range(n)):
            delta = back * a[i + 1] * (1 - a[i + 1])
            dw[i], db[i] = delta @ a[i], delta.sum()
            back = delta * w[i]
        w, b = w - lr * dw, b - lr * db  # new arrays, so that the recorded ones stay
    loss, on_w, on_b = zip(*rows, strict=True)
    return {"loss": np.array(loss), "w": np.array(on_w), "b": np.array(on_b)}


@variants.add("train_chain", "itertools.accumulate over the steps, one table of parameters")
def _(w: Any, b: Any, X: Any, T: Any, lr: Any, steps: Any) -> Any:  # noqa: N803
    def output(x: Any, table: Any) -> Any:
        return chain_forward(x, *table)[1][-1]

    def step(table: Any, _: Any) -> Any:
        pulls = [
            2 * (output(x, table) - t) * np.stack([chain_grads(x, *table)[key] for key in ("w", "b")])
            for x, t in zip(X, T, strict=True)
        ]
        return table - lr * np.mean(pulls, axis=0)

    start = np.array([w, [0] * len(w) if b is None else b], dtype=float)
    tables = np.array(list(itertools.accumulate(range(steps), step, initial=start)))
    losses = [np.mean([(output(x, table) - t) ** 2 for x, t in zip(X, T, strict=True)]) for table in tables]
    return {"loss": losses, "w": tables[:, 0], "b": tables[:, 1]}


@variants.add("train_chain", "recursion over the steps, gradients by imaginary steps")
def _(w: Any, b: Any, X: Any, T: Any, lr: Any, steps: Any) -> Any:  # noqa: N803
    def loss(parameters: Any) -> Any:
        total = 0.0
        for x, t in zip(X, T, strict=True):
            a = x
            for weight, bias in zip(*np.split(parameters, 2), strict=True):
                a = 1 / (1 + np.exp(-weight * a - bias))
            total = total + (a - t) ** 2
        return total / len(X)

    def descend(parameters: Any, left: int) -> Any:
        here = [(loss(parameters), *np.split(parameters, 2))]
        if left == 0:
            return here
        moved = parameters + 1e-30j * np.eye(len(parameters))
        gradient = np.array([loss(row).imag for row in moved]) / 1e-30
        return here + descend(parameters - lr * gradient, left - 1)

    rows = descend(np.concatenate([w, np.zeros(len(w)) if b is None else b]).astype(float), steps)
    return {key: np.array([row[i] for row in rows]) for i, key in enumerate(("loss", "w", "b"))}


# jacobian


@variants.add("jacobian", "diagonal matrices, from the input on")
def _(Ws: Any, x: Any) -> Any:  # noqa: N803
    a = np.asarray(x, dtype=float)
    J = np.eye(len(a))  # noqa: N806
    for W in Ws:  # noqa: N806
        z = W @ a
        J = np.diag(sigmoid_prime(z)) @ W @ J  # noqa: N806
        a = sigmoid(z)
    return J


@variants.add("jacobian", "forward first, then from the output back")
def _(Ws: Any, x: Any) -> Any:  # noqa: N803
    heights = [np.asarray(x, dtype=float)]
    for matrix in Ws:
        heights.append(sigmoid(np.dot(matrix, heights[-1])))
    back = np.eye(len(heights[-1]))
    for matrix, height in zip(Ws[::-1], heights[:0:-1], strict=True):
        back = (back * (height * (1 - height))) @ np.asarray(matrix)
    return back


@variants.add("jacobian", "column by column, a nudge for each input")
def _(Ws: Any, x: Any) -> Any:  # noqa: N803
    columns = []
    for k in range(len(x)):
        a, nudge = np.array(x, dtype=float), np.zeros(len(x))
        nudge[k] = 1.0
        for matrix in Ws:
            z = np.asarray(matrix) @ a
            nudge = sigmoid_prime(z) * (np.asarray(matrix) @ nudge)
            a = sigmoid(z)
        columns.append(nudge)
    return np.column_stack(columns)


@variants.add("jacobian", "recursion: the last layer times the rest")
def _(Ws: Any, x: Any) -> Any:  # noqa: N803
    def both(layers: Any) -> Any:
        if not layers:
            return np.array(x, dtype=float), np.identity(len(x))
        a, rest = both(layers[:-1])
        z = layers[-1] @ a
        return sigmoid(z), sigmoid_prime(z)[:, None] * (layers[-1] @ rest)

    return both([np.asarray(matrix, dtype=float) for matrix in Ws])[1]


@variants.add("jacobian", "functools.reduce over the layers")
def _(Ws: Any, x: Any) -> Any:  # noqa: N803
    links, a = [], np.asarray(x, dtype=float)
    for matrix in map(np.asarray, Ws):
        links.append((matrix.T * sigmoid_prime(matrix @ a)).T)
        a = sigmoid(matrix @ a)
    return functools.reduce(np.matmul, reversed(links))


@variants.add("jacobian", "imaginary steps, all inputs at once")
def _(Ws: Any, x: Any) -> Any:  # noqa: N803
    a = np.asarray(x, dtype=float)[:, None] + 1e-30j * np.eye(len(x))
    for matrix in Ws:
        a = 1 / (1 + np.exp(-np.asarray(matrix) @ a))
    return a.imag / 1e-30


@variants.add("jacobian", "four loops over single numbers")
def _(Ws: Any, x: Any) -> Any:  # noqa: N803
    a = [float(number) for number in x]
    J = [[float(row == column) for column in range(len(a))] for row in range(len(a))]  # noqa: N806
    for W in Ws:  # noqa: N806
        z = [sum(weight * height for weight, height in zip(row, a, strict=True)) for row in W]
        J = [  # noqa: N806
            [sigmoid_prime(z[i]) * sum(W[i][j] * J[j][k] for j in range(len(a))) for k in range(len(x))]
            for i in range(len(z))
        ]
        a = [float(sigmoid(number)) for number in z]
    return np.array(J)


# singular_values


@variants.add("singular_values", "np.linalg.svd, values only")
def _(Ws: Any, x: Any) -> Any:  # noqa: N803
    J, a = np.eye(len(x)), np.asarray(x)  # noqa: N806
    for W in Ws:  # noqa: N806
        J = sigmoid_prime(W @ a)[:, np.newaxis] * W @ J  # noqa: N806
        a = sigmoid(W @ a)
    return np.linalg.svd(J, compute_uv=False)


@variants.add("singular_values", "the middle part of the whole decomposition")
def _(Ws: Any, x: Any) -> Any:  # noqa: N803
    total, a = np.eye(len(x)), np.asarray(x, dtype=float)
    for matrix in Ws:
        a = sigmoid(np.asarray(matrix) @ a)
        total = np.diag(a * (1 - a)) @ matrix @ total
    _, stretches, _ = np.linalg.svd(total.T)  # a matrix and the turned one have the same
    return stretches.tolist()


@variants.add("singular_values", "roots of the eigenvalues of the smaller of J J^T and J^T J")
def _(Ws: Any, x: Any) -> Any:  # noqa: N803
    total, a = np.eye(len(x)), np.asarray(x, dtype=float)
    for matrix in Ws:
        a = sigmoid(np.asarray(matrix) @ a)
        total = np.diag(a * (1 - a)) @ matrix @ total
    square = total @ total.T if total.shape[0] <= total.shape[1] else total.T @ total
    return np.sqrt(np.linalg.eigvalsh(square))[::-1]


@variants.add("singular_values", "positive eigenvalues of the symmetric matrix with J and J^T in its corners")
def _(Ws: Any, x: Any) -> Any:  # noqa: N803
    total, a = np.eye(len(x)), np.asarray(x, dtype=float)
    for matrix in Ws:
        z = np.asarray(matrix) @ a
        total, a = np.diag(sigmoid_prime(z)) @ matrix @ total, sigmoid(z)
    rows, columns = total.shape
    corners = np.block([[np.zeros((rows, rows)), total], [total.T, np.zeros((columns, columns))]])
    return np.sort(np.linalg.eigvalsh(corners))[::-1][: min(rows, columns)]


@variants.add("singular_values", "columns turned until they are at right angles, then their lengths")
def _(Ws: Any, x: Any) -> Any:  # noqa: N803
    total, a = np.eye(len(x)), np.asarray(x, dtype=float)
    for matrix in Ws:
        z = np.asarray(matrix) @ a
        total, a = np.diag(sigmoid_prime(z)) @ matrix @ total, sigmoid(z)
    columns = total if total.shape[0] >= total.shape[1] else total.T.copy()
    for _ in range(30):
        for p, q in itertools.combinations(range(columns.shape[1]), 2):
            u, v = columns[:, p].copy(), columns[:, q].copy()
            angle = 0.5 * np.arctan2(2 * u @ v, u @ u - v @ v)
            columns[:, p] = np.cos(angle) * u + np.sin(angle) * v
            columns[:, q] = np.cos(angle) * v - np.sin(angle) * u
    return sorted((float(np.linalg.norm(column)) for column in columns.T), reverse=True)
