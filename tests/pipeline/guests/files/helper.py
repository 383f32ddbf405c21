"""A module beside the notebooks."""


def fahrenheit(degrees):
    return degrees * 9 / 5 + 32
