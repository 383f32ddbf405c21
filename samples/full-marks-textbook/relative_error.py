def relative_error(a, b):
    """Return |a - b| over the larger of |a| and |b|."""
    if a == 0 and b == 0:
        return 0.0
    return float(abs(a - b) / max(abs(a), abs(b)))
