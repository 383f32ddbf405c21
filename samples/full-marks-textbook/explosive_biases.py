def explosive_biases(x, w):
    """Unit 1 receives x, all others receive sigma(0) = 1/2; the bias takes away what comes in."""
    b = np.zeros(len(w))
    b[0] = -w[0] * x
    for i in range(1, len(w)):
        b[i] = -w[i] / 2
    return b
