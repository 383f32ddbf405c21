"""Functions of this course that mutants of its solutions exchange, beside those of numpy."""

from __future__ import annotations

EXCHANGES = {"sigmoid": ("sigmoid_prime",), "sigmoid_prime": ("sigmoid",)}
