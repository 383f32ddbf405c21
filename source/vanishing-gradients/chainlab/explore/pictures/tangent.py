"""Picture of the widget Tangent: the sigmoid with its tangent, below it the two derivatives."""

import numpy as np

from .. import words
from ..mathematics.tangent import HIGH, LOW, Z
from ..panel import Axis, Handle, Panel, Sheet, ends
from ..picture import Shown, paragraphs
from ..svg import GUIDE, OTHER, THIRD, YOURS, number

SLOPES = {"sigmoid_prime": ("slope σ′(z)", YOURS, "o"), "sigmoid_second": ("σ″(z)", OTHER, "s")}
ABSCISSA = "z (input of the unit)"


def draw(look):
    """Return the picture and the read-out of a `Look`."""
    panels = [_upper(look)]
    slopes = {name: SLOPES[name] for name in SLOPES if name in look.curves}
    if slopes:
        panels.append(_lower(look, slopes))
    alt = (
        f"Your sigmoid with its tangent at z = {number(look.place)}: the height there is "
        f"{number(look.here['sigmoid'])}, the slope {number(look.lean)}."
    )
    if slopes:
        alt += " Below it, with a mark at the same z: " + " and ".join(s[0] for s in slopes.values()) + "."
    return Shown(Sheet([[panel] for panel in panels], alt), paragraphs(_lines(look)))


def _upper(look):
    place, height = look.place, look.here["sigmoid"]
    title = f"At the place z = {number(place)} the height is {number(height)}, the slope {number(look.lean)}"
    panel = Panel(title, Axis(ABSCISSA, LOW, HIGH), Axis("σ(z)", -0.2, 1.2), height=250)
    panel.line(Z, look.curves["sigmoid"], YOURS, "your sigmoid")
    reach = np.array([-2.5, 2.5])
    panel.line(place + reach, height + look.lean * reach, OTHER, "tangent")
    panel.line([LOW, place, place], [height, height, -0.2], GUIDE, "height and place")
    panel.marks(place, height, THIRD)
    panel.handle = Handle("z", words.TANGENT_HANDLE, place, height, 0.1, (LOW, HIGH))
    return panel


def _lower(look, slopes):
    low, high = ends(np.concatenate([look.curves[name] for name in slopes]))
    title = "How steep it is, and how the slope changes" if len(slopes) > 1 else "How steep it is"
    panel = Panel(title, Axis(ABSCISSA, LOW, HIGH), Axis("slope", low, high), height=220)
    panel.level(0.0, THIRD._replace(width=0.9, dash=""))
    panel.upright(look.place, GUIDE)
    for name, (label, style, shape) in slopes.items():
        panel.line(Z, look.curves[name], style, label)
        panel.marks(look.place, look.here[name], style, shape=shape)
    return panel


def _lines(look):
    place, height = f"{look.place:.1f}".replace("-", "\N{MINUS SIGN}"), number(look.here["sigmoid"])
    source = words.MEASURED_SLOPE if look.measured else ""
    yield words.TANGENT_HERE.format(z=place, height=height, slope=number(look.lean), source=source)
    if "sigmoid_second" in look.here:
        second = look.here["sigmoid_second"]
        trend = words.TRENDS.get(int(np.sign(second)))
        said = words.TANGENT_SECOND if trend else words.TANGENT_STILL
        yield said.format(second=number(second), trend=trend)
    if "sigmoid_prime" in look.curves:
        largest = np.abs(look.curves["sigmoid_prime"]).max()
        if largest > 0.0:
            yield words.TANGENT_SHARE.format(share=f"{100 * abs(look.lean) / largest:.1f}%")
