def decay_rate(w):
    z = w * fixed_point(w)
    return float(z / (1 + np.exp(z)))
