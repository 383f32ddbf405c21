"""Whose name is it? Known students are recognised however a name is written; a doubt is a question, never a match."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.collecting.answers import Answers
from autograder.collecting.people import Name, writings
from autograder.collecting.roster import Identified, Known, Roster
from autograder.collecting.systems import Owner
from autograder.errors import UsageError

ASKED = "?"
NAMES = {
    "ingrid": "Ingrid Solberg",
    "lrossi": "Laura Rossi",
    "zoe": "Zoë van Dijk",
    "ipek": "İpek Çelik",
    "zola": "Émile Zola",
    "muller": "Jürgen Müller",
    "obrien": "Sinéad O'Brien",
    "yildiz": "Işıl Yıldız",
    "odegard": "Håkon Ødegård",
    "strauss": "Anna-Lena Strauß",
    "lukasz": "Łukasz Wałęsa",
    "ivanova": "Мария Иванова",
    "eleni": "Ελένη Παπαδοπούλου",
    "li1": "李安",
    "sato": "佐藤 花子",
    "maryam": "مريم حسن",
    "nguyen": "Nguyễn Thị Hoa",
    "garcia": "José María García López",
    "smith1": "John Smith",
    "smith2": "John Smith",
    "leeann": "Ann Lee",
    "leeanna": "Anna Lee",
    "chen": "May Chen",
    "kumar": "कुमार राम",
}
"""A class: the names of its students by their ids."""
AWKWARD = [
    # case
    ("INGRID SOLBERG", "ingrid"),
    ("INGRID", "ingrid"),
    ("laura rossi", "lrossi"),
    ("LAURA ROSSI", "lrossi"),
    ("IPEK CELIK", "ipek"),
    ("мария иванова", "ivanova"),
    ("ΕΛΕΝΗ ΠΑΠΑΔΟΠΟΥΛΟΥ", "eleni"),
    ("ANNA-LENA STRAUSS", "strauss"),
    # accents
    ("Zoe van Dijk", "zoe"),
    ("Emile Zola", "zola"),
    ("Jurgen Muller", "muller"),
    ("Juergen Mueller", "muller"),
    ("Jürgen Mueller", "muller"),
    ("Hakon Odegard", "odegard"),
    ("Haakon Oedegaard", "odegard"),
    ("Isil Yildiz", "yildiz"),
    ("Lukasz Walesa", "lukasz"),
    ("Jose Maria Garcia Lopez", "garcia"),
    ("Nguyen Thi Hoa", "nguyen"),
    ("E\u0301mile Zola", "zola"),
    # order and what divides the parts
    ("celik_ipek", "ipek"),
    ("van Dijk, Zoë", "zoe"),
    ("Zola-Emile", "zola"),
    ("rossi.laura", "lrossi"),
    ("RossiLaura", "lrossi"),
    ("vandijkzoe", "zoe"),
    ("OBrien Sinead", "obrien"),
    ("O’Brien, Sinéad", "obrien"),
    ("Strauß Anna Lena", "strauss"),
    ("García López José María", "garcia"),
    ("花子 佐藤", "sato"),
    ("حسن مريم", "maryam"),
    ("राम कुमार", "kumar"),
    # trimmings
    ("Laura Rossi - late!!", "lrossi"),
    ("Émile Zola (HW3)", "zola"),
    ("Zoe van Dijk final version 2", "zoe"),
    ("resubmission_celik_ipek", "ipek"),
    ("Ann Lee - vanishing gradients", "leeann"),
    ("2026-03-03 Ann Lee", "leeann"),
    ("Ødegård Håkon - Abgabe", "odegard"),
    ("李安 (1)", "li1"),
    ("zoe (late)", "zoe"),
    ("May Chen", "chen"),
    # parts of names
    ("Walesa", "lukasz"),
    ("Yildiz - final", "yildiz"),
    ("Solberg", "ingrid"),
    # doubles, and names that are only near: questions
    ("John Smith", ASKED),
    ("Smith", ASKED),
    ("Lee", ASKED),
    ("Laura Rosi", ASKED),
    ("Zoé van Dijk", ASKED),
    ("Ingrid Solbreg", ASKED),
    ("Ana Lee", ASKED),
    ("李岸", ASKED),
    ("Mariya Ivanova", ASKED),
    ("कमार राम", ASKED),
    ("Nguyễn Thị Hòa", ASKED),
    ("Ann Lee for May Chen", ASKED),
    ("Ann Lee May", ASKED),
    ("Laura Rossi and Ann Lee", ASKED),
    ("homework 3", ASKED),
    ("Dmitri Orlov", ASKED),
]
"""Names of folders, each with the id of the student that it is; "?" where only a question is right."""


def class_list() -> list[Known]:
    students = []
    for student, name in NAMES.items():
        first, _, last = name.partition(" ")
        students.append(Known(student, (f"{first} {last}", f"{last} {first}")))
    return students


def who(name: str, *others: str, answers: Answers | None = None) -> Identified:
    roster = Roster(class_list(), answers, own={"vanishing", "gradients"})
    owners = [Owner("folder", each) for each in (name, *others)]
    return roster.assign(owners)[owners[0].id]


@pytest.mark.parametrize(("name", "student"), AWKWARD)
def test_a_name_is_the_student_s_or_a_question(name: str, student: str) -> None:
    found = who(name)
    assert found.student == ("" if student == ASKED else student)
    assert bool(found.asks) == (student == ASKED)


def test_the_table_holds_sixty_awkward_names() -> None:
    assert len(dict(AWKWARD)) >= 60


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("Laura Rosi", "lrossi"), ("Zoé van Dijk", "zoe"), ("Ingrid Solbreg", "ingrid"), ("Ana Lee", "leeann")],
)
def test_a_question_names_the_nearest_student(name: str, nearest: str) -> None:
    assert nearest in who(name).maybe


def test_of_a_name_and_the_same_with_trimmings_the_plain_one_is_the_student() -> None:
    late, plain = "Laura Rossi - late!!", "Laura Rossi"
    assert who(plain, late).student == "lrossi"
    assert (who(late, plain).student, who(late, plain).maybe) == ("", ("lrossi",))


def test_a_part_of_a_name_is_nobody_s_where_the_student_is_there_already() -> None:
    assert who("INGRID", "Ingrid Solberg").student == ""


def test_a_stranger_is_a_new_student_where_nobody_is_missing() -> None:
    assert who("Dmitri Orlov", *NAMES).how == "new"


@pytest.mark.parametrize(("handed_in", "how"), [(True, "new"), (False, "")])
def test_a_stranger_is_a_new_student_once_all_others_have_handed_in(handed_in: bool, how: str) -> None:
    roster = Roster([Known("zoe", ("Zoë Ångström",), handed_in=handed_in)])
    (found,) = roster.assign([Owner("folder", "Dmitri Orlov")]).values()
    assert (found.how if found.student else "") == how


def test_without_a_list_of_the_class_a_new_name_is_a_new_student() -> None:
    roster = Roster([Known("ada"), Known("s001"), Known("leeann_7", lms_id="7")])
    owners = [Owner("folder", "bob"), Owner("folder", "s002"), Owner("Canvas", "leeann", "8")]
    assert [one.how for one in roster.assign(owners).values()] == ["new", "new", "new"]


def test_without_a_list_a_name_that_is_near_to_a_missing_one_is_a_question() -> None:
    roster = Roster([Known("ada_lovelace")])
    (found,) = roster.assign([Owner("folder", "ada_lovelase")]).values()
    assert found.maybe == ("ada_lovelace",)


def answered(tmp_path: Path, *rows: tuple[str, ...]) -> Answers:
    path = tmp_path / "names.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return Answers.read(path)


def test_an_answer_says_who_a_name_is(tmp_path: Path) -> None:
    answers = answered(tmp_path, ("name", "student"), ("Rosi, L.", "lrossi"), ("Dmitri Orlov", ""))
    assert who("Rosi, L.", answers=answers).student == "lrossi"
    assert who("Dmitri Orlov", answers=answers).student == "Dmitri-Orlov"


def test_an_answer_may_join_two_names_to_one_student(tmp_path: Path) -> None:
    answers = answered(tmp_path, ("John Smith", "smith2"), ("J. Smith", "smith2"))
    assert who("John Smith", "J. Smith", answers=answers).student == "smith2"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("Laura", "lrosi")], "no such id. The nearest id is lrossi"),
        ([("Laura",)], "line 1: write a name, a comma and the student's id"),
        ([("Laura", "lrossi"), ("laura", "zoe")], "has two answers"),
    ],
)
def test_an_answer_that_cannot_be_used_is_named(
    tmp_path: Path, rows: list[tuple[str, ...]], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        who("Laura", answers=answered(tmp_path, *rows))


@given(st.text(max_size=60))
def test_every_text_can_be_read_as_a_name_and_is_the_same_as_itself(text: str) -> None:
    assert all(name.is_as(name) for name in writings(text))
    assert Name.of(text) == Name.of(text)


@given(st.text(max_size=40), st.sampled_from(list(NAMES.values())))
def test_whatever_is_added_to_a_name_it_is_never_another_student_s(text: str, name: str) -> None:
    mine = {student for student, each in NAMES.items() if each == name}
    tokens = {word for other in NAMES.items() for part in other for word in Name.of(part).plain}
    if not tokens.intersection(Name.of(text).plain):
        assert who(f"{name} {text}").student in {"", *mine}
