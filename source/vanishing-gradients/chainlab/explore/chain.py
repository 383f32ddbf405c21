"""The widget Chain stepper, which shows what number goes into sigma'."""

from . import words
from .controls import Explorer, button, choice, slider
from .mathematics.chain import PATTERN, candidates, look
from .pictures.chain import draw
from .showing import show
from .yours import Yours

SHEETS = {words.SHEET_A: 4, words.SHEET_B: 5}
OTHERS = (1, 2, 3, 6, 7, 8)


def explore_chain(*, forward, factors=None, dydx=None, sigmoid_prime=None, after=None):
    """Step forward through your chain and back again, and see what each arrow does to a nudge.

    Parameters
    ----------
    forward : function
        Your chain_forward.
    factors, dydx : function
        Your chain_factors and chain_dydx; without them the numbers are measured on your chain_forward.
    sigmoid_prime : function
        Your sigmoid_prime: it is tried at every number that stands near an arrow.
    after : str
        Topic of the prediction that comes first.
    """
    yours = Yours(
        ["chain_forward"],
        chain_forward=forward,
        chain_factors=factors,
        chain_dydx=dydx,
        sigmoid_prime=sigmoid_prime,
    )
    show(make, yours, after)


class Stepper(Explorer):
    """The widget, with buttons for its steps."""

    step = 0

    def go(self, steps):
        """Take some steps; negative ones lead back."""
        self.step = min(max(self.step + steps, 0), 3 * self.controls["n"].value)
        self.redraw()

    def settings(self):
        """Return the values of the controls, and the step."""
        self.step = min(self.step, 3 * self.controls["n"].value)
        return super().settings() | {"step": self.step}

    def arrange(self):
        """Show a slider for each weight that the chain has; a sheet brings its own numbers."""
        n = self.controls["n"].value
        for i in range(1, len(PATTERN) + 1):
            self.controls[f"w{i}"].layout.display = None if i <= n else "none"
        if n in SHEETS.values():
            sheet = {"x": 0.5} | {f"w{i}": weight for i, weight in enumerate(PATTERN[:n], 1)}
            for name, value in sheet.items():
                self.controls[name].value = value


def make(yours):
    """Return the widget as a `Stepper`."""

    def draw_at(n, x, step, **weights):
        seen = look(yours.ready, x, [weights[f"w{i}"] for i in range(1, n + 1)])
        last, near = 3 * n - step, ()  # the arrow passed last, on the way back
        if "sigmoid_prime" in yours.ready and step > n and last % 2:
            near = candidates(yours.ready["sigmoid_prime"], seen, last // 2 + 1)
        return draw(seen, step, near)

    sizes = [*SHEETS.items(), *((words.UNITS[n > 1].format(n=n), n) for n in OTHERS)]
    controls = {"n": choice(words.CHAIN, sizes, 4), "x": slider("x", 0.5, -3.0, 3.0)}
    for i, weight in enumerate(PATTERN, 1):
        controls[f"w{i}"] = slider(words.WEIGHT.format(i=i), weight, -5.0, 5.0)
    buttons = {words.NEXT: 1, words.BACK: -1, words.TO_START: -3 * len(PATTERN)}
    stepper = Stepper(words.CHAIN_ASKS, yours.credits(), controls, draw_at, map(button, buttons))
    for pressed, steps in zip(stepper.buttons, buttons.values(), strict=True):
        pressed.on_click(lambda _, steps=steps: stepper.go(steps))
    return stepper
