def z_with_slope(s):
    if s > 1 / 4:
        raise ValueError(f"no place has the slope {s}")
    steep, flat = 0.0, 800.0
    while flat - steep > 1e-7:
        middle = (steep + flat) / 2
        if sigmoid_prime(middle) > s:
            steep = middle
        else:
            flat = middle
    return flat
