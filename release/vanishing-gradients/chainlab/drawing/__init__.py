"""Figures drawn with the student's own functions; below each a line of text says in numbers what it shows.

This file only says where each function is: matplotlib is slow to import, and grading never draws.
"""

MODULES = {
    "draw_unit": "unit",
    "draw_chain": "chain",
}
"""Each drawing function, and the module beside this file that holds it."""
