"""The students that the gradebook knows, and ids for those that it does not know."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from nbgrader.api import Gradebook
from nbgrader.api import Student as StudentRow

from autograder.collecting.naming import folded, letters, student_id
from autograder.collecting.systems import Owner

TWO_OWNERS = "more than one folder or name belongs to the student {student}: {names}. Join them by hand"
TWO_STUDENTS = "the gradebook has more than one student of this name ({students}): place the file by hand"
NO_ID = "no student's id can be made of this name: rename the folder"


@dataclass(frozen=True)
class Known:
    """A student of the gradebook."""

    id: str
    names: tuple[str, ...] = ()
    lms_id: str = ""
    email: str = ""


@dataclass(frozen=True)
class Identified:
    """The student that an owner is.

    Parameters
    ----------
    trouble
        Why the student cannot be identified; "" if that is possible.
    how
        What identified the student; "new" if the gradebook does not know this one.
    maybe
        The students of the gradebook who it may be, if that is not clear.
    """

    student: str
    trouble: str = ""
    how: Literal["number", "id", "name", "new"] = "id"
    maybe: tuple[str, ...] = ()


class Roster:
    """The gradebook's students, identified by Canvas's number, by id or e-mail address, or by name."""

    def __init__(self, students: Iterable[Known]) -> None:
        self.students = list(students)
        self._by_lms = {student.lms_id: student.id for student in self.students if student.lms_id}
        self._by_id: dict[str, list[str]] = defaultdict(list)
        self._by_name: dict[str, set[str]] = defaultdict(set)
        self._by_email: dict[str, set[str]] = defaultdict(set)
        for student in self.students:
            self._by_id[folded(student.id)].append(student.id)
            if student.email:
                self._by_email[student.email.casefold()].add(student.id)
            for name in student.names:
                self._by_name[letters(name)].add(student.id)

    @classmethod
    def of(cls, gradebook: Gradebook) -> Roster:
        """Read the students of a gradebook."""
        rows = gradebook.db.query(
            StudentRow.id,
            StudentRow.first_name,
            StudentRow.last_name,
            StudentRow.lms_user_id,
            StudentRow.email,
        )
        return cls(
            Known(row[0], _names(row[1] or "", row[2] or ""), row[3] or "", row[4] or "") for row in rows
        )

    def knows(self, name: str) -> bool:
        """Return whether a name is the id of one of the students."""
        return len(self._by_id.get(folded(name), [])) == 1

    def mentioned(self, name: str) -> tuple[str, ...]:
        """Return the students with whose id a file's name begins or ends."""
        words = re.split(r"[\s_-]+", name.partition(".")[0])[:20]
        parts = {" ".join(part) for at in range(1, len(words) + 1) for part in (words[:at], words[-at:])}
        return tuple(sorted({self._by_id[folded(part)][0] for part in parts if self.knows(part)}))

    def candidates(self, owners: Iterable[Owner]) -> tuple[str, ...]:
        """Return the known students among those who may be meant."""
        found = (self._one(owner, Counter([letters(owner.name)])) for owner in owners)
        return tuple(sorted({one.student for one in found if one.student and one.how != "new"}))

    def assign(self, owners: Iterable[Owner]) -> dict[tuple[str, str, str], Identified]:
        """Return the student that each owner is, by the owner's key.

        Two owners are never one student: if a name would join them, both are left for a human.
        """
        distinct = {owner.id: owner for owner in owners}
        same_name = Counter(letters(owner.name) for owner in distinct.values())
        students = {key: self._one(owner, same_name) for key, owner in distinct.items()}
        claims: dict[str, list[str]] = defaultdict(list)
        for key, identified in students.items():
            if not identified.trouble:
                claims[identified.student.casefold()].append(distinct[key].name)
        for key, identified in students.items():
            names = claims[identified.student.casefold()] if not identified.trouble else []
            if len(names) > 1:
                trouble = TWO_OWNERS.format(student=identified.student, names=", ".join(sorted(names)))
                students[key] = Identified("", trouble, maybe=(identified.student,))
        return students

    def _one(self, owner: Owner, same_name: Counter[str]) -> Identified:
        if owner.system == "Canvas" and owner.number in self._by_lms:
            return Identified(self._by_lms[owner.number], how="number")
        for handle in owner.handles:
            by_id, by_email = (
                self._by_id.get(folded(handle), []),
                self._by_email.get(handle.casefold(), set()),
            )
            if len(both := {*by_id, *by_email}) == 1:
                return self._unless_taken(both.pop(), owner, "id")
        made = student_id(owner)
        if not made or made == f"_{owner.number}":
            return Identified("", NO_ID)
        for text in (owner.name, made):
            exact = [student for student in self._by_id.get(folded(text), []) if student == text]
            near = exact or self._by_id.get(folded(text), [])
            if len(near) == 1 and (text == made or not owner.number or same_name[letters(owner.name)] == 1):
                return self._unless_taken(near[0], owner, "id")
        named = self._by_name.get(letters(owner.name), set())
        if len(named) > 1:
            maybe = tuple(sorted(named))
            return Identified("", TWO_STUDENTS.format(students=", ".join(maybe)), maybe=maybe)
        if named and same_name[letters(owner.name)] == 1:
            return self._unless_taken(next(iter(named)), owner, "name")
        return Identified(made, how="new")

    def _unless_taken(self, student: str, owner: Owner, how: Literal["id", "name"]) -> Identified:
        """Return the student, unless the gradebook has another number of the same system for this one."""
        lms = next((known.lms_id for known in self.students if known.id == student), "")
        if owner.system == "Canvas" and owner.number and lms and lms != owner.number:
            return Identified(student_id(owner), how="new")
        return Identified(student, how=how)


def _names(first: str, last: str) -> tuple[str, ...]:
    """Return a student's name as Moodle and as Canvas write it."""
    return (f"{first} {last}", f"{last} {first}") if first or last else ()
