def max_of_sigmoid_prime():
    return 0.5, 0.25
