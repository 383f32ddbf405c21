"""What nbgrader reads first: in an environment this is etc/jupyter/nbgrader_config.py (pyproject.toml)."""

from autograder.front.config_errors import stop_at_errors

stop_at_errors()
