def sigmoid_prime(z):
    # 1 / (2 cosh(z/2)), squared after the division: the square of the cosh would overflow
    half_sech = 0.5 / np.cosh(np.array(z, dtype=np.float64) / 2)
    return half_sech**2
