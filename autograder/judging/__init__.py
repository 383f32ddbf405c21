"""Verdicts: call a function on sampled inputs, compare its numbers, name the mistake."""
