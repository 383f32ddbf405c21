def fixed_point(w):
    """Halve the interval [0, 1]: sigma(w a) - a is above 0 on the left and below 0 on the right."""
    left, right = 0.0, 1.0
    while right - left > 1e-14:
        middle = (left + right) / 2
        if sigmoid(w * middle) - middle > 0:
            left = middle
        else:
            right = middle
    return (left + right) / 2
