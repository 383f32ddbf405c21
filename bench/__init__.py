"""Measurements: each prints its figures, and with --write keeps them in docs/benchmarks.md."""
