def find_counterexample():
    w = np.array([3.0, 3.0, 3.0])
    return (2, w)
