def central_difference(f, x, h=1e-5):
    """Return rise over run between the two samples."""
    right = f(x + h)
    left = f(x - h)
    return float((right - left) / (2 * h))
