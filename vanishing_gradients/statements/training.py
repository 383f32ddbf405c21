"""Quantities of training, of random weights and of cures."""

from __future__ import annotations

import math
from functools import cache
from math import cosh, erf, exp, pi, sqrt, tanh
from typing import Any

import numpy as np

from vanishing_gradients.reference import (
    chain_forward,
    log_sigmoid_prime,
    sigmoid,
    sigmoid_prime,
    singular_values,
    train_chain,
)

TASK = ([1.0, -1.0], [0.9, 0.1])
ONE_SAMPLE = ([1.0], [0.2])
"""The two samples on which notebook 5 trains."""

STEPS_TO_HALVE = (1, 5, 20, 66, 210, 713, 2564, 9611)
"""Steps until the loss is half of the first, for n = 1..8: all w = 1 and b = 0 at the start, learning rate 5.

Measured with `reference.train_chain`: 12,600 steps in all, too many to repeat for each drawing.
"""


@cache
def eight(step: int = 400) -> Any:
    """Return the run of notebook 1: eight units, x = 1, target 0.2, learning rate 0.5."""
    return train_chain([1.0] * 8, [0.0] * 8, *ONE_SAMPLE, 0.5, step)


def learned(i: int) -> float:
    """Return w_i after it."""
    return float(eight()["w"][-1][i - 1])


def moved(i: int) -> float:
    """Return how far w_i moved in it."""
    return abs(learned(i) - 1.0)


@cache
def steps_to_half(n: int, limit: int = 10_000) -> int | None:
    """Return the steps until n units halve their loss on the task of notebook 5; None if they need more."""
    loss = train_chain([1.0] * n, [0.0] * n, *TASK, 5.0, limit)["loss"]
    half = loss <= loss[0] / 2
    return int(half.argmax()) if half.any() else None


def measured_steps(n: int) -> int:
    """Return the same, from the table of the figure, which a slow test measures again."""
    return STEPS_TO_HALVE[n - 1]


@cache
def long_steps() -> Any:
    """Return 300 steps of three units with the learning rate 100."""
    return train_chain([1.0] * 3, [0.0] * 3, *TASK, 100.0, 300)


def after_one_long_step(x: float) -> float:
    """Return z of the last of three units after one of them."""
    run = long_steps()
    return float(chain_forward(x, run["w"][1], run["b"][1])[0][-1])


def one_unit_loss(w: float) -> float:
    """Return the loss of one unit with weight w on the task of notebook 5."""
    return loss_of(*(float(sigmoid(w * x)) for x in TASK[0]))


def loss_of(*outputs: float) -> float:
    """Return the loss of answers to the two samples."""
    return float(np.mean((np.array(outputs) - np.array(TASK[1])) ** 2))


def residual(w: float, n: int = 50) -> float:
    """Return dy/dx of a residual chain, x = 0.5."""
    at, size = 0.5, 1.0
    for _ in range(n):
        size, at = size * (1 + w * float(sigmoid_prime(w * at))), at + float(sigmoid(w * at))
    return size


def activated(name: str, w: float, n: int = 30) -> float:
    """Return dy/dx of n units with another activation, x = 0.5."""
    at, size = 0.5, 1.0
    for _ in range(n):
        z_i = w * at
        if name == "tanh":
            at, d = tanh(z_i), 1 / cosh(z_i) ** 2
        elif name == "GELU":
            share = 0.5 * (1 + erf(z_i / sqrt(2)))
            at, d = z_i * share, share + z_i * exp(-(z_i**2) / 2) / sqrt(2 * pi)
        else:
            at, d = max(z_i, 0.0), float(z_i > 0)
        size *= w * d
    return size


def ellipse() -> Any:
    """Return the singular values of the layer in the figure of notebook 5."""
    return singular_values([[[5.0, 2.5], [1.5, 3.0]]], [0.3, -0.4])


def wide(scale: float) -> float:
    """Give the root mean square stretch of one layer of infinite width.

    sqrt(chi), chi = s**2 E sigma'(Z)**2 with Z normal of variance q, q = s**2 E sigma(Z)**2
    (Schoenholz et al., Deep Information Propagation, 2017).
    """
    t = np.linspace(-10.0, 10.0, 4001)
    weight = np.exp(-0.5 * t * t)
    weight /= weight.sum()
    q = 1.0
    for _ in range(40):
        q = scale**2 * float(weight @ sigmoid(math.sqrt(q) * t) ** 2)
    return scale * math.sqrt(float(weight @ sigmoid_prime(math.sqrt(q) * t) ** 2))


@cache
def narrow(scale: float, draws: int = 20_000, layers: int = 60, seed: int = 7) -> float:
    """Measure the typical factor, exp of the mean of log |w sigma'(z)|, of chains with random weights."""
    draw, a, logs = np.random.default_rng(seed), np.full(draws, 0.5), []
    for layer in range(layers):
        w = draw.normal(0.0, scale, a.size)
        z = w * a
        a = sigmoid(z)
        if layer >= 20:  # the first layers still remember where they started
            logs.append(np.mean(np.log(np.abs(w)) + log_sigmoid_prime(z)))
    return math.exp(float(np.mean(logs)))


@cache
def random_sizes(spread: float, layers: int = 20, draws: int = 20_000) -> Any:
    """Return log10 |dy/dx| of bias-free chains with weights from a normal distribution around 0."""
    rng = np.random.default_rng(4)
    a, size = np.full(draws, 0.5), np.zeros(draws)
    for _ in range(layers):
        w = spread * rng.standard_normal(draws)
        size += (np.log(np.abs(w)) + log_sigmoid_prime(w * a)) / np.log(10.0)
        a = sigmoid(w * a)
    return size


@cache
def network(s: float, layers: int = 12, width: int = 50) -> float:
    """Return the middle one, over 40 draws, of the mean share that one layer of 50 units keeps of a nudge."""
    shares = []
    for seed in range(40):
        generator = np.random.default_rng(seed)
        at = generator.standard_normal(width)
        nudge = generator.standard_normal(width)
        start = np.linalg.norm(nudge)
        for _ in range(layers):
            matrix = generator.normal(0.0, s / math.sqrt(width), (width, width))
            z_i = matrix @ at
            nudge, at = sigmoid_prime(z_i) * (matrix @ nudge), sigmoid(z_i)
        shares.append((np.linalg.norm(nudge) / start) ** (1 / layers))
    return float(np.mean(shares))


@cache
def normalised(n: int = 30, batch: int = 256) -> float:
    """Return the middle |dy/dx| of a normalised chain, w = 1, over inputs from a normal distribution."""
    sizes: list[float] = []
    for seed in range(20):
        at = np.random.default_rng(seed).standard_normal(batch)
        factor = np.ones(batch)
        for _ in range(n):
            spread = at.std()
            z_i = (at - at.mean()) / spread
            factor, at = factor * sigmoid_prime(z_i) / spread, sigmoid(z_i)
        sizes += np.abs(factor).tolist()
    return float(np.median(sizes))
