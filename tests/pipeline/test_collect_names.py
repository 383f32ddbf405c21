"""Whose is it? Known students keep their ids, a doubt is a question, and an answer is taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import open_gradebook
from tests.pipeline.collecting import ONE, collect, handed_in, said, zipped

pytestmark = pytest.mark.both_databases


def class_list(course: Path, **names: str) -> None:
    with open_gradebook(course) as gradebook:
        for student, name in names.items():
            first, _, last = name.partition(" ")
            gradebook.add_student(student, first_name=first, last_name=last)


def test_known_students_are_recognised_and_a_doubt_is_a_question(new_course: Path, tmp_path: Path) -> None:
    class_list(new_course, lr="Laura Rossi", zoe="Zoë van Dijk", ipek="İpek Çelik", ann="Ann Lee")
    folders = ("Laura Rossi - late!!", "Zoe van Dijk", "celik_ipek", "Anne Lee")
    source = zipped(tmp_path / "a.zip", {f"{name}/{ONE}.ipynb": name for name in folders})
    told = said(collect(new_course, source))
    assert sorted(path.name for path in (new_course / "submitted").iterdir()) == ["ipek", "lr", "zoe"]
    assert "Anne Lee,ann if it is Ann Lee" in told
    assert "Read by a part of what was written: Laura Rossi - late!! as lr." in told
    assert "nothing handed in" not in told
    answers = tmp_path / "names.csv"
    answers.write_text("Anne Lee,ann\nNobody,\n", encoding="utf-8")
    told = said(collect(new_course, source, "--names", str(answers)))
    assert handed_in(new_course, "ann") == {ONE: "Anne Lee"}
    assert "Answered with --names, but not in this download: Nobody." in told


def test_an_answer_without_a_student_is_a_new_student(new_course: Path, tmp_path: Path) -> None:
    class_list(new_course, ann="Ann Lee")
    answers = tmp_path / "names.csv"
    answers.write_text("Dmitri Orlov,\n", encoding="utf-8")
    source = zipped(tmp_path / "a.zip", {f"Dmitri Orlov/{ONE}.ipynb": "d", "Ann Lee/notes.txt": ""})
    said(collect(new_course, source, "--names", str(answers)))
    assert handed_in(new_course, "Dmitri-Orlov") == {ONE: "d"}


def test_a_course_without_a_list_of_the_class_is_said_to_have_none(new_course: Path, tmp_path: Path) -> None:
    told = said(collect(new_course, zipped(tmp_path / "a.zip", {f"leeann_7_1_{ONE}.ipynb": "a"})))
    assert "The gradebook has no list of the class, so nobody can be missed" in told
