"""Figures drawn with the student's own functions; below each a line of text says in numbers what it shows.

This file only says where each function is: matplotlib is slow to import, and grading never draws.
"""

MODULES = {
    "draw_unit": "unit",
    "draw_chain": "chain",
    "draw_steps": "differences",
    "draw_best_steps": "differences",
    "draw_logs": "differences",
    "draw_floors": "differences",
    "draw_depth": "depth",
    "draw_rate": "depth",
    "draw_cobweb": "edge",
    "draw_edge": "edge",
    "draw_race": "training",
    "draw_training": "training",
    "draw_nudges": "layers",
    "draw_stretch": "layers",
}
"""Each drawing function, and the module beside this file that holds it."""
