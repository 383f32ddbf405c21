def fixed_point(w):
    # Newton on g(a) = a - sigma(w a), kept inside (0, 1) by halving where a step leaves it
    a, low, high = 0.5, 0.0, 1.0
    for _ in range(100):
        g = a - float(sigmoid(w * a))
        low, high = (a, high) if g < 0 else (low, a)
        step = a - g / (1 - w * float(sigmoid_prime(w * a)))
        a = step if low < step < high else (low + high) / 2
    return a
