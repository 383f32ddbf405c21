"""The front end of the notebook, such as JupyterLab: what can be shown and changed in it."""
# ruff: noqa: T201 -- where there is no front end it prints

import sys


def shell():
    """Return IPython's shell, or None where no notebook runs."""
    return getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()


def show(kind, text, plain):
    """Show a text in the place of what the cell has shown so far.

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
    from IPython.display import clear_output, display  # noqa: PLC0415 -- it is there: a shell is

    clear_output(wait=True)
    display({kind: text, "text/plain": plain}, raw=True)


def meanwhile(text):
    """Show a line that stands until something else is shown."""
    if shell() is not None:
        from IPython.display import clear_output  # noqa: PLC0415

        clear_output(wait=True)
        print(text)
