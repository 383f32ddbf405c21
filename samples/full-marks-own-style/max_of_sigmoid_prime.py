def max_of_sigmoid_prime():
    return [0, 1 / 4]
