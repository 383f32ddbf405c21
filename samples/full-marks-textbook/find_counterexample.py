def find_counterexample():
    """Return (x, w): a number and a list of at least two weights."""
    return 1.9, [-2.6, 0.8, -2.7]
