def suffix_products(factors):
    """Return [f_1 f_2 ... f_n, f_2 ... f_n, ..., f_n, 1]."""
    products = [1.0]
    for factor in reversed(factors):
        products.append(factor * products[-1])
    return np.array(products[::-1])
