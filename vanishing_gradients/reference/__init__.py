"""The reference gradient module: the sigmoid chain and its derivatives, with proved error bounds.

a_0 = x, z_i = w_i a_{i-1} (+ b_i), a_i = sigma(z_i), y = a_n, with n = len(w).
"""

from vanishing_gradients.reference.bounds import (
    POSITIVE_CHAIN_RATE,
    explosive_biases,
    gradient_bound,
    log10_gradient_bound,
    positive_chain_ceiling,
)
from vanishing_gradients.reference.chain import (
    chain_dydx,
    chain_factors,
    chain_forward,
    chain_grads,
    find_counterexample,
)
from vanishing_gradients.reference.depth import depth_curve, log10_abs_dydx, underflow_depth
from vanishing_gradients.reference.differences import (
    best_step,
    central_difference,
    complex_step,
    relative_error,
)
from vanishing_gradients.reference.layers import jacobian, singular_values
from vanishing_gradients.reference.limit import decay_rate, fixed_point
from vanishing_gradients.reference.rounding import forward_error_bounds, gradient_error_bounds
from vanishing_gradients.reference.slope import max_of_sigmoid_prime, window_width, z_with_slope
from vanishing_gradients.reference.training import train_chain
from vanishing_gradients.reference.unit import (
    log_sigmoid_prime,
    sigmoid,
    sigmoid_complex,
    sigmoid_prime,
    sigmoid_second,
    sigmoid_third,
)

__all__ = [
    "POSITIVE_CHAIN_RATE",
    "best_step",
    "central_difference",
    "chain_dydx",
    "chain_factors",
    "chain_forward",
    "chain_grads",
    "complex_step",
    "decay_rate",
    "depth_curve",
    "explosive_biases",
    "find_counterexample",
    "fixed_point",
    "forward_error_bounds",
    "gradient_bound",
    "gradient_error_bounds",
    "jacobian",
    "log10_abs_dydx",
    "log10_gradient_bound",
    "log_sigmoid_prime",
    "max_of_sigmoid_prime",
    "positive_chain_ceiling",
    "relative_error",
    "sigmoid",
    "sigmoid_complex",
    "sigmoid_prime",
    "sigmoid_second",
    "sigmoid_third",
    "singular_values",
    "train_chain",
    "underflow_depth",
    "window_width",
    "z_with_slope",
]
