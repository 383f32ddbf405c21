"""The widgets of the notebooks standing still, for a reader without a kernel.

Each is the widget's own picture at one setting, drawn with the reference in the place of the student's
functions; what an exercise nearby asks for is left out.
"""

from __future__ import annotations

from vanishing_gradients import reference
from vanishing_gradients.figures import students_package
from vanishing_gradients.figures.chains import SHEET_A


def _drawn(name: str, *look: object, **shown: object) -> str:
    """Return the SVG of a widget's picture: its module's `draw`, of what its mathematics sees."""
    numbers = students_package.load(f"explore.mathematics.{name}").look(*look)
    svg: str = students_package.load(f"explore.pictures.{name}").draw(numbers, **shown).svg
    return f"{students_package.load('drawing.theme').for_file(svg)}\n"


def tangent() -> str:
    """Return the sigmoid with its tangent, away from the steepest place."""
    return _drawn("tangent", {"sigmoid": reference.sigmoid}, 2.0)


def chain() -> str:
    """Return sheet A's chain after the last step back."""
    functions = {
        "chain_forward": reference.chain_forward,
        "chain_factors": reference.chain_factors,
        "chain_dydx": reference.chain_dydx,
    }
    return _drawn("chain", functions, *SHEET_A, step=3 * len(SHEET_A[1]))


def nudge() -> str:
    """Return what is left of a nudge that ran back through ten units."""
    functions = {"chain_forward": reference.chain_forward, "chain_factors": reference.chain_factors}
    return _drawn("nudge", functions, "sigmoid", 1.0, 0.5, 10, step=20)


def threads() -> str:
    """Return the threads through a chain whose biases make them part at 0.5."""
    return _drawn("threads", reference.chain_forward, 8.0, -4.0, 12, "wide")


def steps() -> str:
    """Return the errors of both ways to measure a slope, on 10 units."""
    names = ("central_difference", "complex_step")
    functions = {
        name: getattr(reference, name)
        for name in (*names, "chain_forward", "chain_dydx", "relative_error", "sigmoid_complex")
    }
    return _drawn("steps", functions, 10, 1.0, names)


def depth() -> str:
    """Return chains with the weight 4, up to 20 units."""
    names = ("depth_curve", "log10_gradient_bound", "chain_grads")
    return _drawn("depth", {name: getattr(reference, name) for name in names}, "sigmoid", 4.0, 0.0, 0.5, 20)


def edge() -> str:
    """Return three units whose biases make the chain steep."""
    names = ("chain_forward", "chain_dydx", "sigmoid", "explosive_biases")
    functions = {name: getattr(reference, name) for name in names}
    return _drawn("edge", functions, 8.0, 3, 0.45, "made")


def window() -> str:
    """Return the factor of one link for one weight, without the curve over all weights."""
    return _drawn("window", {"sigmoid_prime": reference.sigmoid_prime}, 8.0, -3.0)


def race() -> str:
    """Return a chain of 8 units that learns one sample."""
    last = students_package.load("explore.mathematics.race").moments() - 1
    return _drawn("race", reference.train_chain, "one", "sigmoid", 8, moment=last)


EXPLORERS = {
    "explore-chain": chain,
    "explore-depth": depth,
    "explore-edge": edge,
    "explore-nudge": nudge,
    "explore-race": race,
    "explore-steps": steps,
    "explore-tangent": tangent,
    "explore-threads": threads,
    "explore-window": window,
}
"""The widgets' pictures as SVG text, by the names of their files."""
