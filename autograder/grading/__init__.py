"""Grading: one submission in, one result out; a class; pools of workers, on this machine or on a cluster."""
