def tail_size(z):
    return np.exp(-np.abs(np.asarray(z, dtype=float)))


def tail(z):
    return tail_size(z) / (1 + tail_size(z))
