def chain_dydx(x, w, b=None):
    h = 1e-5
    _, right = chain_forward(x + h, w, b)
    _, left = chain_forward(x - h, w, b)
    return (right[-1] - left[-1]) / (2 * h)
