"""What lies beside a guest's notebook, released or handed in, is there for its cells as with genuine nbgrader."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import needs
from tests.pipeline.guests import room
from tests.pipeline.guests.course import guest_course, hand_in, rows_that_differ
from tests.pipeline.guests.percent import answers

pytestmark = [needs("bwrap"), pytest.mark.slow]

OWN = {
    "own.py": "import near_own\nvalue = near_own.value\n",
    "near_own.py": "value = 8\n",
    "own data/x.txt": "9",
}
OWN_ANSWER = 'import own\nassert own.value == 8 and open("own data/x.txt").read() == "9"\n'


def test_every_file_is_there_as_with_nbgrader(tmp_path: Path) -> None:
    notebooks = {"one": room.NOTEBOOK, "two": room.SECOND}
    course = guest_course(
        tmp_path / "course", notebooks, room.files(tmp_path), students=("solved", "untouched")
    )
    texts = answers(room.NOTEBOOK, "solved")
    hand_in(course, "own-files", "one", texts | {"rows": OWN_ANSWER + texts["rows"]}, OWN)
    hand_in(course, "own-files", "two", answers(room.SECOND, "solved"))
    assert rows_that_differ(course) == []
