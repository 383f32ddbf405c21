from functools import reduce


def jacobian(Ws, x):
    activations = [np.array(x, dtype=np.float64)]
    for W in Ws:
        activations.append(sigmoid(np.dot(W, activations[-1])))
    # from y back to x, with a (1 - a) for the slope
    layers = [(a * (1 - a))[:, np.newaxis] * np.array(W) for W, a in zip(Ws, activations[1:])]
    return reduce(np.matmul, reversed(layers))
