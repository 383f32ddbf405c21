def complex_step(f, x, h=1e-30):
    """Return the imaginary part of f(x + ih), divided by h."""
    value = f(x + 1j * h)
    return float(np.imag(value) / h)
