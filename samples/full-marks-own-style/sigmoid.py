def sigmoid(z):
    half = np.array(z, dtype=np.float64) / 2
    return (1 + np.tanh(half)) / 2
