def complex_step(f, x, h=1e-30):
    sample = complex(f(complex(x, h)))
    return sample.imag / h
