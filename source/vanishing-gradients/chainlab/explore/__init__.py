"""Widgets that answer a question with the student's own functions.

Mathematics, pictures and controls stand apart: `mathematics/` calls the student's functions and returns
numbers, `pictures/` turns numbers into SVG and words, the files here hold the controls. This file only says
where each widget is.
"""

MODULES = {
    "explore_tangent": "tangent",
    "explore_chain": "chain",
    "explore_steps": "steps",
    "explore_depth": "depth",
    "explore_edge": "edge",
    "explore_window": "window",
    "explore_race": "race",
}
"""Each widget, and the module beside this file that holds it."""
