from itertools import count


def underflow_depth(w, x=0.5, dtype=np.float64):
    row = np.array([w, x, 1], dtype=dtype)  # weight, activation, product so far
    for n in count(1):
        z = row[0] * row[1]
        row[1] = sigmoid(z)
        row[2] *= row[0] * row.dtype.type(sigmoid_prime(z))
        if row[2] == 0:
            return n
