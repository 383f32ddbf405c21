"""All sentences that the coach itself says to a student; the hints stand in fingerprints.json."""

import textwrap

WIDTH = 80  # `nbgrader validate` cuts longer lines
UNBROKEN = ("# YOUR CODE HERE", "raise NotImplementedError()")  # kept on one line


def wrapped(text):
    """Return the text in lines of at most `WIDTH` characters."""
    for piece in UNBROKEN:
        text = text.replace(piece, piece.replace(" ", "\xa0"))
    lines = [textwrap.fill(line, WIDTH, break_on_hyphens=False) for line in text.splitlines()]
    return "\n".join(lines).replace("\xa0", " ")


# check

PRAISE = "{name}: every number of this check is right on these inputs. Well done so far!"
ADDS = "Not tried here, but graded, with other inputs: {titles}."
FORM_ONLY = (
    "{name}: the form is right; whether the numbers are right is not tested here. "
    "They are looked at when your work is graded."
)
NOT_YET = "{name}: not there yet."
HINT = "Hint {step} of 3: {text}"
NEXT_HINT = 'For the next hint, run this in a cell of your own:\ncheck("{name}", {name}, hint={step})'
EXAMPLE = "One of the inputs of this check: {call} gives {value} with your function."

IGNORES = "When {argument} changes and all else stays, the result of your {name} stays exactly the same."

NOT_ATTEMPTED = (
    "{name}: not attempted yet. Write your function in place of the lines "
    '"# YOUR CODE HERE" and "raise NotImplementedError()", run that cell, then run this check again.'
)
WAITS = "{name} waits for {other}, which is not written yet. Write {other} first, then run this check again."
WAITS_TEXT = "{name} cannot be checked yet. {text}"
RAISED = (
    "{name}: your function stopped with {kind}{message}. "
    "To see the line that does it, run this in a cell of your own:\n{call}"
)
NONE_RETURNED = "{name}: your function returned None. Does every way through it end with a return?"
NOT_NUMBERS = (
    "{name}: your function returned {kind} where numbers are expected. "
    "Compare what you return with what the docstring promises."
)
FORM = "{name}: for {call} the result should be {expected}; yours {got}."
IS = "is {form}"
HAS = "has {keys}"
EMPTY = "empty"
NUMBER = "one number"
ONE_IN_ARRAY = "an array of 1 number"
ARRAY = "an array of {count} numbers"
TABLE = "a table of shape {shape}"
ONE_RESULT = "a list that holds {form}"
COUNTS = {2: "two results", 3: "three results"}
RESULTS = "{count} results"
FIRST = ": first "
THEN = ", then "
EACH = ", each {form}"
KEYS = "a dictionary with the keys {keys}"
ENTRIES = "a dictionary with {entries}"
NOT_A_FUNCTION = (
    '{name}: the check needs the function itself, without brackets and arguments:\ncheck("{name}", {name})'
)
UNKNOWN = 'There is no exercise called "{name}". The names are: {names}.'
NO_FINGERPRINTS = (
    "The file {package}/fingerprints.json is missing or damaged, so nothing can be checked. "
    "Take a fresh copy of the folder {package} from your course."
)
OTHER_FORM = "{name}: {says}"

# bring

BROUGHT = "{name}: taken from {notebook}; it passes its check (grading looks further)."
BROUGHT_UNCHECKED = "{name}: taken from {notebook}."
BROUGHT_FAILING = (
    "{name}: taken from {notebook}, but it does not pass its check yet. Go back and repair it first: "
    "what you build on it here cannot be right before it is."
)
UNTIL_THEN = " Until then, whatever uses {name} has to wait."
MISSING = (
    "There is no {name} in the notebooks of this folder. Put the notebook in which you wrote it{file} "
    "into this folder and save it, then run this cell again." + UNTIL_THEN
)
IN_FILE = " ({notebook}.ipynb)"
STUB = (
    "{name} is not written yet in {notebook}. Write it there and save that notebook first, "
    "then run this cell again." + UNTIL_THEN
)
UNDEFINED = (
    "The cell of {name} in {notebook} does not define {name}. Repair it there, save that notebook, "
    "then run this cell again." + UNTIL_THEN
)
BROKEN = (
    "The cell of {name} in {notebook} stops with {kind}{message}. Repair it there, save that notebook, "
    "then run this cell again." + UNTIL_THEN
)

# predict

NOTED = "Noted: {answer}. You will see below how it turns out."
NOTED_AGAIN = "Noted: {answer}. Your first guess, {first}, stays beside it: both are worth looking back at."
NO_PREDICTION = (
    "Guess first: put your answer in the place of the dots and run this cell. A wrong guess costs nothing."
)
NO_TOPIC = 'First comes the topic, in quotes, then your guess, as in predict("topic", "my guess").'
EARLIER = " Earlier you noted: {answer}."

# progress

WRITE_HERE = "YOUR ANSWER HERE"
LOOKING = "Looking at {name} ... (If this takes long, press the stop button: then the next one is looked at.)"
STATES = {
    "passes": "passes its check",
    "form": "has the right form",
    "not_yet": "not there yet",
    "not_begun": "not begun",
    "stopped": "stopped by you",
    "unchecked": "has no check here",
    "written": "written",
    "unwritten": "not written yet",
}
NO_NOTEBOOKS = (
    "There are no notebooks of the course in this folder. Open this page from the folder in which they are."
)
TOTAL = (
    "{functions} functions pass their check, worth {done} of {points} points; "
    "{answers} written answers are written. The whole course is worth {all} points."
)
OF = "{done} of {all}"
COMES_NEXT = "Next: {title} ({name})."
ALL_DONE = "Everything is written and passes. Well done!"
PROGRESS_TITLE = "Where you stand, by what is saved in your notebooks"
PROGRESS_COLUMNS = ("notebook", "functions that pass", "written answers", "guesses noted", "points")
TASK_COLUMNS = ("exercise", "name", "points", "now")

# model answers

NO_ANSWERS = (
    "The model answers come with self-study. In a class a person reads your answer and writes back to you."
)
NO_SUCH_ANSWER = 'There is no written answer called "{name}". The names are: {names}.'
WRITE_FIRST = (
    "First write your own answer in the cell above, two sentences at least, and save the notebook "
    "(Ctrl + S, on a Mac Command + S). Then run this cell again: a model answer opens, and what earns points."
)
MODEL_ANSWER = (
    "**A model answer.** Yours may differ and be just as good: hold it against the list below.\n\n"
    "{answer}\n\n---\n\n{rubric}"
)
ANSWERS_DAMAGED = (
    "The file .model-answers.json is damaged. Run the command that made this folder once more; "
    "it writes a fresh one."
)
