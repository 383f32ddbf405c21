def sigmoid(z):
    z = np.array(z)
    return 1 / (1 + np.exp(-z))
