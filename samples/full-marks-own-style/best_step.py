def best_step(f, dfdx, x, hs):
    slope = dfdx(x)
    distances = {float(h): abs(central_difference(f, x, float(h)) - slope) for h in hs}
    return min(distances, key=distances.get)
