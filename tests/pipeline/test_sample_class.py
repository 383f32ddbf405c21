"""The sample class, graded: every sample gets what it was written to show."""

from __future__ import annotations

import inspect
import json
import shutil
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from autograder.authoring.release import nbgrader
from autograder.authoring.samples import build_submission, expectations, expected, fits, sample_names
from autograder.content.modules import modules_of
from autograder.errors import GraderError
from autograder.grading.engine import Engine
from autograder.results.verdict import OUTCOMES, Verdict
from tests.conftest import SAMPLES, GradedClass, grade, needs, open_gradebook, submit_class
from tools.repository import REPOSITORY
from vanishing_gradients import ASSIGNMENT, EXERCISES

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.results.result import Result
    from autograder.submission.reading import Submission

pytestmark = [needs("bwrap"), pytest.mark.both_databases]

EXPECTED = expectations(SAMPLES)
AUTOMATIC = sum(exercise.points for exercise in EXERCISES.values())
WRITTEN = 7
"""Written answers, which a human marks."""
FULL_MARKS = ("full-marks-textbook", "full-marks-own-style")
UNTOUCHED_BY_NEIGHBOURS = (
    "full-marks-own-style",
    "sheet-answer-a",
    "error-carried-forward",
    "leaves-by-os-exit",
    "invalid-json",
    "missing-notebook",
)
SENTENCE = 25
"""Characters from which a line of code is telling enough to be looked for in a page."""


def automatic(result: Result) -> float:
    """Return the points that the grader gave."""
    return sum(verdict.score or 0.0 for verdict in result.verdicts)


def verdict_on(result: Result, exercise: str) -> Verdict:
    return next(verdict for verdict in result.verdicts if verdict.exercise == exercise)


def marks(course: Path, student: str) -> dict[str, tuple[float | None, float | None, bool]]:
    """Return (automatic, manual, waits for a human) of each graded cell, as the gradebook has them."""
    with open_gradebook(course) as gradebook:
        submission = gradebook.find_submission(ASSIGNMENT, student)
        return {
            grade.name: (grade.auto_score, grade.manual_score, grade.needs_manual_grade)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


def submit(course: Path, sample: str, student: str) -> None:
    build_submission(
        SAMPLES / sample, course / "release" / ASSIGNMENT, course / "submitted" / student / ASSIGNMENT
    )


# What the samples show


@pytest.mark.parametrize("sample", sample_names(SAMPLES))
def test_a_sample_gets_the_verdicts_it_was_written_for(graded_class: GradedClass, sample: str) -> None:
    wrong = []
    for verdict in graded_class.results[sample].verdicts:
        want = expected(EXPECTED[sample], verdict.notebook, verdict.exercise)
        fits = (
            verdict.outcome == want.outcome
            and (want.score is None or verdict.score == pytest.approx(want.score))
            and (want.mistake is None or (verdict.mistake or "") == want.mistake)
            and (want.reason is None or want.reason in verdict.reason)
            and (want.carried_forward is None or verdict.carried_forward == want.carried_forward)
        )
        if not fits:
            wrong.append(f"{verdict}\n  should be {want}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("sample", sample_names(SAMPLES))
def test_a_sample_speaks_only_of_exercises_that_there_are(graded_class: GradedClass, sample: str) -> None:
    verdicts = graded_class.results[sample].verdicts
    assert all(any(fits(key, v.notebook, v.exercise) for v in verdicts) for key in EXPECTED[sample])


def test_every_submission_gets_a_verdict_on_every_exercise(graded_class: GradedClass) -> None:
    exercises = {name: [v.exercise for v in result.verdicts] for name, result in graded_class.results.items()}
    assert set(exercises) == set(sample_names(SAMPLES))
    assert len({tuple(names) for names in exercises.values()}) == 1


def test_every_outcome_is_reached(graded_class: GradedClass) -> None:
    assert {v.outcome for result in graded_class.results.values() for v in result.verdicts} == set(OUTCOMES)


def test_only_right_answers_earn_all_points_and_only_partial_ones_some(graded_class: GradedClass) -> None:
    for result in graded_class.results.values():
        for verdict in result.verdicts:
            if verdict.outcome == "correct":
                assert verdict.score == verdict.max
            elif verdict.outcome == "partial":
                assert verdict.score is not None
                assert 0 < verdict.score < verdict.max
            else:
                assert verdict.score == (None if verdict.outcome == "to_mark" else 0.0)


@pytest.mark.parametrize("sample", FULL_MARKS)
def test_right_answers_of_either_style_earn_all_automatic_points(
    graded_class: GradedClass, sample: str
) -> None:
    assert automatic(graded_class.results[sample]) == AUTOMATIC


def test_an_error_carried_forward_costs_only_its_own_exercise(graded_class: GradedClass) -> None:
    lost = AUTOMATIC - automatic(graded_class.results["error-carried-forward"])
    assert lost == EXERCISES["sigmoid_prime"].points


def test_a_renamed_notebook_is_reported_with_the_nearest_name_and_not_guessed(
    graded_class: GradedClass,
) -> None:
    verdict = verdict_on(graded_class.results["renamed-notebook"], "chain_dydx")
    assert (verdict.outcome, verdict.score) == ("missing", 0.0)
    assert "The nearest name is 02-down-the-chain-final.ipynb" in verdict.reason


def test_everything_was_graded_in_the_sandbox(graded_class: GradedClass) -> None:
    assert {result.sandbox for result in graded_class.results.values()} == {"bubblewrap"}


# The sheets


def test_sheet_answer_a_has_dydx_and_not_the_place_of_the_maximum(graded_class: GradedClass) -> None:
    result = graded_class.results["sheet-answer-a"]
    assert verdict_on(result, "chain_dydx").score == 6
    assert verdict_on(result, "max_of_sigmoid_prime").score == 0


def test_sheet_answer_b_has_neither_dydx_nor_the_second_derivative(graded_class: GradedClass) -> None:
    result = graded_class.results["sheet-answer-b"]
    assert verdict_on(result, "chain_dydx").score == 0
    assert verdict_on(result, "sigmoid_second").score == 0


@pytest.mark.parametrize(
    ("sample", "seed"),
    [
        ("sheet-answer-a", ["when $z = 0.5$", r"L_{\text{gradient}} \sim 0.25^2"]),
        (
            "sheet-answer-b",
            [r"\frac{(e^x-1)e^x}{(e^x+1)^3}", "According to these calculations the upperbound"],
        ),
    ],
)
def test_the_sheets_own_words_stand_in_the_written_answers(sample: str, seed: list[str]) -> None:
    text = (SAMPLES / sample / "written_bound_proof.md").read_text("utf-8")
    assert all(words in text for words in seed)


# One student does not touch another, one grading not the next


@pytest.mark.parametrize("sample", UNTOUCHED_BY_NEIGHBOURS)
def test_graded_alone_a_submission_gets_what_it_got_in_the_class(
    graded_class: GradedClass, new_course: Path, sample: str
) -> None:
    shutil.copyfile(graded_class.course / ".course_key", new_course / ".course_key")
    submit(new_course, sample, sample)
    assert grade(new_course, [sample])[sample].verdicts == graded_class.results[sample].verdicts
    assert marks(new_course, sample) == marks(graded_class.course, sample)


def test_a_fault_of_the_grader_at_one_submission_takes_no_marks_from_the_others(
    new_course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    grade_soundly = Engine.grade

    def grade_with_a_fault(engine: Engine, submission: Submission) -> Result:
        if submission.student == "bob":
            raise KeyError("a fault of ours")
        return grade_soundly(engine, submission)

    monkeypatch.setattr(Engine, "grade", grade_with_a_fault)
    for student in ("ada", "bob", "eve"):
        submit(new_course, "untouched", student)
    with pytest.raises(GraderError, match="no result for bob: KeyError"):
        grade(new_course, ["ada", "bob", "eve"])
    assert len(marks(new_course, "ada")) == len(marks(new_course, "eve")) == len(EXERCISES) + WRITTEN


@pytest.mark.slow
def test_a_second_grading_of_the_class_gives_the_same_marks(new_course: Path) -> None:
    students = submit_class(new_course)
    first = grade(new_course, students)
    before = {student: marks(new_course, student) for student in students}
    second = grade(new_course, students)
    assert {s: r.verdicts for s, r in second.items()} == {s: r.verdicts for s, r in first.items()}
    assert {student: marks(new_course, student) for student in students} == before


@pytest.mark.parametrize("worse", ["untouched", "syntax-error", "empty-file", "empty-folder"])
def test_a_worse_resubmission_loses_its_old_marks(
    graded_class: GradedClass, new_course: Path, worse: str
) -> None:
    submit(new_course, "full-marks-textbook", "ada")
    grade(new_course, ["ada"])
    assert sum(automatic or 0 for automatic, _, _ in marks(new_course, "ada").values()) == AUTOMATIC
    submit(new_course, worse, "ada")
    grade(new_course, ["ada"])
    assert marks(new_course, "ada") == marks(graded_class.course, worse)


def test_the_marks_and_comments_of_a_human_survive_a_regrade(new_course: Path) -> None:
    submit(new_course, "sheet-answer-a", "ada")
    grade(new_course, ["ada"])
    notebook = "01-one-unit-one-slope"
    with open_gradebook(new_course) as gradebook:
        gradebook.find_grade("written_bound_proof", notebook, ASSIGNMENT, "ada").manual_score = 2.0
        gradebook.find_grade("check_max_of_sigmoid_prime", notebook, ASSIGNMENT, "ada").manual_score = 0.5
        comment = gradebook.find_comment("written_bound_proof", notebook, ASSIGNMENT, "ada")
        comment.manual_comment = "Place or height?"
        gradebook.db.commit()
    submit(new_course, "full-marks-textbook", "ada")
    grade(new_course, ["ada"])
    after = marks(new_course, "ada")
    assert after["written_bound_proof"] == (None, 2.0, True)
    assert after["check_max_of_sigmoid_prime"] == (1.0, 0.5, True)
    with open_gradebook(new_course) as gradebook:
        comment = gradebook.find_comment("written_bound_proof", notebook, ASSIGNMENT, "ada")
        assert comment.manual_comment == "Place or height?"
        assert gradebook.find_submission(ASSIGNMENT, "ada").score == AUTOMATIC - 0.5 + 2.0


# Feedback


class LiveParts(HTMLParser):
    """Collects what a browser would carry out: scripts, handlers, `javascript:` addresses, frames."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_script = tag == "script"
        if tag in {"iframe", "object", "embed", "form", "base"}:
            self.found.append(tag)
        for name, value in attrs:
            address = "".join((value or "").split()).lower()
            if name.startswith("on") or name == "srcdoc" or address.startswith(("javascript:", "vbscript:")):
                self.found.append(f"{tag} {name}={value}")

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script and "alert(" in data:
            self.found.append(data)


@pytest.fixture(scope="module")
def feedback(graded_class: GradedClass, once) -> Path:
    """The feedback pages of the samples whose names begin with s or u."""

    def make(folder: Path) -> None:
        shutil.copytree(graded_class.course, folder)
        done = nbgrader(folder, "generate_feedback", ASSIGNMENT, "--student=[su]*")
        assert done.returncode == 0, done.stderr

    return once("with-feedback", make) / "feedback"


def pages(feedback: Path, student: str) -> str:
    """Return a student's pages as one text, in plain characters."""
    found = sorted((feedback / student / ASSIGNMENT).glob("*.html"))
    assert found
    return "\n".join(path.read_text("utf-8") for path in found)


def words_of(page: str) -> str:
    """Return the text of a page, with all white space alike."""
    parts: list[str] = []
    parser = HTMLParser()
    parser.handle_data = parts.append  # type: ignore[method-assign]
    parser.feed(page)
    return " ".join("".join(parts).split())


@pytest.mark.parametrize(
    ("sample", "exercise"),
    [
        ("sheet-answer-a", "max_of_sigmoid_prime"),
        ("sheet-answer-b", "chain_dydx"),
        ("sheet-answer-b", "sigmoid_second"),
        ("slope-at-activation", "chain_dydx"),
    ],
)
def test_feedback_gives_the_hint_for_the_mistake(
    graded_class: GradedClass, feedback: Path, sample: str, exercise: str
) -> None:
    verdict = verdict_on(graded_class.results[sample], exercise)
    assert verdict.hint is not None
    assert " ".join(verdict.hint.split()) in words_of(pages(feedback, sample))


def test_feedback_says_that_an_error_was_carried_forward(feedback: Path) -> None:
    assert "so that one mistake costs one exercise" in words_of(pages(feedback, "syntax-error"))


def test_what_is_looked_for_as_live_is_there_before_the_cleaning() -> None:
    parser = LiveParts()
    for name in ("note.md", "written_bound_proof.md"):
        parser.feed((SAMPLES / "script-in-markdown" / name).read_text("utf-8"))
    assert len(parser.found) >= 6


def test_nothing_a_student_wrote_is_live_in_feedback(feedback: Path) -> None:
    page = pages(feedback, "script-in-markdown")
    assert "alert" in words_of(page)  # it is there, as text
    parser = LiveParts()
    parser.feed(page)
    assert parser.found == []


def telling_lines(text: str) -> set[str]:
    return {" ".join(line.split()) for line in text.splitlines() if len(line.strip()) >= SENTENCE}


def test_feedback_shows_nothing_of_the_private_checks(feedback: Path) -> None:
    """The untouched sample has no line of a student's, so whatever is found there came from the grader."""
    text = words_of(pages(feedback, "untouched"))
    files = (REPOSITORY / "autograder" / "judging").glob("*.py")
    code = [path.read_text("utf-8") for path in files] + list(map(inspect.getsource, modules_of(EXERCISES)))
    private = set().union(*map(telling_lines, code))
    assert len(private) > 500
    assert {line for line in private if line in text} == set()


def test_feedback_on_a_stub_shows_no_solution(graded_class: GradedClass, feedback: Path) -> None:
    text, solutions = words_of(pages(feedback, "untouched")), set()
    for notebook in (graded_class.course / "source" / ASSIGNMENT).glob("*.ipynb"):
        for cell in json.loads(notebook.read_text("utf-8"))["cells"]:
            solutions |= telling_lines("".join(cell["source"]).partition("BEGIN SOLUTION")[2])
    assert len(solutions) > 30
    assert {line for line in solutions if line in text} == set()


@pytest.mark.slow
def test_every_submission_with_a_graded_notebook_gets_its_pages(graded_class: GradedClass, copy_of) -> None:
    folder = copy_of(graded_class.course)
    done = nbgrader(folder, "generate_feedback", ASSIGNMENT)
    assert done.returncode == 0, done.stderr
    graded = {
        p.relative_to(folder / "autograded").with_suffix("") for p in folder.glob("autograded/*/*/*.ipynb")
    }
    written = {p.relative_to(folder / "feedback").with_suffix("") for p in folder.glob("feedback/*/*/*.html")}
    assert written == graded
    assert {path.parts[0] for path in graded} == set(sample_names(SAMPLES)) - {"empty-folder"}
