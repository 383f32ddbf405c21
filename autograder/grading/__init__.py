"""Grading: one submission in, one result out; executors; the gradebook writer."""
