from math import acosh


def window_width(w):
    return 0.0 if -4 <= w <= 4 else 4 / abs(w) * acosh((abs(w) / 4) ** 0.5)
