"""Numbers where they stand: in the proofs, and in the text of the later notebooks, each computed once more.

The number that is looked at stands in pointed brackets; the page has the same words without them.
"""

import re

import mpmath as mp
import numpy as np
import pytest

from autograder.notebooks import cells_of
from tests.property.stated_numbers import A_CHAIN, T, largest_slope, stated
from tools.repository import REPOSITORY, SOURCE
from vanishing_gradients import reference as ref

POWER = re.compile(r" \\cdot 10\^\{?(-?\d+)\}?")


def sigma(z):
    return 1 / (1 + mp.exp(-z))


def loop(start):
    """A fixed point of two layers of weight -10."""
    return float(mp.findroot(lambda a: a - sigma(-10 * sigma(-10 * a)), start))


LOW, MIDDLE, HIGH = loop(0.008), loop(0.163), loop(0.48)
PAIR = 100 * LOW * (1 - LOW) * HIGH * (1 - HIGH)
RATE = abs(ref.decay_rate(-10.0))
TOP = float(mp.findroot(lambda z: z * mp.tanh(z / 2) - 1, 1.5))
"""The z at the ends of the longest window."""


def dydx(n, w, x=0.5):
    return ref.chain_dydx(x, [w] * n)


def by_weights(n):
    return ref.chain_grads(1.0, [1.0] * n)["w"]


def largest_of(weights):
    """The largest |dy/dx| over x of a chain of different weights, on a fine grid."""
    a = np.linspace(-2.0, 2.0, 400_001)
    slope = np.ones_like(a)
    for w in weights:
        slope, a = slope * w * ref.sigmoid_prime(w * a), ref.sigmoid(w * a)
    return slope.max()


def output(x, weights):
    """Return y for an input of any kind that mpmath knows."""
    for w in weights:
        x = sigma(mp.mpf(w) * x)
    return x


def wide_error(n, h):
    """The relative error of the central difference without rounding, every weight 1."""
    with mp.workdps(40):
        ends = [output(mp.mpf("0.5") + side * mp.mpf(h), [1] * n) for side in (1, -1)]
        return float(abs((ends[0] - ends[1]) / (2 * mp.mpf(h)) / mp.mpf(dydx(n, 1.0)) - 1))


def after_one_long_step(x):
    """z of the last of three units after one step with the learning rate 100."""
    run = ref.train_chain([1.0] * 3, [0.0] * 3, [1.0, -1.0], [0.9, 0.1], 100.0, 1)
    return ref.chain_forward(x, run["w"][1], run["b"][1])[0][-1]


def residual(w):
    """dy/dx of a residual chain of 50 units, x = 0.5."""
    a, slope = 0.5, 1.0
    for _ in range(50):
        slope, a = slope * (1 + w * ref.sigmoid_prime(w * a)), a + ref.sigmoid(w * a)
    return slope


def moved():
    """How far each weight of eight units moves in 400 steps on one sample."""
    run = ref.train_chain([1.0] * 8, [0.0] * 8, [1.0], [0.2], 0.5, 400)
    return np.abs(run["w"][-1] - 1.0)


def sideways(h):
    x = complex(A_CHAIN[0], h)
    for w in A_CHAIN[1]:
        x = 1 / (1 + np.exp(-w * x))
    return x.imag


PROOFS = {
    r"with $t = <0.2784645>$": T,
    r"keeps <0.307> in layer 2": dydx(2, 1.9) / dydx(1, 1.9),
    r"$w = z/\sigma(z) = (1+t)^2 = <1.6345>$": (1 + T) ** 2,
    r"keeps $\lambda \le <0.2785>$": T,
    r"$w = -(1+t)^2/t = <-5.8696>$": -((1 + T) ** 2) / T,
    r"fixed points: <0.00820>,": LOW,
    r"$a^* = <0.16335>$ and 0.47950": MIDDLE,
    r"and <0.47950>.": HIGH,
    r"$h'(a^*) = \lambda^2 = <1.868>": RATE**2,
    r"a(1-a)\,a'(1-a') = <0.2030>$": PAIR,
    r"that is <0.4506> for each layer": PAIR**0.5,
    r"$z = <1.5434>$": TOP,
    r"$|w| = <6.894>$": 1 / ref.sigmoid_prime(TOP),
    r"length <0.4477>.": 2 * TOP * ref.sigmoid_prime(TOP),
    r"$|z| = \ln(3 + 2\sqrt2) = <1.7627>$": np.log(3 + 2 * np.sqrt(2)),
    r"the stretch is <3.525> wide": 2 * np.log(3 + 2 * np.sqrt(2)),
    r"$<1.6 \cdot 10^{-21}>$ at $x = 0.5$": dydx(20, 3.9),
    r"$<3 \cdot 10^{-70}>$ for 10 units": dydx(10, 20.0),
    r"the ceiling is <1.5625>": ref.gradient_bound([20.0, 1.0, 20.0, 1.0]),
    r"over all $x$ is $<5.4 \cdot 10^{-5}>$": largest_of((20.0, 1.0, 20.0, 1.0)),
    r"$1/t = <3.59>$": 1 / T,
    r"should be $<8.7 \cdot 10^{-323}>$": -1e-320 * ref.chain_dydx(*A_CHAIN),
    r"comes out as <18>": -sideways(1e-320) / 5e-324,
    r"<0.648> decades for each layer": -np.log10(ref.decay_rate(1.0)),
}
NOTEBOOK_3 = {
    r"Your function gives $<2.26 \cdot 10^{-12}>$": dydx(18, 1.0),
    r"$2h \cdot dy/dx = <2.7 \cdot 10^{-17}>$": 2 * 6e-6 * dydx(18, 1.0),
    r"$<6 \cdot 10^{-4}>$ at $h = 0.1$": wide_error(18, "0.1"),
    r"agrees to <0.06> percent": 100 * wide_error(18, "0.1"),
}
NOTEBOOK_4 = {
    r"weights 20, 1, 20, 1 is <1.56>": ref.gradient_bound([20.0, 1.0, 20.0, 1.0]),
    r"lies near $w = <1.63>$": (1 + T) ** 2,
    r"only <0.278> of $|dy/dx|$": T,
    r"the slope is $<2 \cdot 10^{-9}>$; times 20": ref.sigmoid_prime(20.0),
    r"$10\,\sigma'(5) = <0.066>$": 10 * ref.sigmoid_prime(5.0),
    r"over all $x$ is 2.5, <1.91>,": largest_slope(10.0, 2),
    r"2.5, 1.91, <0.023>, $1.1": largest_slope(10.0, 3),
    r"two values, <0.0082> and 0.4795": LOW,
    r"0.0082 and <0.4795>": HIGH,
    r"the gradient vanishes (<0.451> per layer)": PAIR**0.5,
    r"$|\lambda| = <1.367>$ per layer": RATE,
    r"per layer (<22.7> at $n = 10$)": RATE**10,
    r"at $n = 10$ up to <24.4>": largest_slope(-10.0, 10),
    r"$n = 10$, $x = 0.5$: $<3.0 \cdot 10^{-6}>$": dydx(10, 2.0),
    r"$<2.8 \cdot 10^{-7}>$ in layer 1": by_weights(10)[0],
    r"<0.148> in layer 10": by_weights(10)[-1],
}
NOTEBOOK_5 = {
    r"$z_3 \approx <-7.8>$ for $x = 1$": after_one_long_step(1.0),
    r"$<-7.5>$ for $x = -1$": after_one_long_step(-1.0),
    r"the last one has moved by <0.9>": moved()[-1],
    r"the first by <0.00002>": moved()[0],
    r"$1/0.2785 \approx <3.59>$": 1 / T,
    r"residual with $w = 1$: <1.79>": residual(1.0),
    r"with $w = -1$: <0.046>": residual(-1.0),
    r"plain with $w = 1$: $<4 \cdot 10^{-33}>$": dydx(50, 1.0),
    r"2^{30} \approx <1.07 \cdot 10^9>$": 2.0**30,
}


def texts(notebook):
    return "\n".join(cell.source for cell in cells_of(SOURCE) if cell.notebook.startswith(notebook))


PAGES = {
    "proofs": ((REPOSITORY / "docs" / "proofs.md").read_text("utf-8"), PROOFS),
    "notebook 3": (texts("03"), NOTEBOOK_3),
    "notebook 4": (texts("04"), NOTEBOOK_4),
    "notebook 5": (texts("05"), NOTEBOOK_5),
}


@pytest.mark.parametrize(
    ("page", "words", "value"),
    [(page, words, value) for page, (_, numbers) in PAGES.items() for words, value in numbers.items()],
)
def test_a_number_on_a_page_is_the_computed_one(page, words, value):
    text = " ".join(PAGES[page][0].split())
    assert words.replace("<", "").replace(">", "") in text
    number = re.search(r"<([^>]+)>", words)
    assert stated(value, POWER.sub(r"e\1", number[1]))


# What the proofs rest on


def test_z_times_one_minus_sigma_has_its_maximum_t_at_1_plus_t():
    z = np.linspace(0.0, 40.0, 400_001)
    values = z * ref.sigmoid(-z)
    assert values.max() == pytest.approx(T, rel=1e-9)
    assert z[values.argmax()] == pytest.approx(1 + T, abs=1e-3)


def test_the_schwarzian_derivative_of_the_sigmoid_is_minus_one_half():
    z = np.linspace(-6.0, 6.0, 121)
    s, d1, d2 = ref.sigmoid(z), ref.sigmoid_prime(z), ref.sigmoid_second(z)
    third = d1 * (1 - 6 * s * (1 - s))
    assert third / d1 - 1.5 * (d2 / d1) ** 2 == pytest.approx(-0.5, abs=1e-12)


def test_two_layers_of_weight_minus_10_have_three_fixed_points():
    a = np.linspace(0.0, 1.0, 1_000_001)
    beyond = ref.sigmoid(-10 * ref.sigmoid(-10 * a)) > a
    assert np.count_nonzero(np.diff(beyond)) == 3
