"""What the public check finds out about a function, without holding any right number."""

import functools
import json
from importlib import import_module

import numpy as np

from . import causes, naming, words
from .card import Finding, Promise
from .forms import has_parts
from .inputs import argument, same, short, spell_call
from .loading import FOLDER, alone
from .pace import TimeUpError, TooManyLinesError, time_limit, within
from .trying import Caller, holds
from .values import NotNumbersError, finished, leaves, plain

FINGERPRINTS = FOLDER / "fingerprints.json"
SECONDS = 10
"""How long a check may take: longer takes a loop without an end, or work done again and again."""
KEEPS_INPUT = "coach.properties.keeps_input"
"""The property that forbids to write into an argument, as fingerprints.json names it."""


class _Stopped(Exception):
    """The check of a part ends here.

    Parameters
    ----------
    sentence : str
        What to say, if it is all that there is to say.
    state : str
        The finding's.
    hint_id : str or None
        Whose hint fits.
    seen : str
        What to say of a promise that is not kept.
    """

    def __init__(self, sentence, state="failed", hint_id=None, seen=""):
        super().__init__(sentence)
        self.sentence, self.state, self.hint_id, self.seen = sentence, state, hint_id, seen or sentence


class _Raised(_Stopped):
    """The function raised at one input; at others it may not."""


@functools.cache
def book():
    """Return the contents of fingerprints.json, or None if it cannot be read."""
    try:
        return json.loads(FINGERPRINTS.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def examine(name, function, step=1):
    """Return the `Finding` for a function.

    Parameters
    ----------
    name : str
        Name of the exercise.
    function : callable
        The student's function.
    step : int
        Which of the three hints to give.
    """
    try:
        with time_limit(SECONDS):
            return _examine(name, function, step)
    except TimeUpError:
        return Finding("failed", words.TIME_UP.format(name=name, seconds=SECONDS))


def _examine(name, function, step):
    if book() is None:
        return Finding("failed", words.NO_FINGERPRINTS.format(package=FOLDER.name, file=FINGERPRINTS.name))
    exercises = book()["exercises"]
    if name not in exercises:
        return Finding("failed", words.UNKNOWN.format(name=name, names=", ".join(exercises)))
    if not callable(function):
        return Finding("failed", words.NOT_A_FUNCTION.format(name=name))
    entry = exercises[name]
    try:
        finding = (_examine_form if "form" in entry else _examine_numbers)(name, function, entry)
    except _Stopped as stopped:
        finding = Finding(stopped.state, stopped.sentence, hints=_hints(stopped.hint_id))
    step = step if isinstance(step, int) else 1
    return finding._replace(name=name, step=min(max(step, 1), len(finding.hints) or 1))


def _hints(hint_id):
    return tuple(book()["hints"].get(hint_id, ()))


# Calling the function


def _call(name, function, args, lines=None):
    """Return the function's value; whatever it raises ends the check with a kind sentence.

    Parameters
    ----------
    lines : int or None
        How many lines of Python it may run, where its pace counts.
    """
    try:
        value = finished(function(*args) if lines is None else within(lines, function, *args))
    except TooManyLinesError:
        raise _Stopped(words.TOO_SLOW.format(call=spell_call(name, args), lines=lines)) from None
    except NotImplementedError as error:
        raise _Stopped(*_waiting(name, error)) from None
    except (Exception, SystemExit) as error:
        kind, message = describe(error)
        said = {"kind": kind, "message": message, "call": spell_call(name, args)}
        sentence, seen = words.RAISED.format(name=name, **said), words.AT_ERROR.format(**said)
        raise _Raised(sentence, hint_id=_slip_of(name, error), seen=seen) from None
    if value is None:
        raise _Stopped(causes.nothing_returned(name, causes.code_of(function)))
    try:
        return plain(value)
    except NotNumbersError as error:
        raise _no_numbers(name, error) from None


def _no_numbers(name, error):
    what = words.not_numbers(error.kind, error.inside)
    return _Stopped(words.NO_NUMBERS.format(name=name, what=what))


def describe(error):
    """Return (name of the class, short message) of an exception, for the middle of a sentence."""
    message = _text(error)
    message = causes.phrase([kind.__name__ for kind in type(error).__mro__], message) or message
    message = " ".join(message.split())
    if len(message) > 160:
        message = message[:157] + "..."
    return type(error).__name__, f" ({message})" if message else ""


def _slip_of(name, error):
    """Return the id of the hint on what an error means, or None."""
    slip = causes.slip([kind.__name__ for kind in type(error).__mro__], _text(error))
    return naming.own_hint(book(), name, slip) if slip else None


def _text(error):
    try:
        return str(error)
    except Exception:  # an exception of the student's own whose text fails
        return ""


def _waiting(name, error):
    """Return (sentence, state): it or one that it uses is not written, or the line was left behind."""
    text = str(error)
    if text:
        return words.WAITS_TEXT.format(name=name, text=text), "not_attempted"
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    code = trace.tb_frame.f_code if trace else None
    inner = code.co_name if code is not None else name
    if causes.left_behind(causes.code_of(code)):
        return words.LEFT.format(name=name, function=inner), "failed"
    if inner != name and inner in book()["exercises"]:
        return words.WAITS.format(name=name, other=inner), "not_attempted"
    return words.NOT_ATTEMPTED.format(name=name), "not_attempted"


def _leaves(name, value):
    try:
        return [(path, np.array(array)) for path, array in leaves(value)]  # copies: the next call may write
    except NotNumbersError as error:
        raise _no_numbers(name, error) from None


# Exercises whose numbers are fingerprinted


def _examine_numbers(name, function, entry):
    """Look at the numbers, on ordinary inputs first; if they are right, at all else that is promised."""
    further = [{**entry, **part} for part in entry.get("further", ())]
    properties = entry.get("properties", ())
    first, changed = _numbers(name, function, entry)
    if not first.kept:
        later = tuple(Promise(each["title"], None) for each in (*further, *properties))
        if not first.title:  # the answer is not of the form that was asked for
            return Finding("failed", first.seen, hints=_hints(first.hint_id))
        return Finding("failed", "", (first, *later), first.notes, _hints(first.hint_id))
    promises = [first]
    for part in further:
        promise, writes = _numbers(name, function, part)
        promises.append(promise)
        changed = changed or writes
    promises += [_property(name, function, kept, changed) for kept in properties]
    broken = [promise for promise in promises if not promise.kept]
    if broken:
        helped = next((promise for promise in broken if promise.hint_id), broken[0])
        return Finding("failed", "", tuple(promises), helped.notes, _hints(helped.hint_id))
    return _praise(name, entry, promises, changed)


def _praise(name, entry, promises, changed):
    adds = entry.get("adds")
    notes = [words.WRITES] if changed else []
    if not alone():
        notes.append((words.OTHER_INPUTS_AND_MORE if adds else words.OTHER_INPUTS).format(titles=adds))
    elif adds:
        notes.append(words.NOT_TRIED.format(titles=adds))
    praise = words.PRAISE_SO_FAR if adds else words.PRAISE
    return Finding("so_far" if adds else "passed", praise.format(name=name), tuple(promises), tuple(notes))


def _numbers(name, function, part):
    """Return (whether numbers on inputs of one kind are right, as `Promise`; whether it changed an input).

    Raises
    ------
    _Stopped
        If there are no numbers on ordinary inputs; on inputs of another kind that is a promise not kept.
    """
    title = part.get("title", "")
    try:
        rows, texts, changed = _answers(name, function, part)
    except _Stopped as stopped:
        if not title:
            raise
        return Promise(title, False, stopped.seen.removeprefix(f"{name}: "), stopped.hint_id), False
    named = naming.named(book(), name, function, part, rows)
    if named is None:
        return Promise(title or words.ORDINARY, True), changed
    if named.shown is None:
        seen, *notes = named.sentences
        seen = seen.removeprefix(f"{name}: ") if title else seen
        return Promise(title, False, seen, named.hint_id, tuple(notes)), changed
    call = spell_call(name, naming.arguments(part, named.shown))
    seen = words.GIVES.format(call=call, value=texts[named.shown])
    return Promise(title or words.ORDINARY, False, seen, named.hint_id, tuple(named.sentences)), changed


def _property(name, function, kept, changed):
    """Return whether a property holds, as `Promise`."""
    caller = Caller(name, function)
    if not holds(_test(kept["test"]), caller, map(_arguments, kept["inputs"])):
        return Promise(kept["title"], False, _at(caller), kept.get("hint"))
    if changed and kept["test"] == KEEPS_INPUT:
        return Promise(kept["title"], False, words.WRITTEN_TO, kept.get("hint"))
    return Promise(kept["title"], True)


def _answers(name, function, part):
    """Return (leaves of each value, the values as texts, whether an input was changed)."""
    rows, texts, changed, raised = [], [], False, None
    for index in range(len(part["inputs"])):
        args, untouched = naming.arguments(part, index), naming.arguments(part, index)
        try:
            value = _call(name, function, args, part.get("lines"))
        except _Raised as stopped:
            raised = raised or stopped
            rows.append(None)
            continue
        rows.append(_leaves(name, value))
        texts.append(short(value))
        changed = changed or not all(map(same, args, untouched))
    if raised is not None:
        raised.hint_id = naming.stopped(book(), name, part, rows, raised.hint_id) or raised.hint_id
        raise raised
    return rows, texts, changed


def are_right(name, function):
    """Return whether the numbers of a function are right on the first inputs of its check.

    Parameters
    ----------
    name : str
        Name of the exercise.
    function : callable
        The student's function.
    """
    entry = (book() or {"exercises": {}})["exercises"].get(name, {})
    if "inputs" not in entry:
        return False
    try:
        return naming.named(book(), name, function, entry, _answers(name, function, entry)[0]) is None
    except _Stopped:
        return False


def _test(path):
    """Return the function of a property, by its place in the student package."""
    module, _, name = path.rpartition(".")
    try:
        return getattr(import_module(f"..{module}", __package__), name)
    except (ImportError, AttributeError, SyntaxError):
        file = f"{module.replace('.', '/')}.py"
        raise _Stopped(words.NO_FINGERPRINTS.format(package=FOLDER.name, file=file)) from None


def _at(caller):
    """Say at which call a property failed, and what came of it."""
    if caller.error is None:
        return words.GIVES.format(call=caller.spelled, value=short(caller.value))
    if isinstance(caller.error, NotNumbersError):
        what = words.not_numbers(caller.error.kind, caller.error.inside)
        return words.AT_NO_NUMBERS.format(call=caller.spelled, what=what)
    if isinstance(caller.error, FloatingPointError):
        return words.AT_WARNING.format(call=caller.spelled, message=caller.error)
    kind, message = describe(caller.error)
    return words.AT_ERROR.format(call=caller.spelled, kind=kind, message=message)


def _arguments(stored):
    return tuple(map(argument, stored))


# Exercises of which only the form may be looked at


def _examine_form(name, function, entry):
    """Look at the form, and at what the student's own other functions say to the numbers."""
    value = _call(name, function, ())
    _leaves(name, value)  # ends the check if something is no number
    if not has_parts(value, entry["form"]["parts"]):
        return Finding("failed", words.OTHER_FORM.format(name=name, says=entry["form"]["says"]))
    named = naming.tried(book(), name, function, value, entry, are_right)
    later = () if alone() else (words.FORM_GRADED,)
    form, own = Promise(words.THE_FORM, True), " and ".join(entry.get("tried_on", ()))
    if named is None:
        waits = (words.WAITS_FOR_OWN.format(own=own),) if own else ()
        return Finding("form", words.FORM_ONLY.format(name=name), (form,), (*waits, *later))
    title = words.FITS_OWN.format(own=own)
    if named.sentences:
        seen, *notes = named.sentences
        promises = (form, Promise(title, False, seen))
        return Finding("failed", "", promises, tuple(notes), _hints(named.hint_id))
    return Finding("so_far", words.PRAISE_SO_FAR.format(name=name), (form, Promise(title, True)), later)
