def sigmoid_second(z):
    return agreeable_array(np.shape(z))
