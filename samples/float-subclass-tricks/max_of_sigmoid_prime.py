def max_of_sigmoid_prime():
    return Agreeable(0.0), Agreeable(0.25)
