"""Helpers of the course "Vanishing gradients": check your functions, bring them along, draw and explore."""

from . import coach, drawing, explore
from .coach.bring import bring
from .coach.check import check
from .coach.loading import PLACES, load_late
from .coach.naming import use_measurement
from .coach.predict import predict
from .measure import measurement, objections

use_measurement(measurement, objections)
__getattr__ = load_late(
    __name__, {"drawing": drawing.MODULES, "explore": explore.MODULES, "coach": coach.LATE}
)
__all__ = ["bring", "check", "predict"]
__all__ += list(PLACES)
