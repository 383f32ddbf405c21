"""What a teacher answers on names that are not clear: a table with a name and a student's id in each row."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path

from autograder.collecting.naming import folded, student_id
from autograder.collecting.systems import Owner
from autograder.errors import UsageError
from autograder.text import shown

HEADINGS = ("name", "student")


@dataclass(frozen=True)
class Answers:
    """Who the names of a download are.

    Parameters
    ----------
    students
        The student's id by a name as it is compared; "" for a student whom the gradebook does not know.
    names
        Each of these names as it was written.
    """

    students: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Answers:
        """Read the table.

        Raises
        ------
        UsageError
            If it cannot be read, a row has another form, or a name has two students.
        """
        students: dict[str, str] = {}
        names: dict[str, str] = {}
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                rows = list(csv.reader(file))
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise UsageError(f"{path} cannot be read as a table of names (CSV in UTF-8): {error}.") from error
        for line, row in enumerate(rows, 1):
            cells = [cell.strip() for cell in row]
            if not any(cells) or (line == 1 and tuple(cell.lower() for cell in cells) == HEADINGS):
                continue
            if len(cells) != 2 or not cells[0]:
                raise UsageError(
                    f"{path}, line {line}: write a name, a comma and the student's id, such as Zoe,zoe17; "
                    "nothing behind the comma for a new student."
                )
            name, student = cells
            if students.setdefault(key := folded(name), student) != student:
                raise UsageError(f"{path}, line {line}: {shown(name)} has two answers. Leave one.")
            names[key] = name
        return cls(students, names)

    def key_of(self, owner: Owner) -> str | None:
        """Return the name by which an owner is answered; None if there is no answer."""
        keys = (folded(name) for name in (student_id(owner), owner.name) if name)
        return next((key for key in keys if key in self.students), None)
