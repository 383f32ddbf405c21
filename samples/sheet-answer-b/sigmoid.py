def sigmoid(x):
    x = np.array(x)
    return 1 / (1 + np.exp(-x))
