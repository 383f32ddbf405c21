def best_step(f, dfdx, x, hs):
    """Try every step and return the one with the smallest error."""
    truth = dfdx(x)
    errors = []
    for h in hs:
        errors.append(relative_error(central_difference(f, x, h), truth))
    return float(hs[np.argmin(errors)])
