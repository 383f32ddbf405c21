def chain_factors(x, w, b=None):
    return [Number(1.0) for _ in range(2 * len(w))]
