"""The students that the gradebook knows, which of them a download means, and ids for all others."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import Literal, get_args

from nbgrader.api import Gradebook
from nbgrader.api import Student as StudentRow

from autograder.collecting.answers import Answers
from autograder.collecting.naming import folded, letters, student_id
from autograder.collecting.people import ALIKE, PART, Name, likeness, trimmed, writings
from autograder.collecting.systems import Owner
from autograder.errors import UsageError
from autograder.text import shown

TWO_OWNERS = (
    "more than one folder or name belongs to the student {student}: {names}. Join them by hand, or with "
    "--names"
)
TWO_STUDENTS = "the gradebook has more than one student of this name ({students}). Answer with --names"
SEVERAL = "this may be more than one student of the gradebook ({students}). Answer with --names"
NO_ID = "no student's id can be made of this name: rename the folder"
IS_IT = "is this {students}? The gradebook has nobody of just this name. Answer with --names"
NOBODY = "the gradebook has nobody of this name, and others handed in nothing. Answer with --names who it is"

How = Literal["answer", "number", "id", "name", "written", "trimmed", "part", "new"]
"""What identified a student, the surest first. `new`: the gradebook does not know this one."""
SURENESS = {how: max(rank - 4, 0) for rank, how in enumerate(get_args(How), 1)}
"""How unsure each is: of two owners who could be one student, the surer one is."""

NEAR, NEAREST = 0.1, 3
"""How much less alike than the nearest a name may be to be asked about too, and how many are."""


@dataclass(frozen=True)
class Known:
    """A student of the gradebook.

    Parameters
    ----------
    handed_in
        Whether something of this student was collected before.
    """

    id: str
    names: tuple[str, ...] = ()
    lms_id: str = ""
    email: str = ""
    handed_in: bool = False

    @property
    def title(self) -> str:
        """The name, and the id."""
        return f"{self.names[0].strip()} ({self.id})" if self.names else self.id

    @property
    def is_listed(self) -> bool:
        """Whether somebody put this student on a list: collecting alone makes an id and no more."""
        return bool(self.names or self.email)

    @cached_property
    def writings(self) -> tuple[Name, ...]:
        """The ways in which the name, the id and the front of the e-mail address are written."""
        texts = (*self.names, self.id, self.email.partition("@")[0])
        return tuple(dict.fromkeys(name for text in texts for name in writings(text)))

    @cached_property
    def spellings(self) -> tuple[Name, ...]:
        """One of all writings that differ in no more than accents and order."""
        return tuple({name.key: name for name in self.writings}.values())


@dataclass(frozen=True)
class Identified:
    """The student that an owner is.

    Parameters
    ----------
    trouble
        Why the student cannot be identified; "" if that is possible.
    maybe
        The students of the gradebook who it may be, if that is not clear.
    asks
        The name that the teacher is asked about; "" if an answer would not help.
    """

    student: str
    trouble: str = ""
    how: How = "id"
    maybe: tuple[str, ...] = ()
    asks: str = ""


class Roster:
    """The gradebook's students, identified by Canvas's number, by id or e-mail address, or by name.

    Parameters
    ----------
    answers
        What a teacher said of names that were not clear.
    own
        Words that people add to names in this course, such as those of the assignment's name.

    Raises
    ------
    UsageError
        If an answer names a student whom the gradebook does not know.
    """

    def __init__(
        self, students: Iterable[Known], answers: Answers | None = None, own: Collection[str] = ()
    ) -> None:
        self.students = list(students)
        self._answers, self._own = answers or Answers(), frozenset(own)
        self._by_lms = {student.lms_id: student.id for student in self.students if student.lms_id}
        self._known = {student.id: student for student in self.students}
        self._by_id: dict[str, list[str]] = defaultdict(list)
        self._by_name: dict[str, set[str]] = defaultdict(set)
        self._by_email: dict[str, set[str]] = defaultdict(set)
        self._by_writing: dict[str, dict[tuple[str, Name], None]] = defaultdict(dict)
        self._by_word: dict[str, set[str]] = defaultdict(set)
        for student in self.students:
            self._by_id[folded(student.id)].append(student.id)
            if student.email:
                self._by_email[student.email.casefold()].add(student.id)
            for name in student.names:
                self._by_name[letters(name)].add(student.id)
            for writing in student.writings:
                self._by_writing[writing.key][student.id, writing] = None
                for word in writing.plain:
                    self._by_word[word].add(student.id)
        for name, student_of_name in self._answers.students.items():
            if student_of_name and student_of_name not in self._known:
                raise UsageError(self._unknown_answer(self._answers.names[name], student_of_name))

    @classmethod
    def of(
        cls,
        gradebook: Gradebook,
        answers: Answers | None = None,
        own: Collection[str] = (),
        handed_in: Callable[[str], bool] = lambda _: False,
    ) -> Roster:
        """Read the students of a gradebook; `handed_in` tells of an id whether there is a submission."""
        rows = gradebook.db.query(
            StudentRow.id,
            StudentRow.first_name,
            StudentRow.last_name,
            StudentRow.lms_user_id,
            StudentRow.email,
        )
        known = (
            Known(row[0], _names(row[1] or "", row[2] or ""), row[3] or "", row[4] or "", handed_in(row[0]))
            for row in rows
        )
        return cls(known, answers, own)

    @property
    def is_list(self) -> bool:
        """Whether somebody put the class into the gradebook, and not collecting alone."""
        return any(student.is_listed for student in self.students)

    def knows(self, name: str) -> bool:
        """Return whether a name is the id of one of the students."""
        return len(self._by_id.get(folded(name), [])) == 1

    def recognises(self, name: str) -> bool:
        """Return whether a name by itself means one of the students, whatever is added to it."""
        return self.knows(name) or len(self._meant(name)[0]) == 1

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

        Two owners are never one student unless a teacher says so: where a name would join them, the surer one
        is the student, and the others are left for a human. Nor is an owner a new student while one of the
        list who could be meant has handed in nothing: that is asked.
        """
        distinct = {owner.id: owner for owner in owners}
        same_name = Counter(letters(owner.name) for owner in distinct.values())
        students = {key: self._one(owner, same_name) for key, owner in distinct.items()}
        claims: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        for key, identified in students.items():
            if not identified.trouble and identified.how != "answer":
                claims[identified.student.casefold()].append(key)
        for student, keys in claims.items():
            answered = any(
                one.how == "answer" and one.student.casefold() == student for one in students.values()
            )
            ranks = Counter(SURENESS[students[key].how] for key in keys)
            surest = min(ranks) if not answered else -1
            for key in keys:
                mine = students[key]
                if len(keys) + answered > 1 and (SURENESS[mine.how] > surest or ranks[surest] > 1):
                    names = ", ".join(sorted(distinct[each].name for each in keys))
                    trouble = TWO_OWNERS.format(student=mine.student, names=names)
                    asks = self._name_for(distinct[key], same_name)
                    students[key] = Identified("", trouble, maybe=(mine.student,), asks=asks)
        taken = {one.student for one in students.values()}
        missing = [each for each in self.students if each.id not in taken and not each.handed_in]
        for key, identified in students.items():
            if identified.how == "new" and not identified.trouble:
                asks = self._name_for(distinct[key], same_name)
                students[key] = self._asked(distinct[key], identified, missing, asks)
        return students

    def unused(self, owners: Iterable[Owner]) -> list[str]:
        """Return the names among the answers that none of the owners has."""
        used = {self._answers.key_of(owner) for owner in owners}
        return [name for key, name in self._answers.names.items() if key not in used]

    def _one(self, owner: Owner, same_name: Counter[str]) -> Identified:
        unique = same_name[letters(owner.name)] == 1
        if (key := self._answers.key_of(owner)) is not None and (unique or key != folded(owner.name)):
            student = self._answers.students[key]
            return Identified(student or student_id(owner), how="answer")
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
            if len(near) == 1 and (text == made or not owner.number or unique):
                return self._unless_taken(near[0], owner, "id")
        named = self._by_name.get(letters(owner.name), set())
        asks = self._name_for(owner, same_name)
        if len(named) > 1:
            return _of_several(named, TWO_STUDENTS, asks)
        if named and unique:
            return self._unless_taken(next(iter(named)), owner, "name")
        meant, how = self._meant(owner.name)
        if not meant:
            meant, how = self._by_part(owner.name), "part"
        if len(meant) > 1:
            return _of_several(meant, SEVERAL, asks)
        if meant and unique:
            return self._unless_taken(next(iter(meant)), owner, how)
        return Identified(made, how="new")

    def _unless_taken(self, student: str, owner: Owner, how: How) -> Identified:
        """Return the student, unless the gradebook has another number of the same system for this one."""
        if not _may_be(owner, self._known[student]):
            return Identified(student_id(owner), how="new")
        return Identified(student, how=how)

    def _meant(self, text: str) -> tuple[set[str], How]:
        """Return the students that a name means without accents, order and trimmings, and which of these."""
        for writing in writings(text):
            if found := self._written(writing):
                return found, "written"
        for rest, trimmings in trimmed(Name.of(text), self._own):
            found = set().union(*(self._written(writing) for writing in (rest, rest.joined)))
            others = set().union(*(self._by_word.get(word, set()) for word in trimmings))
            if found:
                return found | others, "trimmed"
        return set(), "new"

    def _written(self, name: Name) -> set[str]:
        return {student for student, other in self._by_writing.get(name.key, ()) if name.is_as(other)}

    def _by_part(self, text: str) -> set[str]:
        """Return the student of whose name a text is a part that nobody else's has."""
        whole = Name.of(text)
        for name in (whole, *(rest for rest, _ in trimmed(whole, self._own))):
            if not name.words or any(len(word) < PART for word in name.plain):
                continue
            found = set.intersection(*(self._by_word.get(word, set()) for word in name.plain))
            if len(found) == 1 and any(
                name.is_part_of(writing) for one in found for writing in self._known[one].writings
            ):
                return found
        return set()

    @staticmethod
    def _name_for(owner: Owner, same_name: Counter[str]) -> str:
        """Return the name by which an owner can be answered, and no other one."""
        return owner.name if same_name[letters(owner.name)] == 1 else student_id(owner)

    def _asked(self, owner: Owner, new: Identified, missing: Collection[Known], asks: str) -> Identified:
        """Return a student who seems to be new, or the question whether it is one of those who are known."""
        mine = {name.key: name for name in writings(owner.name)}.values()
        alike = sorted(
            (
                (max(likeness(one, other) for one in mine for other in student.spellings), student.id)
                for student in self.students
                if mine and _may_be(owner, student)
            ),
            reverse=True,
        )
        absent = {student.id for student in missing}
        near = [(how, student) for how, student in alike if self.is_list or student in absent]
        if near and near[0][0] >= ALIKE:
            least = max(near[0][0] - NEAR, ALIKE)
            maybe = tuple(student for how, student in near if how >= least)[:NEAREST]
            question = IS_IT.format(students=" or ".join(shown(self._known[one].title) for one in maybe))
            return Identified("", question, maybe=maybe, asks=asks)
        if any(student.is_listed and _may_be(owner, student) for student in missing):
            return Identified("", NOBODY, asks=asks)
        return new

    def _unknown_answer(self, name: str, student: str) -> str:
        alike = get_close_matches(student, list(self._known), 1)
        nearest = f" The nearest id is {shown(alike[0])}." if alike else ""
        return (
            f"--names says that {shown(name)} is {shown(student)}, and the gradebook has no such "
            f"id.{nearest} For a new student leave out what is behind the comma."
        )

    def student(self, id_: str) -> Known:
        """Return the student of an id."""
        return self._known[id_]


def _may_be(owner: Owner, student: Known) -> bool:
    """Return whether an owner can be a student: Canvas has one number for each."""
    return not (owner.system == "Canvas" and owner.number and student.lms_id not in {"", owner.number})


def _of_several(students: Collection[str], trouble: str, asks: str) -> Identified:
    maybe = tuple(sorted(students))
    return Identified("", trouble.format(students=", ".join(maybe)), maybe=maybe, asks=asks)


def _names(first: str, last: str) -> tuple[str, ...]:
    """Return a student's name as Moodle and as Canvas write it."""
    return (f"{first} {last}", f"{last} {first}") if first or last else ()
