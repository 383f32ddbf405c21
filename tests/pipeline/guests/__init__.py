"""Notebooks of other teachers: the marks are those of stock nbgrader."""
