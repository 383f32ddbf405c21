def central_difference(f, x, h=1e-5):
    left, right = (f(x + side * h) for side in (-1, 1))
    return (right - left) / h / 2
