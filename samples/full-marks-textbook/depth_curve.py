def depth_curve(w, x, n_max):
    """Walk along the chain once; each layer adds its own logarithm."""
    curve = np.zeros(n_max)
    a, total = float(x), 0.0
    for n in range(n_max):
        z = w * a
        total = total + np.log10(abs(w) * sigmoid_prime(z))
        curve[n] = total
        a = sigmoid(z)
    return curve
