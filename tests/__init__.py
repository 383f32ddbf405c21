"""The tests of the vanishing-gradients module and of its grader."""
