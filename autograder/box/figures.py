"""Inside the box: matplotlib's inline backend, which shows figures and closes them, without IPython.

It stands in the place of the module that a kernel names to matplotlib. A figure is drawn only in a cell whose
pictures a human looks at; it is closed in every cell.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from .at_import import AtImport
from .outputs import Record

BACKEND = "matplotlib_inline.backend_inline"
FONT_LISTS = "fonts"
"""The folder of the kit with what matplotlib knows of fonts."""
NAMES = {"inline", f"module://{BACKEND}"}


class Shown:
    """Where figures go that are shown, and whether some of this cell still have to."""

    record: Record
    waits = False


def install(record: Record) -> None:
    """Let matplotlib, once it is imported, find this backend; what it shows is recorded."""
    Shown.record = record
    sys.modules[BACKEND] = sys.modules[__name__]
    AtImport("matplotlib", place_fonts)


def place_fonts() -> None:
    """Put the list of fonts where matplotlib looks for it, before it makes one itself."""
    cache = Path.home() / ".cache" / "matplotlib"
    with suppress(OSError):
        cache.mkdir(parents=True)
        for file in (Path(__file__).resolve().parents[1] / FONT_LISTS).iterdir():
            (cache / file.name).write_bytes(file.read_bytes())


def __getattr__(name: str) -> Any:
    """Import what others expect here when they ask for it."""
    if name == "InlineBackend":
        return _settings()
    if name != "FigureCanvas":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    matplotlib.interactive(True)  # as in a kernel
    globals()[name] = FigureCanvasAgg  # matplotlib copies what is here
    return FigureCanvasAgg


def _settings() -> Any:
    from matplotlib_inline.config import InlineBackend

    return InlineBackend


def new_figure_manager(num: int, *args: Any, **kwargs: Any) -> Any:
    """Make a figure and what holds it open; without this function matplotlib would draw it at once."""
    from matplotlib.figure import Figure

    figure = kwargs.pop("FigureClass", Figure)(*args, **kwargs)
    return new_figure_manager_given_figure(num, figure)


def new_figure_manager_given_figure(num: int, figure: Any) -> Any:
    """Make what holds a figure open."""
    import matplotlib
    from matplotlib.backends import backend_agg

    Shown.waits = Shown.waits or matplotlib.is_interactive()
    return backend_agg.new_figure_manager_given_figure(num, figure)  # type: ignore[attr-defined]


def show(close: bool | None = None, block: Any = None) -> None:  # noqa: ARG001  (matplotlib's own)
    """Show all open figures, and close them."""
    pyplot: Any = sys.modules["matplotlib.pyplot"]
    try:
        for number in pyplot.get_fignums() if Shown.record.pictures else ():
            figure = pyplot.figure(number)
            Shown.record.display({"text": repr(figure), "picture": png(figure)})
    finally:
        if pyplot.get_fignums() and (_closes() if close is None else close):
            pyplot.close("all")


def flush_figures() -> None:
    """Show and close, at the end of a cell that made figures, what is open."""
    waits, Shown.waits = Shown.waits, False
    if waits:
        show()


def in_use() -> bool:
    """Return whether matplotlib, if it is imported, draws with this backend."""
    matplotlib: Any = sys.modules.get("matplotlib")
    return matplotlib is None or matplotlib.rcParams._get("backend") in NAMES


def enabling(genuine: Callable[..., Any]) -> Callable[..., Any]:
    """Return what `%matplotlib` does: nothing for this backend, so that matplotlib is not imported for it."""

    def enable(gui: str | None = None) -> Any:
        return (gui, "inline") if gui in (None, "inline") and in_use() else genuine(gui)

    return enable


def configure_inline_support(shell: Any, backend: str) -> None:
    """Do nothing: a figure is shown at the end of a cell whichever shell runs it."""


def set_matplotlib_close(close: bool = True) -> None:
    """Say whether figures are closed at the end of a cell."""
    _settings().instance().close_figures = close


def set_matplotlib_formats(*formats: str, **options: Any) -> None:
    """Do nothing: a picture is a PNG."""


def _closes() -> bool:
    config: Any = sys.modules.get("matplotlib_inline.config")
    known = config is not None and config.InlineBackend.initialized()
    return not known or bool(config.InlineBackend.instance().close_figures)


def is_figure(value: Any) -> bool:
    """Return whether a value is a figure of matplotlib's."""
    module: Any = sys.modules.get("matplotlib.figure")
    return module is not None and isinstance(value, module.Figure)


def png(figure: Any) -> bytes | None:
    """Return a figure as a picture, as a kernel makes it; None if a human looks at none, or it is empty."""
    if not Shown.record.pictures or not (figure.axes or figure.lines):
        return None
    data = io.BytesIO()
    face, edge = figure.get_facecolor(), figure.get_edgecolor()
    figure.canvas.print_figure(
        data, format="png", facecolor=face, edgecolor=edge, dpi=figure.dpi, bbox_inches="tight"
    )
    return data.getvalue()
