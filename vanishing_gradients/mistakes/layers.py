"""Wrong answers for the Jacobian of layers of many units and its singular values.

Where the shapes do not fit, the student's product would raise: such a formula gives nan there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from autograder.content import Mistake
from vanishing_gradients.mistakes.base import Vector, quiet, sigma, slope

Matrices = Sequence[Vector]


@dataclass(frozen=True)
class Net:
    """A network with all its values, for wrong formulas to pick from.

    Parameters
    ----------
    matrices
        W_1 .. W_L.
    z, a
        Pre-activations of the L layers; activations, one more, a[0] = x.
    """

    matrices: Matrices
    z: Matrices
    a: Matrices

    @classmethod
    def of(cls, matrices: Matrices, x: Vector, squash: Callable[[Vector], Vector] = sigma) -> Net:
        """Run the forward pass."""
        z, a = [], [x]
        for matrix in matrices:
            z.append(np.asarray(matrix @ a[-1]))
            a.append(squash(z[-1]))
        return cls(matrices, z, a)

    @property
    def slopes(self) -> Matrices:
        """Slopes of the units of each layer, at their own pre-activations."""
        return [slope(z) for z in self.z]

    @property
    def links(self) -> Matrices:
        """Right derivative of each layer by the one before it."""
        return _scaled(self.slopes, self.matrices)

    @property
    def right(self) -> Vector:
        """The right Jacobian."""
        return _product(self.links)


Formula = Callable[[Net], Any]
Row = tuple[str, str, Formula]


def _scaled(factors: Iterable[ArrayLike], matrices: Matrices) -> Matrices:
    """Return each matrix with its rows multiplied by the factors of its layer."""
    return [np.asarray(f).reshape(-1, 1) * m for f, m in zip(factors, matrices, strict=True)]


def _product(matrices: Matrices) -> Vector:
    """Return M_L ... M_1."""
    return reduce(lambda total, matrix: np.asarray(matrix @ total), matrices)


def _with(factors: Callable[[Net], Iterable[ArrayLike]]) -> Formula:
    """Return the product with these factors instead of the slopes."""
    return lambda n: _product(_scaled(factors(n), n.matrices))


def _right_of(net: Net) -> Vector:
    return net.right


def _from(change: Callable[[Net], Net], then: Formula = _right_of) -> Formula:
    return lambda n: then(change(n))


def _columns(factors: Matrices, matrices: Matrices) -> Matrices:
    """Return `matrix * factors` as numpy does it: column by column, or as the shapes allow."""
    return [np.asarray(m * f) for f, m in zip(factors, matrices, strict=True)]


def _turned(net: Net) -> Net:
    return Net.of([matrix.T for matrix in net.matrices], net.a[0])


def _back_turned(net: Net) -> Vector:
    return _product(_scaled(net.slopes, [matrix.T for matrix in net.matrices]))


def _of_weights(net: Net) -> Vector:
    return _product(net.matrices)


def _last_slopes_missing(net: Net) -> Vector:
    return _product([*net.links[:-1], net.matrices[-1]])


def _elementwise(net: Net) -> Vector:
    return reduce(lambda total, link: np.asarray(link * total), net.links)


_JACOBIAN: tuple[Row, ...] = (
    (
        "order_reversed",
        "The factor of the first layer stands on the left.",
        lambda n: _product(n.links[::-1]),
    ),
    ("slope_at_activation", "Slopes at a_l, not at z_l.", _with(lambda n: [slope(a) for a in n.a[1:]])),
    ("slope_at_incoming", "Slopes at a_{l-1}.", _with(lambda n: [slope(a) for a in n.a[:-1]])),
    (
        "slope_at_incoming",
        "Slopes at a_{l-1}, on the columns of W_l.",
        lambda n: _product(_columns([slope(a) for a in n.a[:-1]], n.matrices)),
    ),
    ("slopes_missing", "The product of the matrices alone.", _of_weights),
    ("slopes_on_columns", "W_l D_l stands for D_l W_l.", lambda n: _product(_columns(n.slopes, n.matrices))),
    ("last_slopes_missing", "The slopes of the last layer are missing.", _last_slopes_missing),
    (
        "first_slopes_missing",
        "The slopes of the first layer are missing.",
        lambda n: _product([n.matrices[0], *n.links[1:]]),
    ),
    (
        "first_layer_missing",
        "The derivative by a_1, not by x.",
        lambda n: _product([np.eye(len(n.z[0])), *n.links[1:]]),
    ),
    (
        "last_layer_missing",
        "The derivative of a_{L-1}, not of y.",
        lambda n: _product([np.eye(len(n.a[0])), *n.links[:-1]]),
    ),
    ("one_layer_only", "The last layer alone.", lambda n: n.links[-1]),
    ("one_layer_only", "The first layer alone.", lambda n: n.links[0]),
    ("layers_added", "The layers are added.", lambda n: reduce(np.add, n.links)),
    ("matrix_turned", "The turned matrices everywhere.", _from(_turned)),
    ("matrix_turned", "The turned matrices forward only.", _from(_turned, _back_turned)),
    ("matrix_turned", "The turned matrices in the product only.", _back_turned),
    ("input_squashed", "The net starts from sigma(x).", _from(lambda n: Net.of(n.matrices, sigma(n.a[0])))),
    (
        "input_everywhere",
        "Each slope is taken at W_l x.",
        _with(lambda n: [slope(m @ n.a[0]) for m in n.matrices]),
    ),
    (
        "sigmoid_left_out",
        "The forward pass has no sigmoids.",
        _from(lambda n: Net.of(n.matrices, n.a[0], lambda z: z)),
    ),
    ("elementwise_product", "The layers are multiplied entry by entry.", _elementwise),
    (
        "elementwise_product",
        "Starting from the identity, they are multiplied entry by entry.",
        lambda n: _elementwise(n) * np.eye(len(n.a[0])),
    ),
    (
        "elementwise_product",
        "diag(slopes) times W_l is taken entry by entry.",
        lambda n: _product([np.diag(s) * m for s, m in zip(n.slopes, n.matrices, strict=True)]),
    ),
    ("height_for_slope", "a_l stands for the slope.", _with(lambda n: n.a[1:])),
    ("half_slope", "1 - a_l stands for the slope.", _with(lambda n: [1 - a for a in n.a[1:]])),
    ("slope_formula_on_z", "z (1 - z) stands for the slope.", _with(lambda n: [z * (1 - z) for z in n.z])),
    ("one_slope_a_layer", "The mean slope of each layer.", _with(lambda n: [np.mean(s) for s in n.slopes])),
    ("one_slope_a_layer", "The product of its slopes.", _with(lambda n: [np.prod(s) for s in n.slopes])),
    ("one_slope_a_layer", "The slope of its first unit.", _with(lambda n: [s[0] for s in n.slopes])),
    ("ceiling_for_value", "A slope of 1/4 everywhere.", lambda n: _of_weights(n) / 4.0 ** len(n.z)),
    ("sides_added", "The sum over the outputs.", lambda n: np.sum(n.right, axis=0)),
    ("sides_added", "The sum over the inputs.", lambda n: np.sum(n.right, axis=1)),
    ("sides_added", "The mean of all entries.", lambda n: np.mean(n.right)),
    ("sides_added", "The sum of all entries.", lambda n: np.sum(n.right)),
    ("times_input", "J x.", lambda n: n.right @ n.a[0]),
    ("times_input", "Each column times its input.", lambda n: n.right * n.a[0]),
    ("output_returned", "The output is returned.", lambda n: n.a[-1]),
)


def _values(matrix: ArrayLike) -> Vector:
    return np.asarray(np.linalg.svd(np.atleast_2d(matrix), compute_uv=False))


def _falling(numbers: ArrayLike) -> Vector:
    return np.sort(np.asarray(numbers))[::-1]


def _eigenvalues(net: Net) -> Any:
    return np.linalg.eigvals(net.right)


def _multiplied(matrices: Matrices) -> Vector:
    """Return the singular values of all factors, multiplied rank by rank."""
    return np.asarray(np.prod(np.stack([_values(matrix) for matrix in matrices]), axis=0))


_OTHER_JACOBIANS = (
    "order_reversed", "slope_at_activation", "slope_at_incoming", "slopes_on_columns", "last_slopes_missing",
    "first_slopes_missing", "first_layer_missing", "last_layer_missing", "one_layer_only", "layers_added",
    "matrix_turned", "input_squashed", "input_everywhere", "sigmoid_left_out", "elementwise_product",
    "height_for_slope", "half_slope", "one_slope_a_layer", "ceiling_for_value",
)  # fmt: skip

_SINGULAR: tuple[Row, ...] = (
    ("of_weights", "Those of the product of the matrices alone.", lambda n: _values(_of_weights(n))),
    ("eigenvalues", "The eigenvalues of J.", _eigenvalues),
    ("eigenvalues", "The sizes of its eigenvalues.", lambda n: np.abs(_eigenvalues(n))),
    ("eigenvalues", "The same, falling.", lambda n: _falling(np.abs(_eigenvalues(n)))),
    ("eigenvalues", "The real parts of its eigenvalues.", lambda n: np.real(_eigenvalues(n))),
    ("eigenvalues", "The same, falling.", lambda n: _falling(np.real(_eigenvalues(n)))),
    ("squared", "The squares.", lambda n: _values(n.right) ** 2),
    ("squared", "The squares, rising.", lambda n: _values(n.right)[::-1] ** 2),
    ("root_taken", "The roots.", lambda n: np.sqrt(_values(n.right))),
    ("logarithm", "Their logarithms to base 10.", lambda n: np.log10(_values(n.right))),
    ("logarithm", "Their natural logarithms.", lambda n: np.log(_values(n.right))),
    ("largest_only", "The largest, as a number.", lambda n: _values(n.right)[0]),
    ("largest_only", "The largest, in an array.", lambda n: _values(n.right)[:1]),
    ("one_size", "The root of the sum of squares of all entries.", lambda n: np.linalg.norm(n.right)),
    ("one_size", "Their sum.", lambda n: np.sum(_values(n.right))),
    ("one_size", "Their product.", lambda n: np.prod(_values(n.right))),
    ("one_size", "The ratio of largest and smallest.", lambda n: _values(n.right)[0] / _values(n.right)[-1]),
    ("whole_decomposition", "All three parts.", lambda n: tuple(np.linalg.svd(n.right))),
    ("whole_decomposition", "The left directions.", lambda n: np.linalg.svd(n.right)[0]),
    ("whole_decomposition", "The right directions.", lambda n: np.linalg.svd(n.right)[2]),
    ("layer_by_layer", "Those of all layers, multiplied.", lambda n: _multiplied(n.links)),
    ("layer_by_layer", "Those of all matrices, multiplied.", lambda n: _multiplied(n.matrices)),
    ("layer_by_layer", "Those of each layer.", lambda n: [_values(link) for link in n.links]),
    ("layer_by_layer", "Those of each matrix.", lambda n: [_values(matrix) for matrix in n.matrices]),
    *(
        (
            "lengths",
            f"The lengths of the {which}{order[0]}.",
            lambda n, axis=axis, order=order: order[1](n, axis),
        )
        for which, axis in (("columns", 0), ("rows", 1))
        for order in (
            ("", lambda n, axis: np.linalg.norm(n.right, axis=axis)),
            (", falling", lambda n, axis: _falling(np.linalg.norm(n.right, axis=axis))),
        )
    ),
    ("relative_to_largest", "Divided by the largest.", lambda n: _values(n.right) / _values(n.right)[0]),
    *(
        ("other_jacobian", f"Those of another matrix: {said}", lambda n, formula=formula: _values(formula(n)))
        for slip, said, formula in _JACOBIAN
        if slip in _OTHER_JACOBIANS
    ),
)


def _on_nets(exercise: str, rows: Iterable[Row]) -> tuple[Mistake, ...]:
    return tuple(Mistake(f"{exercise}.{slip}", exercise, _fitting(f), said) for slip, said, f in rows)


def _fitting(formula: Formula) -> Callable[..., Any]:
    @quiet
    def wrong(Ws: Sequence[ArrayLike], x: ArrayLike) -> Any:  # noqa: N803 - the field's name for matrices
        matrices = [np.array(matrix, dtype=np.float64) for matrix in Ws]
        try:
            return formula(Net.of(matrices, np.atleast_1d(np.array(x, dtype=np.float64))))
        except ValueError:  # shapes that do not fit; LinAlgError is one too
            return np.nan

    return wrong


MISTAKES: tuple[Mistake, ...] = (*_on_nets("jacobian", _JACOBIAN), *_on_nets("singular_values", _SINGULAR))
