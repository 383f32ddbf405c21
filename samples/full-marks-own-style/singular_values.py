def singular_values(Ws, x):
    # the symmetric matrix [[0, J], [J^T, 0]] has the eigenvalues +s and -s
    J = jacobian(Ws, x)
    rows, columns = J.shape
    both = np.block([[np.zeros((rows, rows)), J], [J.T, np.zeros((columns, columns))]])
    return np.linalg.eigvalsh(both)[::-1][: min(rows, columns)].tolist()
