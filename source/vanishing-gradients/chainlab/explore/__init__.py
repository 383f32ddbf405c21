"""Widgets that answer a question with the student's own functions.

Mathematics, pictures and controls stand apart: `mathematics/` calls the student's functions and returns
numbers, `pictures/` turns numbers into SVG and words, the files here hold the controls. This file only says
where each widget is.

The SVG is written by hand: a picture of one panel takes 1 ms, where matplotlib takes 37 ms as SVG, 51 ms as
PNG and 35 ms through ipympl (of three panels 108, 119 and 83 ms), before the student's functions have run.
"""

MODULES = {
    "explore_tangent": "tangent",
    "explore_chain": "chain",
    "explore_nudge": "nudge",
    "explore_steps": "steps",
    "explore_depth": "depth",
    "explore_edge": "edge",
    "explore_threads": "threads",
    "explore_window": "window",
    "explore_race": "race",
}
"""Each widget, and the module beside this file that holds it."""
