def sigmoid_prime(x):
    x = np.array(x)
    return np.exp(x) / (np.exp(x) + 1) ** 2
