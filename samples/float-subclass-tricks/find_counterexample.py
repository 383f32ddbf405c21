def find_counterexample():
    return Number(1.0), [Number(1.0), Number(2.0)]
