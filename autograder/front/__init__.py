"""The doors: the command line, and nbgrader's own commands handed to the engine."""
