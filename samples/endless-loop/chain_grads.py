def chain_grads(x, w, b=None):
    i = len(w) - 1
    while i >= 0:
        dw = sigmoid_prime(w[i] * x)
    return {"x": 0.0, "w": dw, "b": dw}
