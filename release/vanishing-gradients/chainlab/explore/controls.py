"""The controls of all widgets: sliders and choices, a picture, its read-out, and the guess that comes first.

ipywidgets is slow to import and grading never draws, so it is loaded when a widget is shown.
"""
# ruff: noqa: PLC0415

from . import words
from .picture import paragraphs, shown

NAMES = """
(() => {
  // ipywidgets gives the handle and the number of a slider no name, and tells nobody that a read-out changed.
  const mend = () => document.querySelectorAll(".chainlab-explore").forEach((box) => {
    box.querySelectorAll(".noUi-handle:not([aria-label]), .widget-readout:not([aria-label])").forEach((part) => {
      const label = part.closest(".widget-hslider")?.querySelector(".widget-label")?.textContent ?? "value";
      if (part.matches(".widget-readout")) part.setAttribute("role", "textbox");
      part.setAttribute("aria-label", part.matches(".widget-readout") ? label + ", as a number" : label);
    });
    box.querySelectorAll(".chainlab-readout .widget-html-content:not([role])").forEach((part) => {
      part.setAttribute("role", "status");
    });
  });
  if (!window.chainlabMends) {
    window.chainlabMends = new MutationObserver(mend);
    window.chainlabMends.observe(document.body, { childList: true, subtree: true });
  }
  mend();
})();
"""


def slider(label, value, low, high, step=0.1):
    """Return a slider that moves by `step` with the arrow keys; whole numbers where all of these are whole."""
    import ipywidgets

    whole = all(isinstance(v, int) for v in (value, low, high, step))
    kind = ipywidgets.IntSlider if whole else ipywidgets.FloatSlider
    digits = {} if whole else {"readout_format": f".{len(str(step).partition('.')[2])}f"}
    return kind(value=value, min=low, max=high, step=step, description=label, **digits, **_look())


def choice(label, options, value=None):
    """Return a drop-down list; `options` are texts or pairs of a text and a value."""
    import ipywidgets

    return ipywidgets.Dropdown(options=options, description=label, value=value, **_look())


def tick(label, value=True):
    """Return a box to tick."""
    import ipywidgets

    return ipywidgets.Checkbox(value=value, description=label, indent=False, layout={"width": "auto"})


def button(label):
    """Return a button."""
    import ipywidgets

    return ipywidgets.Button(description=label, layout={"width": "auto"})


def _look():
    return {"style": {"description_width": "8.5em"}, "layout": {"width": "305px"}}


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
        Stand behind the controls.
    """

    def __init__(self, question, notes, controls, draw, buttons=()):
        import ipywidgets

        self.controls, self.buttons, self._draw, self._busy = controls, list(buttons), draw, False
        self.picture, self.readout, self.tables = (ipywidgets.HTML() for _ in range(3))
        self.readout.add_class("chainlab-readout")
        self.box = ipywidgets.VBox(
            [
                ipywidgets.HTML(f"<strong>{question}</strong>"),
                ipywidgets.HBox(
                    [*controls.values(), *self.buttons], layout={"flex_flow": "row wrap", "width": "100%"}
                ),
                self.picture,
                self.readout,
                self.tables,
                ipywidgets.HTML(paragraphs(notes)),
            ],
            layout={"max_width": "680px"},
        )
        self.box.add_class("chainlab-explore")
        first, *others = controls.values()
        first.observe(self._arranged, names="value")
        for control in others:
            control.observe(self.redraw, names="value")
        self._arranged()

    def arrange(self):
        """Change other controls after a change of the first one; most widgets need none of it."""

    def settings(self):
        """Return the values of the controls; a slider's steps add up without the dust of binary fractions."""
        values = {name: control.value for name, control in self.controls.items()}
        return {name: round(v, 10) if isinstance(v, float) else v for name, v in values.items()}

    def redraw(self, _change=None):
        """Draw at the present setting."""
        if not self._busy:
            seen = shown(self._draw, self.settings())
            self.picture.value, self.readout.value, self.tables.value = seen.svg, seen.readout, seen.tables

    def _arranged(self, _change=None):
        self._busy = True
        self.arrange()
        self._busy = False
        self.redraw()


class Gate:
    """What stands in the place of a widget until a guess was noted.

    Parameters
    ----------
    make : function
        Makes the `Explorer` from `yours`.
    yours : Yours
        The functions that it draws with.
    topic : str or None
        The prediction that comes first.
    """

    def __init__(self, make, yours, topic):
        import ipywidgets

        self.explorer, self.button, self._make = None, None, lambda: make(yours)
        self.box = ipywidgets.VBox()
        self.box.add_class("chainlab-explore")
        reason, guess = yours.waits(), None if topic is None else _guess(topic)
        if reason is not None:
            self._say([reason])
        elif topic is None or guess is not None:
            self.open([words.GUESSED.format(answer=guess)] if guess is not None else [])
        else:
            self.button = button(words.ANYWAY)
            self.button.on_click(lambda _: self.open())
            self._say([words.GUESS_FIRST.format(topic=topic)], self.button)

    def _say(self, lines, *more):
        import ipywidgets

        self.box.children = [ipywidgets.HTML(paragraphs(lines)), *more]

    def open(self, lines=()):
        """Show the widget."""
        self.explorer = self._make()
        self._say(lines, self.explorer.box)


def _guess(topic):
    from ..predict import prediction

    return prediction(topic)


def show(make, yours, topic):
    """Show a widget in the notebook, or what has to come first; see `Gate`."""
    from IPython.display import Javascript, display

    display(Gate(make, yours, topic).box)
    display(Javascript(NAMES))
