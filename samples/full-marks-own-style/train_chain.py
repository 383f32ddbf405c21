def train_chain(w, b, X, T, lr, steps):
    # weights and biases as one array of two rows
    path, losses = [np.array([w, b], dtype=np.float64)], []
    while True:
        now = path[-1]
        misses = [chain_forward(x, *now)[1][-1] - t for x, t in zip(X, T)]
        losses.append(sum(miss**2 for miss in misses) / len(misses))
        if len(losses) > steps:
            break
        slopes = [chain_grads(x, *now) for x in X]
        downhill = [2 * miss * np.array([slope["w"], slope["b"]]) for miss, slope in zip(misses, slopes)]
        path.append(now - lr * np.mean(downhill, axis=0))
    return {"loss": losses, "w": np.stack(path)[:, 0], "b": np.stack(path)[:, 1]}
