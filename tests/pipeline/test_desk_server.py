"""The marking desk over HTTP: its token and its cookie, and what is said when something is not as it should be."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import open_gradebook
from tools.desk_trials import ANSWERS, Server, faults, trial
from tools.written_class import PLACE, hand_in
from vanishing_gradients import ASSIGNMENT

pytestmark = pytest.mark.slow

QUESTION = f"{ASSIGNMENT}/{PLACE['cell']}"


@pytest.fixture(scope="module")
def server(
    course: Path, copy_of: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    mine = copy_of(course)
    hand_in(mine, {f"s{number}": f"The slope is at most 1/4. {number}" for number in range(3)})
    started = Server(mine, tmp_path_factory.mktemp("log") / "server.log")
    yield started
    started.end()


def ask(server: Server, path: str, **headers: str) -> tuple[int, str]:
    request = urllib.request.Request(
        f"http://127.0.0.1:{server.port}/autograder/marking{path}", headers=headers
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def asked(server: Server, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    return server.ask(method, f"autograder/marking/api/{QUESTION}{path}", body, root=True)


def test_without_the_servers_token_nothing_is_shown_or_saved(server: Server) -> None:
    for path in ("/api/assignments", f"/api/{QUESTION}", f"/api/{QUESTION}/answers?ids="):
        assert ask(server, path)[0] == 403
    assert "Marking desk" not in ask(server, f"/{QUESTION}", Accept="text/html")[1]


def test_a_request_from_another_page_saves_nothing(server: Server) -> None:
    """A browser sends its cookies wherever a page makes it send something; not the header."""
    _, listed = asked(server, "GET", "")
    id_ = listed["answers"][0]["id"]
    body = json.dumps({"row": 0, "ticks": {"form": 2}, "decision": "marked"}).encode()
    page = f"http://127.0.0.1:{server.port}/autograder/marking/{QUESTION}?token=marking"
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    opener.open(page).read()
    with pytest.raises(urllib.error.HTTPError, match="403"):
        opener.open(f"http://127.0.0.1:{server.port}/autograder/marking/api/{QUESTION}/{id_}", body)
    assert asked(server, "GET", f"/{id_}")[1]["mark"] is None


def test_the_page_may_run_its_own_scripts_alone(server: Server) -> None:
    with urllib.request.urlopen(
        f"http://127.0.0.1:{server.port}/autograder/marking/{QUESTION}?token=marking"
    ) as page:
        assert "script-src 'self';" in page.headers["Content-Security-Policy"]
        assert f'data-question="{PLACE["cell"]}"' in page.read().decode()


def test_who_marks_is_the_name_that_the_page_gives(server: Server) -> None:
    _, listed = asked(server, "GET", "?marker=ina&names=1")
    assert {each["name"] for each in listed["answers"]} == {"s0", "s1", "s2"}
    id_ = listed["answers"][1]["id"]
    code, told = asked(
        server, "POST", f"/{id_}?marker=ina", {"row": 0, "ticks": {"form": 2}, "decision": "marked"}
    )
    assert (code, told["mark"]["marker"], told["mark"]["score"], told["left"]) == (200, "ina", 2, 2)
    code, told = asked(server, "POST", f"/{id_}?marker=tom", {"row": 0, "ticks": {"equality": 1}})
    assert (code, told["theirs"]["marker"], told["yours"]["marker"]) == (409, "ina", "tom")


@pytest.mark.parametrize(
    ("method", "path", "body", "code", "said"),
    [
        ("GET", "/nobody", None, 404, "There is no such answer"),
        ("GET", "/answers?ids=a,b", None, 404, "There is no such answer"),
        ("POST", "/nobody", {"row": 0}, 400, "There is no such answer any more"),
        ("POST", "/nobody", {"row": "0"}, 400, "does not understand"),
        ("PUT", "/rubric", {"version": 7, "lines": []}, 409, "Somebody changed the rubric"),
        ("PUT", "/rubric", {"version": 0, "toml": "nonsense"}, 400, "What you typed is not a rubric"),
        ("PUT", "/rubric", {"version": 0}, 400, "does not understand"),
        ("POST", "/comments", {"text": "  "}, 400, "A comment has from 1"),
        ("POST", "/second", {"percent": 101}, 400, "a whole number from 0 to 100"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    server: Server, method: str, path: str, body: Any, code: int, said: str
) -> None:
    found, told = asked(server, method, path, body)
    assert (found, said in told["message"]) == (code, True), told
    assert "Traceback" not in told["message"]


def test_an_unknown_question_is_said_to_be_unknown(server: Server) -> None:
    code, told = server.ask("GET", f"autograder/marking/api/{ASSIGNMENT}/written_nothing", root=True)
    assert (code, told["message"]) == (404, f"{ASSIGNMENT!r} has no written question 'written_nothing'.")


def test_a_kept_comment_is_offered_and_the_most_used_one_first(server: Server) -> None:
    asked(server, "POST", "/comments", {"text": "Say why."})
    _, listed = asked(server, "GET", "?marker=ina")
    id_ = listed["answers"][2]["id"]
    wish = {"row": 0, "ticks": {}, "decision": "none", "comment": "Say why."}
    assert asked(server, "POST", f"/{id_}?marker=ina", wish)[0] == 200
    assert asked(server, "GET", "?marker=ina")[1]["comments"][0] == {"text": "Say why.", "used": 1}


def test_nothing_that_was_shown_as_saved_is_lost_when_servers_are_killed(
    course: Path, tmp_path: Path
) -> None:
    assert trial(course, tmp_path, actions=20, kills=4, database=None) == []


def test_a_trial_notices_a_lost_a_doubled_and_an_invented_mark(course: Path, copy_of, tmp_path: Path) -> None:
    from tools.desk_trials import Marker

    mine = copy_of(course)
    hand_in(mine, {f"s{number}": "The slope." for number in range(ANSWERS)})
    server = Server(mine, tmp_path / "server.log")
    try:
        ids = [each["id"] for each in asked(server, "GET", "")[1]["answers"]]
        marker = Marker("ina", server, ids, 6)
        marker.run()
    finally:
        server.end()
    url = f"sqlite:///{mine}/gradebook.db"
    assert list(faults(url, [marker])) == []
    assert list(faults(url, [Marker("ina", server, ids, 0, saved={"ina-99": 10_000})]))
    with open_gradebook(mine) as gradebook:
        gradebook.find_grade(PLACE["cell"], PLACE["notebook"], ASSIGNMENT, "s0").manual_score = 5.5
        gradebook.db.commit()
    assert any("newest mark" in fault for fault in faults(url, [marker]))
