"""Colours of all pictures, on light paper and on dark, and the CSS that exchanges one for the other.

A picture is written in the colours of light paper. On a dark page rules for its attributes exchange them: for
a widget's picture by JupyterLab's theme, for a picture in a file or an <img> by the page's color-scheme.
The colours are after Okabe and Ito, distinct with every kind of colour vision; a line has a dash of its own
beside.
"""

BLUE, ORANGE, GREEN = "#0072B2", "#D55E00", "#007A5E"
INK, PALE, PAPER, GRID, GROUND = "#222222", "#6b6b6b", "#f3f6f9", "#dddddd", "#ffffff"
DARK = {
    GROUND: "#111111",
    "white": "#111111",
    PAPER: "#1d2733",
    GRID: "#3d3d3d",
    "#b0b0b0": "#808080",  # matplotlib's grid, which is pale besides
    "#000000": "#e6e6e6",
    PALE: "#a8a8a8",
    INK: "#e6e6e6",
    BLUE: "#56B4E9",
    ORANGE: "#F5923E",
    GREEN: "#2BBF9A",
}
"""For each colour on light paper the one on dark paper."""

IN_DARK_PAGES = "body[data-jp-theme-light='false']"
"""JupyterLab's mark of a dark theme."""
_PICTURES = ".jp-RenderedHTMLCommon img"
PAGE = f"{_PICTURES}{{color-scheme:light}}{IN_DARK_PAGES} {_PICTURES}{{color-scheme:dark}}"
"""Not every JupyterLab says whether its theme is dark; this tells it to the pictures in a page."""


def dark_rules(scope=""):
    """Return CSS that exchanges the colours of the pictures in a scope, a CSS selector; "" is everywhere."""
    rules = []
    for light, dark in DARK.items():
        for what in ("fill", "stroke"):
            chosen = f"{scope} [{what}='{light}' i],{scope} [style*='{what}: {light.lower()}']"
            rules.append(f"{chosen}{{{what}:{dark} !important}}")
    return "".join(rules)


def for_file(svg):
    """Return a picture's SVG text with its own dark colours, for a file or an <img>."""
    end = svg.index(">", svg.index("<svg")) + 1
    rules = f"svg{{fill:{DARK[INK]}}}{dark_rules()}"  # what names no colour, such as a letter, is black
    return f"{svg[:end]}<style>@media (prefers-color-scheme: dark){{{rules}}}</style>{svg[end:]}"
