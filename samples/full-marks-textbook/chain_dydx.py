def chain_dydx(x, w, b=None):
    """Return the product of all local derivatives."""
    product = 1.0
    for factor in chain_factors(x, w, b):
        product = product * factor
    return product
