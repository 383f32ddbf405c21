"""The grader: it knows no course. What a course brings is an `autograder.content.ExerciseSet`."""
