"""Notebooks of a few cells, from which `bring` takes a function."""

HOME = "01-one-unit-one-slope.ipynb"
SCAFFOLD = "def sigmoid(z):\n    # YOUR CODE HERE\n    raise NotImplementedError()\n"
ANSWER = "def sigmoid(z):\n    return 1 / (1 + np.exp(-np.asarray(z, dtype=float)))\n"
DOUBLE = "def double(x):\n    return factor * x\n"


def code(source, grade_id=None, **about):
    about = {"grade_id": grade_id, "solution": not about.get("grade"), **about} if grade_id else {}
    return {"cell_type": "code", "metadata": {"nbgrader": about} if about else {}, "source": source}


def check(name):
    return code(f'check("{name}", {name})', f"check_{name}", grade=True)


def text(source):
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def notebook(*cells):
    cells = [code(cell) if isinstance(cell, str) else cell for cell in cells]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
