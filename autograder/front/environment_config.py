"""What nbgrader reads first: a copy of this is the environment's etc/jupyter/nbgrader_config.py."""

from autograder.front.config_errors import stop_at_errors

stop_at_errors()
