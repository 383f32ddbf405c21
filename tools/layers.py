"""Draws a graph without circles as an SVG: nodes in rows, every arrow downwards, few crossings.

The same graph gives the same bytes. The ground is white: it can be read on light and on dark pages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import pairwise

Arrows = Mapping[str, Iterable[str]]
"""The targets of each node's arrows."""
Node = str | tuple[str, str, int]
"""A node, or the point at which an arrow (from, to) passes a row."""

ROW, BOX, MARGIN = 58, 30, 24
CHARACTER, PADDING, GAP = 7.6, 26, 32
SWEEPS = 400
STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#1b1b1b;text-anchor:middle}"
    "rect{fill:#eef4fa;stroke:#0072b2;stroke-width:1.2}"
    ".outside{fill:#fdf1e7;stroke:#d55e00;stroke-dasharray:5 3}"
    "path{fill:none;stroke:#555;stroke-width:1.2}.ground{fill:#fff;stroke:none}"
)

ARROWHEAD = (
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
    'orient="auto"><path d="M0 0L8 4L0 8z" style="fill:#555;stroke:none"/></marker></defs>'
)


def reduced(arrows: Arrows) -> dict[str, list[str]]:
    """Return the arrows without those that follow from others: a to c if there are a to b and b to c."""
    below: dict[str, set[str]] = {}

    def reach(node: str) -> set[str]:
        if node not in below:
            targets = set(arrows.get(node, ()))
            below[node] = targets.union(*map(reach, targets))
        return below[node]

    return {
        node: sorted(t for t in arrows[node] if not any(t in reach(other) for other in arrows[node]))
        for node in sorted(arrows)
    }


def svg(
    layers: Sequence[Sequence[str]], arrows: Arrows, title: str, description: str, outside: Iterable[str] = ()
) -> str:
    """Return the drawing.

    Parameters
    ----------
    layers
        The nodes of each row, from the top.
    title, description
        What the picture is and what it shows, for those who do not see it.
    outside
        Nodes in another colour.
    """
    rows, chains = _points(layers, arrows)
    _sort(rows, chains)
    x, width = _positions(rows, chains)
    height = len(rows) * ROW + 2 * MARGIN - (ROW - BOX)
    y = {node: MARGIN + BOX / 2 + ROW * number for number, row in enumerate(rows) for node in row}
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"',
        ' role="img" aria-labelledby="title description">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="description">{escape(description)}</desc>',
        f"<style>{STYLE}</style>",
        ARROWHEAD,
        f'<rect class="ground" width="{width}" height="{height}" rx="8"/>',
    ]
    parts += [_path([(x[node], y[node]) for node in chain]) for chain in chains]
    for row in rows:
        for node in row:
            if isinstance(node, str):
                box = _width(node)
                mark = ' class="outside"' if node in outside else ""
                parts.append(
                    f'<rect{mark} x="{x[node] - box / 2:.1f}" y="{y[node] - BOX / 2:g}" width="{box:.1f}" '
                    f'height="{BOX}" rx="6"/>'
                    f'<text x="{x[node]:.1f}" y="{y[node] + 4.5:g}">{escape(node)}</text>'
                )
    return "\n".join([*parts, "</svg>"]) + "\n"


def _points(rows: Sequence[Sequence[str]], arrows: Arrows) -> tuple[list[list[Node]], list[list[Node]]]:
    """Return the rows with the points of passing arrows, and each arrow as its nodes from row to row."""
    number = {node: index for index, row in enumerate(rows) for node in row}
    filled: list[list[Node]] = [list(row) for row in rows]
    chains: list[list[Node]] = []
    for node in sorted(arrows):
        for target in arrows[node]:
            passed: list[Node] = [(node, target, index) for index in range(number[node] + 1, number[target])]
            for index, point in enumerate(passed, number[node] + 1):
                filled[index].append(point)
            chains.append([node, *passed, target])
    return filled, chains


def _neighbours(chains: list[list[Node]]) -> tuple[dict[Node, list[Node]], dict[Node, list[Node]]]:
    above, below = defaultdict[Node, list[Node]](list), defaultdict[Node, list[Node]](list)
    for chain in chains:
        for upper, lower in pairwise(chain):
            above[lower].append(upper)
            below[upper].append(lower)
    return above, below


def _sort(rows: list[list[Node]], chains: list[list[Node]]) -> None:
    """Order each row by the mean position of its neighbours; keep the order with the fewest crossings."""
    above, below = _neighbours(chains)
    best, fewest = [list(row) for row in rows], _crossings(rows, below)
    for sweep in range(SWEEPS):
        neighbours = above if sweep % 2 == 0 else below
        for row in rows if sweep % 2 == 0 else rows[::-1]:
            position = {node: index / len(other) for other in rows for index, node in enumerate(other)}
            row.sort(key=lambda n: _mean([position[m] for m in neighbours[n]], position[n]))
        crossings = _crossings(rows, below)
        if crossings < fewest:
            best, fewest = [list(row) for row in rows], crossings
    for row, order in zip(rows, best, strict=True):
        row[:] = order


def _crossings(rows: list[list[Node]], below: Mapping[Node, list[Node]]) -> int:
    position = {node: index for row in rows for index, node in enumerate(row)}
    count = 0
    for row in rows:
        ends = [position[lower] for upper in row for lower in sorted(below[upper], key=position.__getitem__)]
        count += sum(first > second for i, first in enumerate(ends) for second in ends[i + 1 :])
    return count


def _positions(rows: list[list[Node]], chains: list[list[Node]]) -> tuple[dict[Node, float], int]:
    """Return each node's x, near its neighbours and clear of the others of its row, and the whole width."""
    above, below = _neighbours(chains)
    # The points of one arrow attract one another, so that it passes its rows upright.
    near = {node: [*above[node], *below[node]] for row in rows for node in row}
    near |= {point: [*chain[1:-1], *chain] for chain in chains for point in chain[1:-1]}
    x: dict[Node, float] = {}
    for row in rows:
        x |= {node: 120.0 * (index - (len(row) - 1) / 2) for index, node in enumerate(row)}
    for _ in range(SWEEPS):
        for row in rows:
            wish = [_mean([x[m] for m in near[node]], x[node]) for node in row]
            right = _spread(row, wish)
            left = [-v for v in _spread(row[::-1], [-w for w in wish[::-1]])][::-1]
            x |= {node: (a + b) / 2 for node, a, b in zip(row, right, left, strict=True)}
    first = min(at - _width(node) / 2 for node, at in x.items()) - MARGIN
    last = max(at + _width(node) / 2 for node, at in x.items()) + MARGIN
    return {node: at - first for node, at in x.items()}, round(last - first)


def _spread(row: list[Node], wish: list[float]) -> list[float]:
    """Return the wished positions, moved to the right until no two boxes touch."""
    placed: list[float] = []
    for node, at in zip(row, wish, strict=True):
        least = placed[-1] + (_width(row[len(placed) - 1]) + _width(node)) / 2 + GAP if placed else at
        placed.append(max(at, least))
    return placed


def _width(node: Node) -> float:
    return len(node) * CHARACTER + PADDING if isinstance(node, str) else 0.0


def _mean(values: list[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _path(points: list[tuple[float, float]]) -> str:
    """Return an arrow from the first box to the last one, upright where it passes a row of boxes."""
    x, y = points[0][0], points[0][1] + BOX / 2
    drawn = f"M{x:.1f} {y:g}"
    for passed_x, passed_y in points[1:]:
        upper = passed_y - BOX / 2
        bend = (upper - y) * 0.8
        drawn += f"C{x:.1f} {y + bend:.1f} {passed_x:.1f} {upper - bend:.1f} {passed_x:.1f} {upper:g}"
        x, y = passed_x, passed_y + BOX / 2
        if (passed_x, passed_y) != points[-1]:
            drawn += f"V{y:g}"
    return f'<path d="{drawn}" marker-end="url(#arrow)"/>'
