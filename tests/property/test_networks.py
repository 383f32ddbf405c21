"""Training follows gradient descent, and the Jacobian of matrix layers is the derivative of the network."""

from itertools import pairwise

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.property import strategies as draw
from tests.property import truth
from tests.property.truth import EPS
from vanishing_gradients import reference as ref

X, TARGETS = [1.0, -1.0], [0.9, 0.1]


@st.composite
def networks(draw_one):
    """Matrices W_1 .. W_L that fit, and an input."""
    sizes = draw_one(st.lists(st.integers(1, 5), min_size=2, max_size=7))
    entries = st.one_of(st.just(0.0), draw.nonzero(3.0))
    matrices = [draw_one(arrays(np.float64, (m, k), elements=entries)) for k, m in pairwise(sizes)]
    return matrices, draw_one(arrays(np.float64, (sizes[0],), elements=entries))


def true_jacobian(matrices, x):
    """J and, for the scale of its error, |D_L W_L| ... |D_1 W_1|, at 50 digits."""
    a = mp.matrix([mp.mpf(v) for v in x])
    total = scale = mp.eye(len(x))
    for matrix in matrices:
        layer = mp.matrix(matrix.tolist())
        z = layer * a
        layer = mp.matrix(
            [[truth.slope(z[i]) * layer[i, j] for j in range(layer.cols)] for i in range(layer.rows)]
        )
        total, scale = layer * total, layer.apply(abs) * scale
        a = z.apply(truth.sigma)
    return total, scale


@settings(deadline=None, max_examples=60)
@given(networks())
def test_jacobian_is_right_to_100_eps_of_the_sum_over_all_paths(network):
    with mp.workdps(50):
        total, scale = true_jacobian(*network)
        computed = ref.jacobian(*network)
        assert all(
            abs(mp.mpf(float(computed[i, j])) - total[i, j]) <= 100 * EPS * scale[i, j]
            for i in range(total.rows)
            for j in range(total.cols)
        )


@settings(deadline=None)
@given(draw.chains(biases=False))
def test_jacobian_of_1_by_1_matrices_is_the_chain(chain):
    matrices = [[[v]] for v in chain.w]
    bound = 2 * ref.gradient_error_bounds(*chain)["x"]
    exact = ref.chain_dydx(*chain)
    assert abs(ref.jacobian(matrices, chain.x)[0, 0] - exact) <= bound * abs(exact)


@settings(deadline=None)
@given(networks())
def test_jacobian_has_a_row_for_each_output_and_a_column_for_each_input(network):
    matrices, x = network
    assert ref.jacobian(matrices, x).shape == (len(matrices[-1]), len(x))


@settings(deadline=None)
@given(networks())
def test_singular_values_descend(network):
    values = ref.singular_values(*network)
    assert (np.diff(values) <= 0.0).all()


@settings(deadline=None)
@given(networks())
def test_squares_of_the_singular_values_add_up_to_the_squares_of_the_entries(network):
    assert np.linalg.norm(ref.singular_values(*network)) == pytest.approx(
        np.linalg.norm(ref.jacobian(*network))
    )


@pytest.mark.parametrize(
    ("matrices", "x"),
    [
        ([], [1.0]),
        ([[[1.0, 2.0]]], [1.0]),
        ([[1.0]], [1.0]),
        ([[[float("nan")]]], [1.0]),
        ([[[1.0]]], []),
        ([[[1.0]], [[1.0, 1.0]]], [1.0]),
    ],
)
def test_a_network_that_does_not_fit_is_a_value_error(matrices, x):
    with pytest.raises(ValueError, match=r"\.$"):
        ref.jacobian(matrices, x)


def precise_losses(n, lr, steps):
    """The losses of the same descent at 50 digits."""
    w, b, losses = [mp.mpf(1)] * n, [mp.mpf(0)] * n, []
    for _ in range(steps + 1):
        misses = [truth.output(mp.mpf(x), w, b) - mp.mpf(t) for x, t in zip(X, TARGETS, strict=True)]
        losses.append(mp.fsum(m * m for m in misses) / 2)
        grads = [truth.gradients(x, w, b) for x in X]
        w = [
            v - lr * mp.fsum(m * g[1][i] for m, g in zip(misses, grads, strict=True)) for i, v in enumerate(w)
        ]
        b = [
            v - lr * mp.fsum(m * g[2][i] for m, g in zip(misses, grads, strict=True)) for i, v in enumerate(b)
        ]
    return losses


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_losses_of_50_steps_are_right_to_12_digits(n):
    with mp.workdps(50):
        true = precise_losses(n, 5, 50)
    loss = ref.train_chain([1.0] * n, [0.0] * n, X, TARGETS, 5.0, 50)["loss"]
    assert max(abs(mp.mpf(float(c)) / t - 1) for c, t in zip(loss, true, strict=True)) <= 1e-12


def test_history_has_a_row_before_the_first_step_and_after_each():
    history = ref.train_chain([1.0, 2.0], None, X, TARGETS, 0.5, 7)
    assert (history["loss"].shape, history["w"].shape, history["b"].shape) == ((8,), (8, 2), (8, 2))


def test_history_begins_with_the_weights_given():
    assert ref.train_chain([1.0, 2.0], None, X, TARGETS, 0.5, 3)["w"][0].tolist() == [1.0, 2.0]


def test_no_steps_leave_the_loss_of_the_start():
    history = ref.train_chain([0.0], [0.0], [1.0, 2.0], [0.5, 1.0], 1.0, 0)
    assert history["loss"].tolist() == [0.125]


@settings(deadline=None, max_examples=30)
@given(draw.chains(n_max=5, size=3.0, biases=True))
def test_a_small_step_lowers_the_loss_by_the_square_of_the_gradient(chain):
    lr = 1e-6
    history = ref.train_chain(chain.w, chain.b, [chain.x], [2.0], lr, 1)
    step = np.concatenate([np.diff(history[k], axis=0).ravel() for k in ("w", "b")]) / lr
    fall = (history["loss"][0] - history["loss"][1]) / lr
    assert fall == pytest.approx(float(step @ step), rel=1e-3, abs=1e-8)


def test_training_leaves_its_input_alone():
    w, b = np.array([1.0, 2.0]), np.array([0.5, -0.5])
    ref.train_chain(w, b, X, TARGETS, 5.0, 3)
    assert (w.tolist(), b.tolist()) == ([1.0, 2.0], [0.5, -0.5])


@pytest.mark.parametrize(
    ("w", "b", "x", "t", "steps"),
    [
        ([1.0], [0.0], [1.0], [1.0, 2.0], 1),
        ([1.0], [0.0, 0.0], [1.0], [1.0], 1),
        ([1.0], [0.0], [], [], 1),
        ([1.0], [0.0], [1.0], [1.0], -1),
        ([1.0], [0.0], [1.0], [1.0], 1.5),
        ([1.0], [0.0], [1.0], [float("nan")], 1),
    ],
)
def test_a_training_that_makes_no_sense_is_a_value_error(w, b, x, t, steps):
    with pytest.raises(ValueError, match=r"\.$"):
        ref.train_chain(w, b, x, t, 0.1, steps)
