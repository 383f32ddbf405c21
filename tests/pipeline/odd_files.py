"""Odd files that honest students hand in, of all kinds."""

from __future__ import annotations

from tests.pipeline.odd_cells import COPIES, ESSAYS, METADATA
from tests.pipeline.odd_code import AGAIN, BROUGHT, IPYTHON
from tests.pipeline.odd_contents import BULK, LEFT, VALUES
from tests.pipeline.odd_readings import CAUSES, LINES, PICTURES

ODD = [*METADATA, *COPIES, *ESSAYS, *AGAIN, *IPYTHON, *BROUGHT]
ODD += [*LEFT, *VALUES, *BULK, *CAUSES, *LINES, *PICTURES]
