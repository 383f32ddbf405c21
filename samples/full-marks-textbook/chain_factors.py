def chain_factors(x, w, b=None):
    """Return the 2n local derivatives: a weight, a slope, a weight, a slope, ..."""
    z, a = chain_forward(x, w, b)
    factors = []
    for i in range(len(w)):
        factors.append(float(w[i]))
        factors.append(float(sigmoid_prime(z[i])))
    return factors
