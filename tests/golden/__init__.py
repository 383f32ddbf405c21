"""Golden files, and the invented class that they are made from."""
