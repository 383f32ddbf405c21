"""The desk's addresses: JSON of jupyter_server's, with its token, its XSRF cookie and its base address."""

from __future__ import annotations

import getpass
import json
from collections.abc import Callable, Mapping
from typing import Any

from jupyter_server.base.handlers import APIHandler
from sqlalchemy.exc import SQLAlchemyError
from tornado.web import authenticated

from autograder.course.storage import storage_trouble
from autograder.errors import AutograderError, StorageError, UsageError, summary
from autograder.marking.agreement import agreement
from autograder.marking.desk import Desk
from autograder.marking.giving import COMMENT_CHARS, ChangedError, Wish, give, saved_json, settle
from autograder.marking.page import add_comment, draw_second, question_json
from autograder.marking.revising import revise
from autograder.marking.serving import UnknownError, progress, shown
from autograder.marking.sheet import Sheet, group_json

ANONYMOUS = "Anonymous "
"""How the names begin that jupyter_server makes up for whoever has no account."""
NAME_CHARS = 100


class Refused(Exception):
    """The request is answered with another code than 200.

    Parameters
    ----------
    code, body
        The HTTP code, and what the page gets.
    """

    def __init__(self, code: int, body: Mapping[str, Any]) -> None:
        super().__init__(code)
        self.code, self.body = code, body


class DeskHandler(APIHandler):
    """What all addresses share: who asks, and how an error is said."""

    @property
    def marker(self) -> str:
        """Who marks: whom the page names, else the account on a hub, else that on this machine."""
        named = self.get_query_argument("marker", "").strip()[:NAME_CHARS]
        user = self.current_user
        name = "" if user is None or user.name.startswith(ANONYMOUS) else user.username
        return named or name or getpass.getuser()

    @property
    def round(self) -> int:
        """The round of marking: 1, or 2 for the blind second one."""
        return 2 if self.get_query_argument("round", "1") == "2" or self.body().get("round") == 2 else 1

    def body(self) -> dict[str, Any]:
        """Return what the page sent."""
        try:
            found = json.loads(self.request.body or b"{}")
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise Refused(400, {"message": "The page sent what the desk does not understand. Load it again."})
        return found

    async def answer(self, work: Callable[[Desk], Any]) -> None:
        """Do the work on the desk's own thread, so that kernels need not wait; send what it returns."""
        code, sent = await self.settings["autograder_desk"].run(lambda desk: _outcome(desk, work))
        self.set_status(code)
        self.finish(json.dumps(sent))

    def sheet(self, desk: Desk, assignment: str, question: str) -> Sheet:
        """Return the answers that an address names."""
        return desk.sheet(assignment, question, self.round)


def _outcome(desk: Callable[[], Desk], work: Callable[[Desk], Any]) -> tuple[int, Any]:
    """Return an HTTP code and what is sent: what the work returns, or a sentence on what went wrong."""
    try:
        return 200, work(desk())
    except Refused as refused:
        return refused.code, refused.body
    except ChangedError as error:
        return 409, {"message": str(error)}
    except UnknownError as error:
        return 404, {"message": str(error)}
    except StorageError as error:
        return 503, {"message": f"{str(error).rstrip('.')}. Nothing was saved; try again."}
    except AutograderError as error:
        return 400, {"message": str(error)}
    except SQLAlchemyError as error:
        reason = storage_trouble(error) or summary(error)
        return 503, {"message": f"The gradebook did not answer ({reason}). Nothing was saved; try again."}


class AssignmentsHandler(DeskHandler):
    """What there is to mark."""

    @authenticated
    async def get(self) -> None:
        """Return assignments and their questions."""
        await self.answer(lambda desk: desk.assignments())


class QuestionHandler(DeskHandler):
    """One question with its list of answers."""

    @authenticated
    async def get(self, assignment: str, question: str) -> None:
        """Return it."""
        names = self.get_query_argument("names", "") == "1"
        await self.answer(
            lambda desk: question_json(self.sheet(desk, assignment, question), self.marker, names=names)
        )


class AnswersHandler(DeskHandler):
    """Several answers at once, for the page to have them ready."""

    @authenticated
    async def get(self, assignment: str, question: str) -> None:
        """Return them."""
        ids = list(filter(None, self.get_query_argument("ids", "").split(",")))
        await self.answer(lambda desk: shown(self.sheet(desk, assignment, question), self.marker, ids))


class AnswerHandler(DeskHandler):
    """One answer."""

    @authenticated
    async def get(self, assignment: str, question: str, answer: str) -> None:
        """Return it."""
        await self.answer(
            lambda desk: shown(self.sheet(desk, assignment, question), self.marker, [answer])[0]
        )

    @authenticated
    async def post(self, assignment: str, question: str, answer: str) -> None:
        """Give it a mark, or say which of two marks counts."""

        def work(desk: Desk) -> dict[str, Any]:
            sheet, body, marker = self.sheet(desk, assignment, question), self.body(), self.marker
            wish = Wish.of(body, {answer: body.get("row", 0)})
            if body.get("resolve") is not None:
                saved = settle(sheet, marker, answer, wish.seen[answer], body["resolve"])
            else:
                saved = give(sheet, marker, wish)[answer]
            if not saved.counts:
                raise Refused(409, {**saved_json(saved), **progress(sheet, marker)})
            return {**saved_json(saved), **progress(sheet, marker)}

        await self.answer(work)


class GroupHandler(DeskHandler):
    """A group of answers that are alike."""

    @authenticated
    async def post(self, assignment: str, question: str, group: str) -> None:
        """Give all of them the same mark."""
        del group  # which answers are marked the page says, one by one: it showed them

        def work(desk: Desk) -> dict[str, Any]:
            sheet, body, marker = self.sheet(desk, assignment, question), self.body(), self.marker
            answers = body.get("answers")
            if not (isinstance(answers, list) and all(isinstance(each, dict) for each in answers)):
                answers = []
            wish = Wish.of(body, {str(each.get("id")): each.get("row", 0) for each in answers})
            saved = give(sheet, marker, wish)
            return {
                "marks": {id_: saved_json(each)["mark"] for id_, each in saved.items() if each.counts},
                "conflicts": {id_: saved_json(each) for id_, each in saved.items() if not each.counts},
                **progress(sheet, marker),
            }

        await self.answer(work)


class GroupMemberHandler(DeskHandler):
    """One answer of a group."""

    @authenticated
    async def delete(self, assignment: str, question: str, group: str, answer: str) -> None:
        """Take it out of the group, to be marked by itself; return the groups that are left."""
        del group

        def work(desk: Desk) -> list[dict[str, Any]]:
            sheet = self.sheet(desk, assignment, question)
            sheet.apart.add(answer)
            with sheet.engine.connect() as db:
                return [group_json(each) for each in sheet.groups(sheet.view(db, self.marker))]

        await self.answer(work)


class RubricHandler(DeskHandler):
    """The rubric of a question."""

    @authenticated
    async def put(self, assignment: str, question: str) -> None:
        """Change it; return whose marks change."""
        await self.answer(
            lambda desk: revise(self.sheet(desk, assignment, question), self.marker, self.body())
        )


class CommentsHandler(DeskHandler):
    """The ready comments of a question."""

    @authenticated
    async def post(self, assignment: str, question: str) -> None:
        """Keep another one; return all."""

        def work(desk: Desk) -> list[dict[str, Any]]:
            text = self.body().get("text")
            if not (isinstance(text, str) and text.strip() and len(text) <= COMMENT_CHARS):
                raise UsageError(f"A comment has from 1 to {COMMENT_CHARS:,} characters.")
            return add_comment(self.sheet(desk, assignment, question), self.marker, text.strip())

        await self.answer(work)


class SecondHandler(DeskHandler):
    """The second marking of a question, blind to the first."""

    @authenticated
    async def post(self, assignment: str, question: str) -> None:
        """Say how many percent of the answers are marked a second time."""

        def work(desk: Desk) -> dict[str, Any] | None:
            percent = self.body().get("percent")
            if type(percent) is not int or not 0 <= percent <= 100:
                raise UsageError("The share that is marked a second time is a whole number from 0 to 100.")
            return draw_second(self.sheet(desk, assignment, question), self.marker, percent)

        await self.answer(work)


class AgreementHandler(DeskHandler):
    """How far the two markings of a question agree."""

    @authenticated
    async def get(self, assignment: str, question: str) -> None:
        """Return it."""
        await self.answer(lambda desk: agreement(self.sheet(desk, assignment, question)))


_PART = "([^/]+)"
_QUESTION = f"/api/{_PART}/{_PART}"
HANDLERS: tuple[tuple[str, type[DeskHandler]], ...] = (
    ("/api/assignments", AssignmentsHandler),
    (f"{_QUESTION}/answers", AnswersHandler),
    (f"{_QUESTION}/groups/{_PART}", GroupHandler),
    (f"{_QUESTION}/groups/{_PART}/{_PART}", GroupMemberHandler),
    (f"{_QUESTION}/rubric", RubricHandler),
    (f"{_QUESTION}/comments", CommentsHandler),
    (f"{_QUESTION}/second", SecondHandler),
    (f"{_QUESTION}/agreement", AgreementHandler),
    (_QUESTION, QuestionHandler),
    (f"{_QUESTION}/{_PART}", AnswerHandler),
)
"""Addresses below the desk's own, the first one that fits counts."""
