def z_with_slope(s):
    """Solve p (1 - p) = s for the larger p, then z = log(p / (1 - p))."""
    if s > 0.25:
        raise ValueError("the slope is never above 1/4")
    root = np.sqrt(1 - 4 * s)
    p = (1 + root) / 2
    # 1 - p = s / p, which keeps its digits for a tiny s
    return float(np.log(p * p / s))
