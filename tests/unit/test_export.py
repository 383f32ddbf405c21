"""Exports: each format by its system's rules; every name opens as it should; no mark that is not final."""

from __future__ import annotations

import csv
import io
import json
import re
import stat
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import UsageError
from autograder.front.reporting import CAMPUS, export
from autograder.gradebook.records import ClassRecord, Mark, Person
from autograder.reports.exports import FORMATS, Selection
from autograder.reports.exports.archive import archive, folder_names
from autograder.reports.exports.cells import safe, table
from autograder.reports.writing import FEEDBACK
from tests.golden.compare import assert_golden
from tests.golden.invented_class import PEOPLE, PROOF, SIGMOID, invented_class, work

FINAL = {"comma": 17.0, "quote": 9.5, "newline": 8.0, "emoji": 13.0, "rtl": 17.0, "=1+1": 3.0}
FINAL |= {"at": 12.0, "twin-a": 12.0, "twin-b": 5.0}
"""The marks of the invented class by hand; `waiting` has none yet."""
TABLES = ("canvas", "moodle", "csv")


def made(format_name: str, record: ClassRecord | None = None, **how) -> bytes:
    return FORMATS[format_name].content(Selection(record or invented_class(), **how))


def advice(format_name: str, record: ClassRecord | None = None, **how) -> str:
    return " ".join(FORMATS[format_name].advice(Selection(record or invented_class(), **how)))


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def plain(text: str) -> str:
    """Return a cell without the apostrophe that keeps it from being a formula."""
    return text[1:] if re.match(r"'[=+\-@]", text) else text


def as_canvas_reads(content: bytes) -> tuple[str, float, dict[str, float]]:
    """Read a file by the rules of Canvas's importer: (assignment, points possible, marks by Canvas's id)."""
    lines = content.decode("utf-8-sig").splitlines()
    assert {len(next(csv.reader([line]))) for line in lines[:3]} == {6}  # or else it guesses semicolons
    head, points, *students = rows(content)
    assert "Student" in head[0]
    assert "ID" in head[1]
    assert re.search(r"SIS\s+User\s+ID", head[2])
    assert re.search(r"SIS\s+Login\s+ID", head[3])
    assert "Section" in head[4]
    assert "Points Possible" in points[0]
    assert all(re.fullmatch(r"\d*", row[1]) for row in students)
    return head[5], float(points[5]), {row[1]: float(row[5]) for row in students}


@pytest.mark.parametrize("format_name", [*TABLES, "json"])
@pytest.mark.parametrize("automatic", [False, True])
def test_marks_are_as_in_the_golden_file(format_name: str, automatic: bool, update: bool) -> None:
    name = f"{format_name}{'-automatic' if automatic else ''}{FORMATS[format_name].suffix}"
    assert_golden(name, made(format_name, automatic=automatic), update)


def test_the_gradescope_zip_is_as_in_the_golden_files(update: bool) -> None:
    with zipfile.ZipFile(io.BytesIO(made("gradescope"))) as zipped:
        names = zipped.namelist()
        for name in names:
            assert_golden(f"gradescope/{name}", zipped.read(name), update)
    assert {"setup.sh", "run_autograder", "people.json"} < set(names)


def test_the_command_knows_every_format() -> None:
    option = next(p for p in export.params if p.name == "format_name")
    assert set(option.type.choices) == {*FORMATS, FEEDBACK, *CAMPUS}


@pytest.mark.parametrize("format_name", TABLES)
def test_every_row_has_as_many_cells_as_the_header_and_stands_on_one_line(format_name: str) -> None:
    content = made(format_name)
    assert len({len(row) for row in rows(content)}) == 1
    assert content.decode("utf-8-sig").count("\n") == len(rows(content))


@pytest.mark.parametrize("format_name", TABLES)
def test_no_cell_of_a_difficult_class_begins_a_formula(format_name: str) -> None:
    cells = [cell for row in rows(made(format_name)) for cell in row]
    assert [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))] == []
    assert any(cell.startswith("'=") for cell in cells)  # there was something to keep from it


@given(st.text())
def test_no_text_begins_a_formula_or_breaks_a_line(text: str) -> None:
    cell = safe(text)
    assert not cell.startswith(tuple("=+-@＝＋－＠\t\r"))
    assert len(cell.splitlines()) <= 1


@pytest.mark.parametrize("unseen", ["\ufeff", "\u200b", "\u200e \u2060", "\u202e"])
def test_what_nobody_sees_before_a_formula_does_not_hide_it(unseen: str) -> None:
    assert safe(f"{unseen}=1+1").startswith("'")


@given(
    st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2), min_size=1)
)
def test_a_table_reads_back_as_it_was_written(cells: list[list[str]]) -> None:
    wanted = [[safe(cell) for cell in row] for row in cells]
    assert rows(table(wanted)) == wanted


def test_a_spreadsheet_knows_the_encoding_of_every_table() -> None:
    assert all(made(name).startswith(b"\xef\xbb\xbf") for name in TABLES)


def test_canvas_finds_the_assignment_its_points_and_every_final_mark() -> None:
    title, points, marks = as_canvas_reads(made("canvas"))
    ids = {person.id: person.lms_id for person in PEOPLE}
    assert (title, points) == ("vanishing-gradients", 17.0)
    assert marks == {ids[student]: score for student, score in FINAL.items()}


def test_canvas_gets_an_id_of_letters_as_sis_id_because_it_reads_leading_digits() -> None:
    record = invented_class()
    works = [replace(w, person=replace(w.person, lms_id="12ab")) for w in record.works[:1]]
    row = rows(made("canvas", replace(record, works=tuple(works))))[2]
    assert (row[1], row[2]) == ("", "12ab")


def test_canvas_takes_the_title_that_the_teacher_gives() -> None:
    content = made("canvas", column="Vanishing gradients (4711)")
    assert as_canvas_reads(content)[0] == "Vanishing gradients (4711)"


def test_a_title_that_canvas_would_not_read_is_said() -> None:
    assert "does not read a column called 'Final Score'" in advice("canvas", column="Final Score")


def test_namesakes_without_a_canvas_id_are_said() -> None:
    record = invented_class()
    works = tuple(replace(w, person=replace(w.person, lms_id="")) for w in record.works)
    assert "Several students are called Lee, Kim" in advice("canvas", replace(record, works=works))
    assert "Several students" not in advice("canvas")


def test_an_id_that_looks_like_a_formula_is_said() -> None:
    assert all("=1+1" in advice(name) for name in ("canvas", "moodle"))


def test_moodle_gets_one_row_for_each_final_mark_with_every_id_filled() -> None:
    head, *students = rows(made("moodle"))
    assert head == [
        "Username",
        "ID number",
        "Email address",
        "First name",
        "Last name",
        "vanishing-gradients",
    ]
    assert all(all(row[:3]) for row in students)
    assert {plain(row[0]): float(row[-1]) for row in students} == FINAL


@pytest.mark.parametrize("email", ["", "ewd@example.org"])
def test_moodle_gets_no_column_of_ids_that_has_a_gap_or_one_twice(email: str) -> None:
    """A row with an empty id would go to the student of the row before."""
    record = invented_class()
    first = replace(record.works[0], person=replace(record.works[0].person, email=email))
    changed = replace(record, works=(first, *record.works[1:]))
    assert "Email address" not in rows(made("moodle", changed))[0]
    assert "Email address is left out" in advice("moodle", changed)


def test_a_mark_above_100_is_said_for_moodle() -> None:
    record = invented_class()
    rich = work(PEOPLE[0], 99.0)
    rich.marks[SIGMOID.cell_id] = Mark(3.0, extra=5.0)
    assert "above 100" in advice("moodle", replace(record, works=(rich,)))
    assert "above 100" not in advice("moodle")


@pytest.mark.parametrize(("email", "student"), [("Ada@Example.org ", "comma"), ("at@example.org", "at")])
def test_gradescopes_program_gives_each_submitter_the_own_result(
    tmp_path: Path, email: str, student: str
) -> None:
    done = gradescope(tmp_path, email)
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "results" / "results.json").read_text("utf-8"))
    assert found["score"] == FINAL[student]


def test_gradescopes_program_gives_no_mark_to_whom_it_does_not_know(tmp_path: Path) -> None:
    done = gradescope(tmp_path, "stranger@example.org")
    assert done.returncode != 0
    assert not (tmp_path / "results").exists()


def gradescope(root: Path, email: str) -> subprocess.CompletedProcess[str]:
    """Unpack the zip where Gradescope does, and run its program for a submitter."""
    with zipfile.ZipFile(io.BytesIO(made("gradescope"))) as zipped:
        zipped.extractall(root / "source")
        mode = zipped.getinfo("run_autograder").external_attr >> 16
    assert mode & stat.S_IXUSR
    (root / "submission_metadata.json").write_text(json.dumps({"users": [{"email": email, "name": "x"}]}))
    program = [sys.executable, str(root / "source" / "run_autograder"), str(root)]
    return subprocess.run(program, capture_output=True, text=True, check=False, timeout=60)


def test_gradescopes_results_have_what_its_specification_names() -> None:
    with zipfile.ZipFile(io.BytesIO(made("gradescope"))) as zipped:
        results = [json.loads(zipped.read(n)) for n in zipped.namelist() if n.startswith("results/")]
    assert len(results) == len(FINAL)
    allowed = {"score", "output", "visibility", "stdout_visibility", "tests"}
    test_keys = {"name", "number", "score", "max_score", "output", "visibility"}
    for result in results:
        assert result.keys() <= allowed
        assert isinstance(result["score"], float)
        for test in result["tests"]:
            assert test.keys() == test_keys
            assert isinstance(test["score"], float)
            assert test["visibility"] in {"hidden", "after_due_date", "after_published", "visible"}


def test_a_class_without_emails_is_refused_for_gradescope_in_one_sentence() -> None:
    record = invented_class()
    works = tuple(replace(w, person=replace(w.person, email="")) for w in record.works)
    with pytest.raises(UsageError, match="no student's email"):
        made("gradescope", replace(record, works=works))


@pytest.mark.parametrize("format_name", ["canvas", "moodle", "gradescope"])
def test_who_waits_for_a_human_is_in_no_file_for_a_campus_system(format_name: str) -> None:
    content = made(format_name)
    if format_name == "gradescope":
        with zipfile.ZipFile(io.BytesIO(content)) as zipped:
            content = zipped.read("people.json")
    assert b"ada@" in content or b"Ada" in content
    assert b"waiting" not in content


def test_an_unmarked_answer_is_an_empty_cell_and_so_is_its_sum() -> None:
    head, *students = rows(made("csv"))
    row = dict(zip(head, next(row for row in students if row[0] == "waiting"), strict=True))
    assert (row["score"], row["to_mark"], row["SA1 written_bound_proof (6)"]) == ("", "1", "")
    assert row["1.1 sigmoid (3)"] == "3"


def test_an_unmarked_answer_is_null_in_json_and_named() -> None:
    data = json.loads(made("json"))
    student = next(s for s in data["students"] if s["id"] == "waiting")
    assert student["score"] is None
    assert student["to_mark"] == ["written_bound_proof"]
    assert [e["score"] for e in student["exercises"]] == [3.0, None, 6.0, 2.0]


def test_json_holds_names_and_ids_apart_and_as_they_are() -> None:
    students = {s["id"]: s for s in json.loads(made("json"))["students"]}
    assert students["=1+1"]["first_name"] == '=HYPERLINK("http://evil.example","x")'
    assert students["rtl"]["last_name"] == "الخوارزمي"


def test_the_automatic_part_alone_is_there_for_everybody() -> None:
    title, points, marks = as_canvas_reads(made("canvas", automatic=True))
    assert (title, points) == ("vanishing-gradients (exercises)", 11.0)
    assert marks.keys() == {person.lms_id for person in PEOPLE}
    assert marks["110"] == 11.0


def test_late_penalties_are_taken_off_the_whole_mark_alone() -> None:
    late = next(person for person in PEOPLE if person.id == "at")
    assert as_canvas_reads(made("canvas"))[2][late.lms_id] == 12.0
    assert as_canvas_reads(made("canvas", automatic=True))[2][late.lms_id] == 11.0


def test_a_mark_by_hand_counts_before_the_graders() -> None:
    record = invented_class()
    record.works[0].marks[SIGMOID.cell_id] = Mark(3.0, manual=1.0)
    assert as_canvas_reads(made("canvas", record))[2]["101"] == 15.0


def test_a_cell_without_a_row_in_the_gradebook_counts_as_not_marked() -> None:
    record = invented_class()
    del record.works[0].marks[PROOF.cell_id]
    assert "101" not in as_canvas_reads(made("canvas", record))[2]


def test_who_handed_in_nothing_has_a_row_without_marks_in_the_plain_table_alone() -> None:
    row = next(row for row in rows(made("csv")) if row[0] == "absent")
    assert not any(row[5:])
    assert b"absent" not in made("canvas") + made("moodle")


def test_the_same_marks_give_the_same_zip() -> None:
    assert made("gradescope") == made("gradescope")


def test_folders_of_a_zip_never_leave_their_place_and_never_clash() -> None:
    ids = ["..", "a/b", "a\\b", "A_b", ".hidden", "", "x" * 300, "dots. ."]
    names = list(folder_names(ids).values())
    assert len({name.casefold() for name in names}) == len(ids)
    assert not [name for name in names if name in {"", ".", ".."} or "/" in name or "\\" in name]
    with zipfile.ZipFile(io.BytesIO(archive({f"{name}/1.html": b"" for name in names}))) as zipped:
        assert all(not name.startswith(("/", "..")) for name in zipped.namelist())


def test_a_person_without_a_name_is_called_by_the_id() -> None:
    assert (Person("x17").name, Person("x17").sort_name) == ("x17", "x17")
