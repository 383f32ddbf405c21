"""The front end of the notebook, such as JupyterLab: what can be shown and changed in it."""
# ruff: noqa: T201 -- without a front end it prints

import base64
import io
import os
import sys
from html import escape

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
    plain = "\n".join(map(wrapped, sentences))
    # A grader and `nbgrader validate` read lines; what is caught must not be shown behind the catcher's back.
    graded = os.environ.get("NBGRADER_EXECUTION") or quiet()
    if shell() is None or graded or isinstance(sys.stdout, io.StringIO):
        print(plain)
        return
    from IPython.display import display  # noqa: PLC0415 -- it is there: there is a shell

    display({"text/html": "".join(map(_paragraphs, sentences)), "text/plain": plain}, raw=True)


def _paragraphs(sentence):
    text, *code = sentence.split("\n")
    return "".join(
        [
            f"<p {TIGHT}>{escape(text, quote=False)}</p>",
            *(f"<pre {TIGHT}>{escape(line, quote=False)}</pre>" for line in code),
        ]
    )


def shell():
    """Return IPython's shell, or None if no notebook runs."""
    return getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()


def show_picture(png, alternative):
    """Show a picture with its alternative text; a front end without HTML gets the picture alone.

    Parameters
    ----------
    png : bytes
        The picture.
    alternative : str
        What it shows, in words.
    """
    from IPython.display import display  # noqa: PLC0415 -- it is there: there is a shell

    encoded = base64.b64encode(png).decode()
    html = f'<img style="max-width:100%" alt="{escape(alternative)}" src="data:image/png;base64,{encoded}">'
    display({"text/html": html, "image/png": encoded, "text/plain": alternative}, raw=True)


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
