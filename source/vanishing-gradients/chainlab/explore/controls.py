"""The controls of all widgets: sliders and choices, and the box in which they stand around a picture.

ipywidgets is slow to import and grading never draws, so it is loaded when a widget is shown.
"""
# ruff: noqa: PLC0415

from ..drawing.theme import BLUE
from . import words
from .picture import paragraphs, shown

WIDTH, LEAST = "325px", "255px"
"""Of a control, at most and at least: two stand side by side where there is room."""


def slider(label, value, low, high, step=0.1, width=WIDTH):
    """Return a slider that moves by `step` with the arrow keys; over whole numbers if all of these are."""
    import ipywidgets

    whole = all(isinstance(v, int) for v in (value, low, high, step))
    kind = ipywidgets.IntSlider if whole else ipywidgets.FloatSlider
    digits = {} if whole else {"readout_format": f".{len(str(step).partition('.')[2])}f"}
    widget = kind(value=value, min=low, max=high, step=step, description=label, **digits, **_look(width))
    widget.style.handle_color = BLUE
    return widget


def choice(label, options, value=None):
    """Return a drop-down list; `options` are texts, or pairs of a text and a value."""
    import ipywidgets

    return ipywidgets.Dropdown(options=options, description=label, value=value, **_look(WIDTH))


def tick(label, value=True):
    """Return a box to tick."""
    import ipywidgets

    return ipywidgets.Checkbox(value=value, description=label, indent=False, layout={"width": "auto"})


def button(label):
    """Return a button."""
    import ipywidgets

    return ipywidgets.Button(description=label, layout={"width": "auto"})


def player(moved, pause):
    """Return buttons that move a slider over whole numbers by themselves, one step after a pause in ms."""
    import ipywidgets

    play = ipywidgets.Play(
        value=moved.value,
        min=moved.min,
        max=moved.max,
        interval=pause,
        show_repeat=False,
        layout={"width": "auto"},
    )
    for trait in ("value", "min", "max"):
        ipywidgets.link((moved, trait), (play, trait))
    return play


def _look(width):
    layout = {"flex": f"1 1 {LEAST}", "width": "auto", "max_width": width}
    return {"style": {"description_width": "8.5em"}, "layout": layout}


class Explorer:
    """One widget: a question, controls, and the picture and read-out that belong to their setting.

    Parameters
    ----------
    question : str
        What the widget answers.
    notes : sequence of str
        With whose functions it draws.
    controls : dict
        Controls by the names of the settings that `draw` takes. A change of the first one may change others:
        see `arrange`.
    draw : function
        Returns what is `Shown` at a setting.
    buttons : iterable of widgets
        Stand in a row of their own below the controls.
    """

    def __init__(self, question, notes, controls, draw, buttons=()):
        import ipywidgets

        self.controls, self.buttons, self._draw, self._busy = controls, list(buttons), draw, False
        self.seen, self.on_drawn, self._drawn = None, lambda _: None, 0
        for name, control in controls.items():
            control.add_class(f"chainlab-control-{name.replace(' ', '-')}")
        self.picture, self.tables, self.readout = (
            ipywidgets.HTML(),
            ipywidgets.HTML(**_wide()),
            ipywidgets.HTML(),
        )
        self.readout.add_class("chainlab-readout")
        self.picture.add_class("chainlab-drawing")
        wrapped = {"flex_flow": "row wrap", "width": "100%"}
        gone = ipywidgets.HTML(paragraphs([words.GONE], "font-weight:bold"))
        gone.add_class("chainlab-gone")
        # The page says here which layout it shows, so that the other one need not be drawn; see page.js.
        self.fits = ipywidgets.Text(continuous_update=False, layout={"display": "none"})
        self.fits.add_class("chainlab-fits")
        # The read-out stands between controls and picture, so that it is in sight while a slider moves.
        self.box = ipywidgets.VBox(
            [
                ipywidgets.HTML(paragraphs([question], "font-weight:bold")),
                gone,
                ipywidgets.HBox([*controls.values()], layout=wrapped),
                *([ipywidgets.HBox(self.buttons, layout=wrapped)] if self.buttons else []),
                *self._calm(),
                self.readout,
                self.picture,
                self.tables,
                ipywidgets.HTML(paragraphs(notes)),
                self.fits,
            ],
            layout={"max_width": "680px"},
        )
        self.box.add_class("chainlab-explore")
        first, *others = controls.values()
        first.observe(self._arranged, names="value")
        for control in others:
            control.observe(self.redraw, names="value")
        self.fits.observe(self._fitted, names="value")
        self._arranged()

    def _calm(self):
        """Return what is said to readers whose system asks for less motion, if anything moves by itself."""
        import ipywidgets

        if not any(isinstance(part, ipywidgets.Play) for part in self.buttons):
            return []
        calm = ipywidgets.HTML(paragraphs([words.CALM]))
        calm.add_class("chainlab-calm")
        return [calm]

    def arrange(self):
        """Change other controls after a change of the first one; most widgets need none of it."""

    def settings(self):
        """Return the values of the controls; a slider's steps add up without the dust of binary fractions."""
        values = {name: control.value for name, control in self.controls.items()}
        return {name: round(v, 10) if isinstance(v, float) else v for name, v in values.items()}

    def redraw(self, _change=None):
        """Draw at the present setting."""
        if not self._busy:
            self.seen = shown(self._draw, self.settings())
            self._fitted()
            self.tables.value = self.seen.tables
            self.readout.value = self.seen.readout
            self.on_drawn(self.seen)

    def _fitted(self, _change=None):
        self._drawn += 1  # so that each answer of the kernel is seen in the page, even an equal picture
        self.picture.value = f"{self.seen.html(self.fits.value)}<!-- {self._drawn} -->"

    def _arranged(self, _change=None):
        self._busy = True
        self.arrange()
        self._busy = False
        self.redraw()


def _wide():
    """Return the look of what scrolls sideways in a column narrower than it, by keyboard too."""
    return {"tabbable": True, "layout": {"overflow": "auto hidden", "max_width": "100%"}}
