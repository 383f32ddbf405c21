def sigmoid_complex(z):
    # both halves are analytic, and tanh has no branch
    half = np.array(z, dtype=np.complex128) / 2
    return (1 + np.tanh(half)) / 2
