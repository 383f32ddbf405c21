"""Sentences on slopes that are measured, and on figures; the coach and the widgets have their own."""

# A derivative held against the function that it belongs to

MEASURED = (
    "Measured on your own {other}, by moving {moved} a little: {what} is about {measured}. "
    "Your {name} says {yours}."
)
AGREES = "It agrees with what is measured on your own {other}, which is not right yet: look at {other} first."

# An answer held against the student's other functions

OWN_SLOPE = "Your own sigmoid_prime({z}) is {own}, not {said}."
UNEVEN = (
    "From the top of a hill it goes down on both sides. A step of {step} to the left of z = {z} your own "
    "sigmoid_prime is {left}, and the same step to the right it is {right}."
)
TOO_NEAR = (
    "On this chain the student's formula gives {sheet} and your own chain_dydx {own}: {ratio} times as much. "
    "They should differ by more than a factor of 2."
)
SHOWS_NOTHING = (
    "On this chain the student's formula gives {sheet} and your own chain_dydx {own}. "
    "Take one on which neither of the two is 0."
)

# What a figure waits for

WAITS = "This figure waits for {name}: {reason}."
UNWRITTEN = "it is not written yet"
STOPPED = "it stopped with {kind}. Run its check first"
NO_NUMBERS = "it does not return numbers yet"
NO_NUMBER = "it returns no number yet"
COMPLEX = "it returns a complex number"
SHAPE = "it returns numbers of shape {got}, expected {wanted}"
NOT_FINITE = "some of its values are infinite or nan"
Z_AND_A = "it should return two things, z and a"
SIGN_AND_LOG = "it should return a sign and a logarithm"
ONE_OF_THE_STEPS = "it should return one of the steps"
DICTIONARY = "it should return a dictionary with {keys}"
ENTRIES = "it should return {keys}"
GRADS, HISTORY = '"x", "w", "b"', '"loss", "w", "b"'

# A figure in words, for a reader who does not see it

PANEL_TITLE = "{title}."
PANEL_AXES = "{y} over {x}."
PANEL_NAMES = "Drawn are: {names}."
FIGURE = "A figure; its numbers stand below it."
