def max_of_sigmoid_prime():
    return Agreeable(1.0), Agreeable(0.5)
