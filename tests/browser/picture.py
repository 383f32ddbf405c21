"""Reading a widget's picture: its lines in the numbers of their axes, so that they can be held against the mathematics."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass

import numpy as np

SVG = "{http://www.w3.org/2000/svg}"
BLUE, ORANGE, GRID = "#0072B2", "#D55E00", "#dddddd"
SMALL = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")
TICK_SIZE = "11.5"


@dataclass(frozen=True)
class Axis:
    """One axis: places in the picture are `start + scale * number`, or of the number's logarithm."""

    start: float
    scale: float
    logarithmic: bool

    def numbers(self, places: np.ndarray) -> np.ndarray:
        """Return the numbers at some places."""
        values = (places - self.start) / self.scale
        return 10.0**values if self.logarithmic else values


@dataclass(frozen=True)
class Panel:
    """One panel of a picture, read by the numbers at its axes."""

    content: ET.Element
    x: Axis
    y: Axis
    pixel: float
    """How much one pixel is on the vertical axis; on a logarithmic one, in decades."""

    def paths(self) -> list[ET.Element]:
        """Return the lines that hold numbers: no grid, no mark made of strokes."""
        paths = [p for p in self.content.iter(f"{SVG}path") if p.get("fill") == "none"]
        return [p for p in paths if p.get("d", "").count("L") > 2 and p.get("stroke") != GRID]

    def lines(self, colour: str) -> list[tuple[np.ndarray, np.ndarray]]:
        """Return the lines of a colour, as x and y."""
        return [self._read(path.get("d", "")) for path in self.paths() if path.get("stroke") == colour]

    def marks(self) -> list[tuple[float, float]]:
        """Return the discs."""
        return [
            self._at(float(c.get("cx", "")), float(c.get("cy", "")))
            for c in self.content.iter(f"{SVG}circle")
        ]

    def _read(self, path: str) -> tuple[np.ndarray, np.ndarray]:
        places = np.array([[float(part) for part in pair.split()] for pair in re.split("[ML]", path) if pair])
        return self.x.numbers(places[:, 0]), self.y.numbers(places[:, 1])

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return float(self.x.numbers(np.array(x))), float(self.y.numbers(np.array(y)))


def panels(svg: str) -> list[Panel]:
    """Return the panels of a picture, from its SVG text."""
    root = ET.fromstring(svg)
    ticks = [t for t in root.iter(f"{SVG}text") if t.get("font-size") == TICK_SIZE and t.text]
    found = []
    for inner in root.findall(f"{SVG}svg"):
        left, top, width, height = (float(inner.get(name, "0")) for name in ("x", "y", "width", "height"))
        below = [t for t in ticks if t.get("text-anchor") == "middle" and _near(t, "y", top + height + 15)]
        below = [t for t in below if left - 1 <= float(t.get("x", "0")) <= left + width + 1]
        beside = [t for t in ticks if t.get("text-anchor") == "end" and _near(t, "x", left - 6)]
        beside = [t for t in beside if top <= float(t.get("y", "0")) - 4 <= top + height]
        x = _axis([(float(t.get("x", "0")) - left, t.text or "") for t in below])
        y = _axis([(float(t.get("y", "0")) - 4 - top, t.text or "") for t in beside])
        found.append(Panel(inner, x, y, abs(1 / y.scale)))
    return found


def _near(text: ET.Element, name: str, place: float) -> bool:
    return abs(float(text.get(name, "nan")) - place) < 1


def _axis(ticks: list[tuple[float, str]]) -> Axis:
    """Return the axis on which the ticks' numbers stand at their places."""
    logarithmic = any(text[:2] == "10" and text[2:] and text[2] in "⁻⁰¹²³⁴⁵⁶⁷⁸⁹" for _, text in ticks)
    numbers = [float((text[2:] if logarithmic else text).translate(SMALL)) for _, text in ticks]
    scale, start = np.polyfit(numbers, [place for place, _ in ticks], 1)
    return Axis(float(start), float(scale), logarithmic)
