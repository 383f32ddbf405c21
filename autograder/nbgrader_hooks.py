"""What a course's nbgrader_config.py imports; the code is in `autograder.front.nbgrader_hooks`."""

from autograder.front.nbgrader_hooks import install

__all__ = ["install"]
