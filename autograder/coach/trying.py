"""A student's function as a property calls it: what happened at the last call is kept for a sentence."""

import copy
import warnings

import numpy as np

from .inputs import same, spell_call
from .values import finished, plain

SILENT = {"all": "ignore"}
LOUD = {"over": "raise", "invalid": "raise", "divide": "raise", "under": "ignore"}
"""What numpy does about floating-point trouble: the same as in grading."""


class CallFailedError(Exception):
    """The student's function raised, or returned something that holds no numbers.

    Parameters
    ----------
    error : Exception
        What it raised, or what reading its value did.
    """

    def __init__(self, error):
        super().__init__(type(error).__name__)
        self.error = error
        self.kinds = tuple(kind.__name__ for kind in type(error).__mro__)


class Caller:
    """Calls a student's function for a property.

    Parameters
    ----------
    name : str
        Name of the exercise.
    function : callable
        The student's function.
    """

    def __init__(self, name, function):
        self.name, self._function = name, function
        self.spelled, self.value, self.error = "", None, None

    def __call__(self, *args, quiet=False):
        """Return the function's value; with `quiet`, numpy's warnings are raised.

        Raises
        ------
        CallFailedError
            If the function raises.
        """
        return self._call(copy.deepcopy(args), quiet)

    def keeps_input(self, *args):
        """Return whether the arguments are the same after the call as before it."""
        handed = copy.deepcopy(args)
        self._call(handed, quiet=False)
        return all(map(same, args, handed))

    def _call(self, args, quiet):
        self.spelled, self.value, self.error = spell_call(self.name, args), None, None
        with np.errstate(**(LOUD if quiet else SILENT)), warnings.catch_warnings():
            if not quiet:
                warnings.simplefilter("ignore")
            try:
                self.value = plain(finished(self._function(*args)))
            except (Exception, SystemExit) as error:
                self.error = error
                raise CallFailedError(error) from None
        return self.value


def holds(test, caller, inputs):
    """Return whether a property holds on all inputs; whatever goes wrong on the way, it does not.

    Parameters
    ----------
    test : function
        The property: takes a `Caller`, and the arguments.
    caller : Caller
        Keeps the last call: the one at which it failed.
    inputs : iterable of tuple
        What the property takes, besides `caller`.
    """
    try:
        with np.errstate(all="ignore"):
            return all(test(caller, *args) for args in inputs)
    except Exception:  # no value, or one that is not of the form that the property reads
        return False
