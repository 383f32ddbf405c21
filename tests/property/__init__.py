"""Proof by test: the reference module against high precision, identities and the numbers of the course."""
