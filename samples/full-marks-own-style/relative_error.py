def relative_error(a, b):
    smaller, larger = sorted([abs(a), abs(b)])
    return abs(a - b) / larger if larger else 0
