def chain_factors(x, w, b=None):
    z, a = chain_forward(x, w, b)
    factors = []
    for i in range(len(w)):
        factors += [w[i], sigmoid(z[i]) * (1 - sigmoid(z[i]))]
    return factors
