"""`autograder compare`: a class graded by nbgrader as it comes and by our engine, and every row that differs.

Both grade throw-away copies of the course, in processes of their own, as a teacher would.
"""

from __future__ import annotations

from autograder.comparing.by_design import ByDesign, by_design, explained
from autograder.comparing.comparison import Comparison, compare
from autograder.comparing.copies import thrown_away
from autograder.comparing.doors import Door, Run, grade_by
from autograder.comparing.rows import Difference, Graded, differences, read_graded

__all__ = [
    "ByDesign",
    "Comparison",
    "Difference",
    "Door",
    "Graded",
    "Run",
    "by_design",
    "compare",
    "differences",
    "explained",
    "grade_by",
    "read_graded",
    "thrown_away",
]
