"""The grader of the vanishing-gradients module: trusted code, never in a student's hands."""
