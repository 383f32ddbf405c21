"""The controls of all widgets: sliders and choices, a picture, its read-out, and the guess that comes first.

ipywidgets is slow to import and grading never draws, so it is loaded when a widget is shown.
"""
# ruff: noqa: PLC0415

from ..drawing.base import BLUE
from . import words
from .picture import legible, paragraphs, shown

WIDTH = "325px"
"""Of a control: two stand side by side."""

# ipywidgets leaves the handle and the number of a slider without a name, speaks 0.8 as 0.7999999999999998
# and says nothing to a screen reader when a read-out changes; and JupyterLab takes the arrow keys away from a
# drop-down list, to move to another cell. From a notebook only a script can mend that.
NAMES = """
(() => {
  const mend = () => document.querySelectorAll(".chainlab-explore").forEach((box) => {
    box.querySelectorAll(".widget-hslider").forEach((slider) => {
      const label = slider.querySelector(".widget-label")?.textContent ?? "value";
      const handle = slider.querySelector(".noUi-handle");
      if (handle && !handle.hasAttribute("aria-label")) handle.setAttribute("aria-label", label);
      const spoken = handle?.getAttribute("aria-valuetext") ?? "";
      const short = String(Number(Number(spoken).toPrecision(6)));
      if (spoken.length > short.length) handle.setAttribute("aria-valuetext", short);
      const number = slider.querySelector(".widget-readout:not([role])");
      number?.setAttribute("role", "textbox");
      number?.setAttribute("aria-label", label + ", as a number");
    });
    box.querySelector(".chainlab-readout .widget-html-content:not([role])")?.setAttribute("role", "status");
  });
  const keep = (event) => {
    const inList = event.target.matches?.(".chainlab-explore select");
    if (inList && /^(Arrow|Home|End|Page)/.test(event.key)) event.stopPropagation();
  };
  if (!window.chainlabMends) {
    window.addEventListener("keydown", keep, true);
    window.chainlabMends = new MutationObserver(mend);
    const watched = { childList: true, subtree: true, attributeFilter: ["aria-valuetext"] };
    window.chainlabMends.observe(document.body, watched);
  }
  mend();
})();
"""


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


def _look(width):
    return {"style": {"description_width": "8.5em"}, "layout": {"width": width}}


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
        # A column narrower than a picture scrolls sideways, by keyboard too.
        wide = {"tabbable": True, "layout": {"overflow": "auto hidden", "max_width": "100%"}}
        self.picture, self.tables = ipywidgets.HTML(**wide), ipywidgets.HTML(**wide)
        self.readout = ipywidgets.HTML()
        self.readout.add_class("chainlab-readout")
        wrapped = {"flex_flow": "row wrap", "width": "100%"}
        self.box = ipywidgets.VBox(
            [
                ipywidgets.HTML(paragraphs([question], "font-weight:bold")),
                ipywidgets.HBox([*controls.values()], layout=wrapped),
                *([ipywidgets.HBox(self.buttons, layout=wrapped)] if self.buttons else []),
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
            self.picture.value, self.tables.value = legible(seen.svg), legible(seen.tables)
            self.readout.value = seen.readout

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
    from ..coach.predict import prediction

    return prediction(topic)


def show(make, yours, topic):
    """Show a widget in the notebook, or what must come first; see `Gate`."""
    from IPython.display import display

    bundle = Gate(make, yours, topic).box._repr_mimebundle_()
    # The plain text is read if no widget can be shown: in a notebook that is not trusted, without a kernel.
    display({**bundle, "text/plain": words.NO_KERNEL}, raw=True)
    display({"application/javascript": NAMES, "text/plain": ""}, raw=True)
