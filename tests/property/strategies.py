"""What the property tests draw: pre-activations, weights, and chains of ordinary and of wild size."""

from typing import NamedTuple

from hypothesis import strategies as st


class Chain(NamedTuple):
    """The data of one chain."""

    x: float
    w: list[float]
    b: list[float] | None


def finite(low: float, high: float) -> st.SearchStrategy[float]:
    """Floats of an interval."""
    return st.floats(low, high, allow_nan=False, allow_infinity=False)


def nonzero(high: float, low: float = 1e-3) -> st.SearchStrategy[float]:
    """Floats with low <= |value| <= high."""
    return st.one_of(finite(low, high), finite(-high, -low))


#: Where sigma' is not 0 in floats, with the tails as likely as the centre.
pre_activations = st.one_of(
    finite(-745.0, 745.0), finite(-40.0, 40.0), finite(-4.0, 4.0), finite(-1e-8, 1e-8)
)

any_float = st.floats(allow_nan=False)

inputs = finite(-3.0, 3.0)

slopes = st.one_of(
    finite(5e-324, 0.25),
    st.floats(-323.0, -1.0).map(lambda e: 10.0**e),
    st.floats(-17.0, -1.0).map(lambda e: 0.25 - 10.0**e),
)


@st.composite
def chains(
    draw: st.DrawFn,
    *,
    n_max: int = 12,
    size: float = 12.0,
    positive: bool = False,
    biases: bool | None = None,
) -> Chain:
    """Chains without a weight 0; `biases` False, True or, for None, either."""
    n = draw(st.integers(1, n_max))
    weight = finite(1e-3, size) if positive else nonzero(size)
    w = draw(st.lists(weight, min_size=n, max_size=n))
    with_b = draw(st.booleans()) if biases is None else biases
    b = draw(st.lists(finite(-5.0, 5.0), min_size=n, max_size=n)) if with_b else None
    return Chain(draw(inputs), w, b)


def wild_weights(n_max: int = 60) -> st.SearchStrategy[list[float]]:
    """Weights of every finite size and sign, 0 and subnormal ones included."""
    return st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=n_max)
