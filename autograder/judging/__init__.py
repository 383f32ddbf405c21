"""Verdicts: ask a function on drawn inputs, compare its numbers, name the mistake."""
