def window_width(w):
    """Solve s (1 - s) = 1/|w| for the larger s; the window reaches from -z to z, divided by |w|."""
    w = abs(w)
    if w <= 4:
        return 0.0
    s = (1 + np.sqrt(1 - 4 / w)) / 2
    z = np.log(s * s * w)
    return float(2 * z / w)
