"""Grading on a Dask cluster: the client at home, and what runs on a worker."""
