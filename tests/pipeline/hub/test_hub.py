"""A class on a JupyterHub: released, fetched, handed in, collected, graded, given back, each by its own account.

What the teacher and Bob type is what docs/deploy.md shows; Ada presses nbgrader's buttons.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from autograder.authoring.samples import SOLVED, build_submission
from tests.conftest import SAMPLES, needs, open_gradebook
from tests.doc_pages import blocks
from tests.pipeline.hub.hub import PASSWORD, PROXY, Account, Hub
from tools.repository import RELEASE, REPOSITORY
from vanishing_gradients import ASSIGNMENT

pytestmark = [pytest.mark.slow, needs("bwrap", PROXY)]

HERE = {"course_id": ASSIGNMENT, "assignment_id": ASSIGNMENT}
HANDED_IN = {"ada": SOLVED, "bob": "slope-at-activation"}
RELEASING, STUDENT, COLLECTING, FETCHING = (
    block.text.splitlines()
    for block in blocks(REPOSITORY / "docs" / "deploy.md")
    if block.mark is not None and block.mark["detail"] in {"exchange", "student"}
)
"""The commands of docs/deploy.md, in the order of a term."""


@dataclass(frozen=True)
class Term:
    """What happened, from the release to the feedback.

    Parameters
    ----------
    hub
        Where.
    graded
        What the teacher's terminal showed of collecting, grading and giving back.
    listed
        The row of the assignment in Ada's list, of what she handed in.
    page
        One of Ada's feedback pages, as her server gives it.
    """

    hub: Hub
    graded: str
    listed: dict[str, Any]
    page: str

    def marks(self, account: Account) -> float:
        """Return the marks that the gradebook has of somebody; no human gave any."""
        with open_gradebook(self.hub.course) as gradebook:
            return float(gradebook.find_submission(ASSIGNMENT, account.name).score)


@pytest.fixture(scope="session")
def term(hub: Hub, tmp_path_factory: pytest.TempPathFactory) -> Term:
    """A term with two students."""

    def solve(student: Account, sample: str) -> None:
        folder = tmp_path_factory.mktemp("solved")
        build_submission(SAMPLES / sample, RELEASE, folder / "mine")
        for file in (folder / "mine").glob("*.ipynb"):
            student.put(file, f"{ASSIGNMENT}/{file.name}")

    fetch, submit = STUDENT
    hub.teacher.type("cd course", *RELEASING)
    hub.ada.press("assignments/fetch", **HERE)
    hub.bob.type(fetch)
    solve(hub.ada, HANDED_IN["ada"])
    solve(hub.bob, HANDED_IN["bob"])
    hub.ada.press("assignments/submit", **HERE)
    hub.bob.type(submit)
    graded = hub.teacher.type("cd course", *COLLECTING)
    hub.ada.press("assignments/fetch_feedback", **HERE)
    hub.bob.type(*FETCHING)
    rows = hub.ada.ask("GET", "assignments", params={"course_id": ASSIGNMENT}).json()["value"]
    (listed,) = (each for row in rows if row["status"] == "submitted" for each in row["submissions"])
    page = f"{listed['local_feedback_path']}/02-down-the-chain.html"
    return Term(hub, graded, listed, hub.ada.ask("GET", f"files/{page}").text)


def test_whoever_is_not_logged_in_gets_no_server(hub: Hub) -> None:
    reply = httpx.get(f"{hub.ada.url}/lab", follow_redirects=True, trust_env=False)
    assert reply.url.path == "/hub/login"
    assert "password" in reply.text


def test_with_the_right_password_one_comes_to_ones_own_server(hub: Hub) -> None:
    with httpx.Client(follow_redirects=True, trust_env=False, timeout=60) as browser:
        browser.get(f"{hub.url}/hub/login")
        form = {
            "username": hub.ada.name,
            "password": PASSWORD,
            "_xsrf": browser.cookies.get("_xsrf", path="/hub/"),
        }
        reply = browser.post(f"{hub.url}/hub/login", data=form)
    assert reply.url.path.startswith(f"/user/{hub.ada.name}/lab")
    assert "JupyterLab" in reply.text


def test_a_server_is_its_owners_alone(hub: Hub) -> None:
    stranger = Account(hub.bob.name, hub.bob.home, hub.ada.url, hub.bob.token)
    assert stranger.ask("GET", "api/contents").status_code == 403


@pytest.mark.parametrize("role", ["teacher", "ada", "bob"])
def test_each_server_is_a_process_of_its_user(hub: Hub, role: str) -> None:
    account: Account = getattr(hub, role)
    shown = account.type("id --user --name", "pwd")
    assert f"{account.name}\r\n{account.home}" in shown


def test_the_students_exercises_are_fetched_with_all_that_they_need(term: Term) -> None:
    for student in (term.hub.ada, term.hub.bob):
        folder = student.home / ASSIGNMENT
        assert {path.name for path in RELEASE.iterdir()} <= {path.name for path in folder.iterdir()}


def test_both_are_graded_in_a_sandbox_by_the_teachers_account(term: Term) -> None:
    assert term.marks(term.hub.ada) == 69
    assert 0 < term.marks(term.hub.bob) < 69
    assert "without a sandbox" not in term.graded
    owner = (term.hub.course / "gradebook.db").owner()
    assert owner == term.hub.teacher.name


def test_a_student_cannot_look_into_the_course(term: Term) -> None:
    with pytest.raises(AssertionError, match="Permission denied"):
        term.hub.bob.type(f"ls {term.hub.course}")


def test_the_feedback_is_in_the_list_and_opens(term: Term) -> None:
    assert term.listed["has_local_feedback"]
    assert "chain_dydx" in term.page


def test_what_is_typed_in_a_terminal_gives_the_same_pages_as_the_buttons(term: Term) -> None:
    ada, bob = (
        {path.name for path in (student.home / ASSIGNMENT / "feedback").glob("*/*.html")}
        for student in (term.hub.ada, term.hub.bob)
    )
    assert ada == bob
    assert len(ada) == 6


def test_bob_reads_what_his_mistake_is(term: Term) -> None:
    (page,) = (term.hub.bob.home / ASSIGNMENT / "feedback").glob("*/02-down-the-chain.html")
    assert "You take each slope at the output of its unit" in page.read_text("utf-8")


def test_formgraders_button_grades_with_the_same_engine(term: Term) -> None:
    path = f"formgrader/api/submission/{ASSIGNMENT}/{term.hub.bob.name}/autograde"
    told = term.hub.teacher.press(path)
    assert told["success"]
    assert f"Graded {term.hub.bob.name}" in told["log"]
    assert 0 < term.marks(term.hub.bob) < 69
