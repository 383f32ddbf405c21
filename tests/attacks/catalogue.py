"""All attacks by what they are aimed at."""

from __future__ import annotations

from tests.attacks.attack import Attack
from tests.attacks.availability import AVAILABILITY
from tests.attacks.blind import BLIND, FLOODS, LARGE, PART
from tests.attacks.carried import CARRIED
from tests.attacks.controls import CONTROLS
from tests.attacks.folders import FOLDERS, NAMES
from tests.attacks.lies import LIES
from tests.attacks.notebooks import BYTES, METADATA
from tests.attacks.odd_answers import MATHEMATICS, TWICE
from tests.attacks.processes import PROCESSES, SURVIVORS
from tests.attacks.reaching import FILES, NETWORK
from tests.attacks.searching import SEARCHING
from tests.attacks.sharing import GREED, SHARING
from tests.attacks.tampering import OBJECTS, TAMPERING

CATEGORIES: dict[str, tuple[Attack, ...]] = {
    "controls": CONTROLS,
    "marks": (*TAMPERING, *OBJECTS, *SEARCHING, *MATHEMATICS, *TWICE, *BLIND, *PART, *CARRIED),
    "machine": (*NETWORK, *FILES, *PROCESSES, *SURVIVORS, *SHARING),
    "availability": (*AVAILABILITY, *GREED, *LARGE, *FLOODS),
    "file": (*METADATA, *BYTES, *FOLDERS, *NAMES),
    "wire": LIES,
}
