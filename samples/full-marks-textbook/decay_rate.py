def decay_rate(w):
    """Return w a (1 - a): the slope of a -> sigma(w a) at the fixed point."""
    a = fixed_point(w)
    return float(w * a * (1 - a))
