"""Configuration of this course for every nbgrader command and for formgrader."""

from autograder.nbgrader_hooks import install

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "vanishing-gradients"
c.Autograder.exercise_sets = {"vanishing-gradients": "vanishing_gradients:EXERCISES"}
install(c)
