def sigmoid(z):
    z = np.asarray(z, dtype=float)
    return np.where(z < 0, tail(z), 1 / (1 + tail_size(z)))
