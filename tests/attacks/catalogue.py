"""All attacks by room."""

from __future__ import annotations

from tests.attacks.attack import Attack
from tests.attacks.availability import AVAILABILITY
from tests.attacks.controls import CONTROLS
from tests.attacks.files import FILE
from tests.attacks.lies import LIES
from tests.attacks.machine import MACHINE
from tests.attacks.marks import MARKS

ROOMS: dict[str, tuple[Attack, ...]] = {
    "controls": CONTROLS,
    "marks": MARKS,
    "machine": MACHINE,
    "availability": AVAILABILITY,
    "file": FILE,
    "wire": LIES,
}
