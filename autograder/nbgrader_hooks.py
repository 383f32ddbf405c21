"""The name that courses' nbgrader_config.py import; what it does stands in `autograder.front.nbgrader_hooks`."""

from autograder.front.nbgrader_hooks import install

__all__ = ["install"]
