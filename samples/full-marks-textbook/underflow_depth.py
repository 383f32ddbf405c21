def underflow_depth(w, x=0.5, dtype=np.float64):
    """Multiply the factors one by one, every number in dtype, until the product is 0."""
    real = np.dtype(dtype).type
    w, a, product = real(w), real(x), real(1)
    n = 0
    while product != 0:
        e = np.exp(-w * a)
        slope = e / (1 + e) ** 2
        product = product * (w * slope)
        a = 1 / (1 + e)
        n = n + 1
    return n
