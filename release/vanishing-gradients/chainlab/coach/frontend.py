"""The front end of the notebook, such as JupyterLab: what can be shown and changed in it."""
# ruff: noqa: T201 -- without a front end it prints

import io
import os
import sys
from html import escape
from importlib.util import find_spec

from .loading import quiet
from .words import wrapped

TIGHT = 'style="margin:0.2em 0"'


def say(*sentences):
    """Say something to the student: in a notebook as text that fits any width, elsewhere as lines.

    Parameters
    ----------
    *sentences : str
        What stands after a line break is code, to be typed.
    """
    tell("".join(map(paragraphs, sentences)), "\n".join(map(wrapped, sentences)))


def tell(html, plain):
    """Show HTML in a notebook, and its plain text where there is none.

    Parameters
    ----------
    html, plain : str
        The same in both forms.
    """
    if not _can_show():
        print(plain)
        return
    from IPython.display import display  # noqa: PLC0415 -- it is there: there is a shell

    display({"text/html": html, "text/plain": plain}, raw=True)


def _can_show():
    """Return whether a person looks at this cell's output.

    A grader and `nbgrader validate` read lines; what is caught must not be shown behind the catcher's back.
    """
    graded = os.environ.get("NBGRADER_EXECUTION") or quiet()
    return shell() is not None and not graded and not isinstance(sys.stdout, io.StringIO)


def paragraphs(sentence):
    """Return a sentence as HTML; what stands after a line break is code."""
    text, *code = sentence.split("\n")
    return "".join(
        [
            f"<p {TIGHT}>{escape(text, quote=False)}</p>",
            *(f"<pre {TIGHT}>{escape(line, quote=False)}</pre>" for line in code),
        ]
    )


def has_buttons():
    """Return whether a person looks at this cell's output, in a front end that has buttons."""
    return _can_show() and find_spec("ipywidgets") is not None


def choose(options, chosen):
    """Show a row of buttons; see `has_buttons`.

    Parameters
    ----------
    options : sequence of str
        A button each.
    chosen : function
        Takes the option of the button that is pressed, and returns a sentence that is said below.
    """
    import ipywidgets  # noqa: PLC0415 -- slow to import, and only a notebook has a use for it

    row = [ipywidgets.Button(description=option, layout={"width": "auto"}) for option in options]
    answer = ipywidgets.HTML()

    def press(button):
        answer.value = paragraphs(chosen(button.description))
        for each in row:
            each.disabled = True
        button.icon = "check"

    for button in row:
        button.on_click(press)
    box = ipywidgets.VBox([ipywidgets.HBox(row, layout={"flex_flow": "row wrap"}), answer])
    show_widget(box)  # where no widget can be shown, the sentence above says all


def tick(title, lines, told):
    """Show a list to tick; see `has_buttons`.

    Parameters
    ----------
    title : str
        What it is for.
    lines : sequence of (str, str)
        The label of each box, and the HTML beside it.
    told : function
        Takes a list of bool, one for each line, and returns a sentence that is said below.
    """
    import ipywidgets  # noqa: PLC0415 -- slow to import, and only a notebook has a use for it

    boxes = [ipywidgets.Checkbox(description=label, indent=False) for label, _ in lines]
    rows = []
    for box, (_, html) in zip(boxes, lines, strict=True):
        box.layout.width = "8em"
        box.layout.flex = "0 0 auto"
        rows.append(ipywidgets.HBox([box, ipywidgets.HTML(html)]))
    sum_ = ipywidgets.HTML(paragraphs(told([False] * len(boxes))))

    def changed(_):
        sum_.value = paragraphs(told([box.value for box in boxes]))

    for box in boxes:
        box.observe(changed, "value")
    show_widget(ipywidgets.VBox([ipywidgets.HTML(paragraphs(title)), *rows, sum_]), title)


def show_widget(widget, plain=""):
    """Show a widget, and in its place a text where no widget can be shown.

    What is shown is the same in every version of ipywidgets, Colab's old one too; the methods for it are not.

    Parameters
    ----------
    widget : ipywidgets.DOMWidget
        The widget.
    plain : str
        The text; also in a notebook that is not trusted, and without a kernel.
    """
    from IPython.display import display  # noqa: PLC0415 -- it is there: there is a shell

    view = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    display({"application/vnd.jupyter.widget-view+json": view, "text/plain": plain}, raw=True)


def shell():
    """Return IPython's shell, or None if no notebook runs."""
    return getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()


def show(kind, text, plain):
    """Show a text in place of what the cell has shown so far.

    Parameters
    ----------
    kind : str
        "text/html" or "text/markdown".
    text : str
        The text in that form.
    plain : str
        The same for a front end that shows plain text only.
    """
    if shell() is None:
        print(plain)
        return
    from IPython.display import clear_output, display  # noqa: PLC0415 -- it is there: there is a shell

    clear_output(wait=True)
    display({kind: text, "text/plain": plain}, raw=True)


def meanwhile(text):
    """Show a line that stands until something else is shown."""
    if shell() is not None:
        from IPython.display import clear_output  # noqa: PLC0415

        clear_output(wait=True)
        print(text)
