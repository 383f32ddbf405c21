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

HEADS = {
    "passed": "Right",
    "so_far": "Right so far",
    "form": "The form is right",
    "failed": "Not there yet",
    "not_attempted": "Not begun",
}
"""The word at the edge of each state."""
PRAISE = "{name}: every number is right, and all else that was asked for holds too. Well done so far!"
PRAISE_SO_FAR = "{name}: all that can be tried here is right. Well done so far!"
OTHER_INPUTS = "Grading tries the same with other inputs."
OTHER_INPUTS_AND_MORE = "Grading tries the same with other inputs, and looks at more: {titles}."
NOT_TRIED = "Not tried here: {titles}."
WRITES = (
    "One thing is worth mending, though it costs no points: "
    "your function changes an array that was handed in."
)
ORDINARY = "ordinary inputs"
KEPT = "✓ {title}"
NOT_KEPT = "○ {title}: {seen}"
LATER = "Tried as soon as this is right: {titles}."
TOO_SLOW = (
    "{call} runs through more than {lines:,} lines of code. "
    "If the input is twice as long, how much more has your function to do? "
    "What does it compute again that it had before?"
)
TIME_UP = (
    "{name}: stopped after {seconds:g} s. Either a loop does not end: look at its condition. "
    "Or a long input takes too long: what does your function compute again that it had before?"
)
INTERRUPTED = "{name}: you stopped this check, so it says nothing. Run it again when you like."
DID_NOT_RUN = (
    "{name}: your last version did not run: {error}. What stands in the notebook is the version before it, "
    "which is not looked at. Mend the cell, run it until no error comes, then run this check again."
)
IN_LINE = "{kind} in line {line} ({message})"
STOPPED_BEFORE = "its cell stopped before it came to the function"
WRITTEN_TO = "your function changes an array that was handed in."
GIVES = "{call} gives {value} with your function."
AT_WARNING = "{call} gives a warning: {message}."
AT_NO_NUMBERS = "with {call} {what}."
AT_ERROR = "{call} stops with {kind}{message}."
FORM_ONLY = "{name}: the form is right. Whether the numbers are right cannot be tried here."
FORM_GRADED = "The numbers themselves are looked at when your work is graded."
THE_FORM = "the form"
FITS_OWN = "it fits your own {own}"
WAITS_FOR_OWN = "They are held against your own {own}, as soon as those pass their checks."
NOT_YET = "{name}: not there yet."
HINT = "Hint {step} of 3: {text}"
SHOW_HINT = "Show hint {step}"
NEXT_HINT = 'For the next hint, run this in a cell of your own:\ncheck("{name}", {name}, hint={step})'

PARTS = "Right already: {right}. Not right yet: {wrong}."
RESULT = "result {number}"
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
NONE_PRINTED = "{name}: your function returned None: print shows a value, return gives it back."
LEFT = (
    '{name}: the line "raise NotImplementedError()" is still in your function {function}, and stops it. '
    "Take it out, run that cell, then run this check again."
)
NO_NUMBERS = "{name}: {what}."
RETURNED, HOLDS = "the function returned", "the result of the function holds"
NOT_NUMBERS = {
    "None": "None: print only shows a value, return hands it on, and every way through needs its return",
    "text": "text: return the number itself, without quotes, str(...) or an f-string",
    "bool": "True or False: return the numbers themselves, not a comparison of them",
    "generator": "a generator, which holds no numbers yet: put list(...) around it",
    "iterator": "an iterator, as map, zip and filter give one: put list(...) around it",
    "view": "a view of a dictionary, as .keys() and .values() give one: put list(...) around it",
    "set": "a set, which has no order and keeps equal numbers once: return a list or an array",
    "function": "a function: call it, with brackets and arguments, and return what it gives",
    "class": "a class or a type of numbers: return a value, not the class of it",
    "coroutine": "a coroutine, which has not run yet: write await before it, or def in place of async def",
    "module": "a module: return a number, not what you imported",
    "error": "an error: write raise in front of it in place of return, or return numbers",
    "dots": "three dots: put the value that you want to return in their place",
    "date": "dates or times: return them as plain numbers",
    "fields": "an array with named fields: return an ordinary array, or a dictionary with one array a name",
    "masked": "an array with masked entries: return an ordinary array in which every entry has its number",
    "keys": "a dictionary with keys that are not short texts: use the keys that the docstring names",
    "deep": "lists in lists, deeper than was asked for: return what the docstring promises",
    "many": "far more numbers than were asked for: return what the docstring promises",
    "large": "a whole number that is too large for a float: compute with floats, such as 10.0 in place of 10",
    "object": "an object that is no number: return the numbers in it, as float(...) or np.array(...)",
}
"""What is said of each of `values.KINDS`, in `check` and in grading: what it is, and what to return."""


def not_numbers(kind, inside=False):
    """Return the sentence on a result that is, or holds, no number; without a full stop.

    Parameters
    ----------
    kind : str
        One of `values.KINDS`; whatever else is an object.
    inside : bool
        Whether it stands inside of the result.
    """
    return f"{HOLDS if inside else RETURNED} {NOT_NUMBERS.get(kind, NOT_NUMBERS['object'])}"


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
    "The file {package}/{file} is missing or damaged, so nothing can be checked. "
    "Take a fresh copy of the folder {package} from your course."
)
OTHER_FORM = "{name}: {says}"

# causes: what an error's message says, to stand behind its class

UNDEFINED_NAME = "{a} is not defined"
UNBOUND = "{a} is used before it has a value"
NO_METHOD = "a value of type {a} has no {b}"
NO_NAME = "{a} has no {b}"
NEAREST = "; the nearest name is {name}"
GONE = "{module} has no {name} any more; use {use}"
OWN_FILE = "a file of your own is called {a}.py and hides the module {a}: give it another name"
NO_MODULE = "there is no module {a}"
NO_KEY = "there is no key {a}"
SOME_KEY = "a key that is not there"
TAKES_NONE = "{a} takes no argument, and was called with {m}"
TAKES_ONE = "{a} takes 1 argument, and was called with {m}"
TAKES = "{a} takes {n} arguments, and was called with {m}"
TAKES_FROM_TO = "{a} takes {k} to {n} arguments, and was called with {m}"
LACKS = "{a} was called without its argument {b}"
LACKS_MANY = "{a} was called without {n} of its arguments"
UNEXPECTED = "{a} has no argument called {b}"
TWICE = "{a} was given its argument {b} twice"
NOT_CALLABLE = "a value of type {a} stands before brackets as if it were a function"
NOT_SUBSCRIPTABLE = "a value of type {a} has no entries to take out with [ ]"
NOT_ITERABLE = "a value of type {a} cannot be gone through one by one"
NO_ASSIGNMENT = "the entries of a value of type {a} cannot be changed"
NO_LENGTH = "a value of type {a} has no length"
WITH_NONE = "it calculates with None, as an argument left out may be, or what a function without return gives"
OPERANDS = "it calculates with a value of type {a} and one of type {b}, which do not go together"
COMPARED = "it compares a value of type {a} with one of type {b}"
SEQUENCE = "a list or a text is multiplied by a {a}; np.asarray makes numbers of a list"
CONCATENATED = "a list or a text is added to something else; np.asarray makes numbers of a list"
INDEX_KIND = "an index is no whole number"
ONE_NUMBER = (
    "an array stands where one number is wanted; functions of math take one number, those of numpy arrays too"
)
NOT_REAL = "something else stands where a number is wanted"
NO_ENTRIES = "a single number stands where a list or an array is wanted"
NO_WHOLE = "a value of type {a} stands where a whole number is wanted, such as a count or an index"
NOT_CALLED = "a function stands where its value is wanted: brackets and arguments are missing behind its name"
SEVERAL_RESULTS = "it calculates with several results at once, where one of them is wanted"
SEQUENCE_SIGN = "a list stands where a number or an array is wanted; np.asarray makes numbers of a list"
COMPLEX = "a complex number stands where a real one is wanted"
WHOLE_BUFFER = "an array of whole numbers cannot hold what is written into it"
NO_MORE = "a list is asked for an entry, and is empty"
TOO_MANY_INDICES = "more indices than the array has dimensions"
SHAPES = "arrays of different shapes are combined"
TRUTH = "an array stands where if, and, or, not want one truth value"
UNPACKED = "as many names as values must stand on the left of ="
DOMAIN = "a function of math does not take this number"
RAGGED = "a list of different lengths, or an array in the place of one number"
TEXT_AS_NUMBER = "a text is read as a number, and is none"
HANDED = "the function that it was given cannot take this argument"
READ_ONLY = "the array cannot be written to; make a copy of it first"
TOO_LARGE = "a number became too large"
OUTSIDE_FUNCTION = "return, await or yield stands outside of a function; look at how far lines are indented"
OUTSIDE_LOOP = "break or continue stands outside of a loop; look at how far lines are indented"
DUPLICATE = "two arguments are called {a}"
ASSERTED = "an assert of your own does not hold"
NO_AXIS = "an axis that the array does not have"
NO_INPUT = "input() has nobody to ask while your work is looked at"
NO_FILE = "a file that is not there"
OVERFLOWN = "a number became too large, or is none"
NO_INDEX = "there is no entry with this index: the first is 0, the last is the length minus 1"
NO_JSON = "a text that is no JSON"
ENDLESS = "the function calls itself, and never comes to an end"
EXITS = "exit, quit and sys.exit end everything"
UFUNC = "numpy cannot do this with values of such a type"
ZERO_DIVISION = "a division by 0"

# bring

BROUGHT = "{name}: taken from {notebook}; it passes its check."
BROUGHT_SO_FAR = "{name}: taken from {notebook}; it is right on what can be tried here."
UNSAVED = (
    " But the version that you checked last is not in the file: save {notebook} (Ctrl + S, on a Mac "
    "Command + S), then run this cell again."
)
BROUGHT_UNCHECKED = "{name}: taken from {notebook}."
BROUGHT_FAILING = (
    "{name}: taken from {notebook}, but it does not pass its check yet. Go back and repair it first: "
    "what you build on it here cannot be right before it is."
)
BROUGHT_WITHOUT = " A line before it, which it needs, stops with {kind}{message}."
BROUGHT_FROM_COPY = (
    " {notebook} is a copy, and only {original} is handed in and graded: "
    "put your function into {original} too."
)
BROUGHT_FROM_OTHER_NAME = " Only a file called {original} is handed in and graded: rename {notebook} to that."
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
NO_FUNCTION = (
    "In {notebook} the name {name} stands for something that is no function. "
    "Write {name} as a function there, save that notebook, then run this cell again." + UNTIL_THEN
)
NO_LONGER_A_FUNCTION = (
    "{name} is written in {notebook}, but another line there gives the name {name} a value that is no "
    "function. Use another name in that line, save that notebook, then run this cell again." + UNTIL_THEN
)
UNREADABLE = (
    "{notebook} is in this folder, but it cannot be read as a notebook: the file is damaged, or too large. "
    "If it opens in JupyterLab, clear its outputs and save it; else put a copy that opens in its place. "
    "Then run this cell again." + UNTIL_THEN
)
BROKEN = (
    "The cell of {name} in {notebook} stops with {kind}{message}. Repair it there, save that notebook, "
    "then run this cell again." + UNTIL_THEN
)

# predict

NOTED = "Noted: {answer}. You will see below how it turns out."
NOTED_AGAIN = "Noted: {answer}. Your first guess, {first}, stays beside it: both are worth looking back at."
NOTED_BY_BUTTON = (
    "Noted: {answer}. Run this cell once more, and your guess stands in it too, to be handed in."
)
NO_PREDICTION = "Guess first: a wrong guess costs nothing."
CHOOSE = "Choose one of {options}: put it in the place of the dots, then run this cell."
PRESS = "Choose one of {options}: press its button, or type it in the place of the dots and run this cell."
TYPE_NUMBER = "Type a number in the place of the dots, such as {example}; then run this cell."
NOT_NOTED = "{guess} is not noted yet, and nothing is lost. {choose}"
NO_TOPIC = 'First comes the topic, in quotes, then your guess, as in predict("topic", "my guess").'
UNKNOWN_TOPIC = (
    'Nothing is noted yet: no cell here asks for a guess on "{topic}". The nearest name is "{nearest}".'
)
EARLIER = "Earlier you noted: {answer}. It stands in the cell again."
NO_GUESS_YET = (
    'Here your guess will be compared with what came out. Guess first, in the cell predict("{topic}", ...).'
)
NO_OUTCOME_YET = "You guessed {guess}. What it is you see here when the functions above pass their checks."
GUESSED_AND_IS = "You guessed {guess}; it is {answer}."
AS_GUESSED = "You guessed {guess}, and so it is."


def listed(texts):
    """Return texts as a list in a sentence: a, b or c."""
    return " or ".join(filter(None, [", ".join(texts[:-1]), *texts[-1:]]))


# progress

WRITE_HERE = "YOUR ANSWER HERE"
LOOKING = "Looking at {name} ... (If this takes long, press the stop button: then the next one is looked at.)"
STATES = {
    "passed": "passes its check",
    "so_far": "right on what can be tried here",
    "form": "form only: the numbers are not tried here",
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
OF_WHICH = {
    "so_far": "{count} of them {is_are} right on what can be tried here; grading looks at more.",
    "form": "Of {count} more only the form can be tried here.",
}
OF_WHICH_ALONE = {
    "so_far": "{count} of them {is_are} right on what can be tried here.",
    "form": OF_WHICH["form"],
}
OF = "{done} of {all}"
COMES_NEXT = "Next: {title} ({name})."
READY = "Ready to hand in? Still open: {parts}."
STILL_OPEN = "Still open: {parts}."
OPEN = {
    "not_yet": "{count} not there yet ({names})",
    "stopped": "{count} stopped ({names})",
    "not_begun": "{count} not begun ({names})",
    "unwritten": "{count} not written ({names})",
}
AND_MORE = "{names} ..."
GUESSES_TO_MAKE = "{count} to guess"
GUESSES_TO_PUT = "{count} guessed by a button (run these cells once more, then save)"
ALL_DONE = "Everything is written, and nothing that can be tried here fails. Well done!"
PROGRESS_TITLE = "Where you stand, by what is saved in your notebooks"
PROGRESS_COLUMNS = ("notebook", "functions that pass", "written answers", "guesses noted", "points")
TASK_COLUMNS = ("exercise", "name", "points", "now")

# one file to hand in

PACKED = (
    "{file} holds {names}, as they were last saved. "
    "If you changed one since, save it and run this cell again."
)
PACKED_BESIDE = "It is beside your notebooks: hand in this one file."
PACKED_LINK = "Download {file}"
NOT_PACKED = (
    "{file} could not be written here ({reason}). "
    "Hand in the notebooks themselves, with their names unchanged."
)

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
TICK = "Now your own answer: which of these lines does it earn?"
ONE_POINT, POINTS = "{points} point", "{points} points"
TICK_LINE = "- ☐ **{points}** {text}"
TICKED = "That is {earned} of {most}. A line without a tick is what you can still add."
TICKED_ALL = "That is {earned} of {most}. Well done!"
ANSWERS_DAMAGED = (
    "The file .model-answers.json is damaged. Run the command that made this folder once more; "
    "it writes a fresh one."
)
