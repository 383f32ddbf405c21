print(sigmoid_prime(0) / sigmoid_prime(5))
