"""Which submitted cell is which released one, whatever an editor did to it.

A cell is known by its grade_id, else by its cell id, else by the released source. The answer to a function
exercise is the cell that makes the function, wherever it stands.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from autograder.notebooks import CHECK, Notebook
from autograder.results import found as how
from autograder.submission.code import functions, functions_made, is_prose, is_stub, names_bound, parsed
from autograder.submission.pictures import Picture
from autograder.submission.prose import ReleasedText, is_blank, joined, plain, same, words_in_code

Submitted = dict[str, Any]
Names = frozenset[str]
PLAIN_LINE = re.compile(r"\s|$|#[^#]|def |import |from |\w+ = ")
STUB_WORDS = re.compile(r"NotImplementedError|\bpass\b|\.\.\.")


class Found(NamedTuple):
    """What was found for one released cell.

    Parameters
    ----------
    at
        The index of the submitted cell; None if there is none to stand at.
    source
        The text, if it is not that cell's own.
    how
        How it was found, in words; "" if by its grade_id.
    guessed
        Whether that is a guess.
    behind
        Whether it stands in another answer's cell: then its own place is behind that one.
    uses
        Further submitted cells whose text it took over.
    pictures
        The pictures in `source`.
    """

    at: int | None
    source: str | None = None
    how: str = ""
    guessed: bool = False
    behind: bool = False
    uses: tuple[int, ...] = ()
    pictures: tuple[Picture, ...] = ()


class Finding:
    """Tells what of a submission is what of the release.

    Attributes
    ----------
    found
        What was found, by the index of the released cell.
    owner
        The index of the released cell by that of the submitted one; all others are the student's own.
    dropped
        Submitted cells that hold nothing of the student's, but are copies of what was released.
    answered
        The indices of the released cells for an answer that have one.
    merged
        The indices of the released cells whose place an answer took.
    notes
        What was odd, in sentences.
    """

    def __init__(self, release: Notebook, submitted: list[Submitted]) -> None:
        self.release, self.cells = release, submitted
        self.at = {cell.grade_id: i for i, cell in enumerate(release.cells) if cell.grade_id}
        self.functions = _functions(release, self.at)
        self.found: dict[int, Found] = {}
        self.owner: dict[int, int] = {}
        self.dropped: set[int] = set()
        self.answered: set[int] = set()
        self.merged: set[int] = set()
        # What was looked up of a cell once: to parse it takes time.
        self._differs: dict[tuple[int, int], bool] = {}
        self._made_by: dict[int, Names] = {}
        self._bound_by: dict[int, Names] = {}
        self._words: dict[int, str] = {}
        self.notes: list[str] = []
        groups = self._groups()
        checks_first = sorted(groups, key=lambda i: self.release.cells[i].solution)
        for i in checks_first:
            self._choose(i, groups[i])
        self._find_functions()
        self._drop_stubs()

    @cached_property
    def released_text(self) -> ReleasedText:
        """The text of the release, to tell it from the student's own."""
        return ReleasedText(self.release)

    def own(self, first: int = 0, last: int | None = None) -> list[int]:
        """Return the indices of the submitted cells that are nothing of the release, in order."""
        indices = range(first, len(self.cells) if last is None else last)
        return [n for n in indices if n not in self.owner and n not in self.dropped]

    def own_code(self, first: int = 0, last: int | None = None) -> list[int]:
        """Return those of them that hold code."""
        own = ((n, self.cells[n]) for n in self.own(first, last))
        return [n for n, cell in own if cell["kind"] == "code" and cell["source"].strip()]

    def differs(self, i: int, n: int) -> bool:
        """Return whether a submitted cell holds anything that the released one does not."""
        if (i, n) not in self._differs:
            cell, source = self.release.cells[i], self.cells[n]["source"]
            untouched = same(source, cell.source) or (cell.given is not None and same(source, cell.given))
            self._differs[i, n] = not (
                untouched or (cell.solution and cell.kind != "code" and is_blank(source))
            )
        return self._differs[i, n]

    def words(self, n: int) -> str:
        """Return the words of the student's own in a cell."""
        if n not in self._words:
            cell = self.cells[n]
            text = words_in_code(cell["source"]) if cell["kind"] == "code" else cell["source"]
            self._words[n] = self.released_text.own(text) if text else ""
        return self._words[n]

    def take(self, i: int, found: Found) -> None:
        """Let this be the released cell, in place of what was."""
        before = self.found.pop(i, None)
        if before is not None and before.at is not None and self.owner.get(before.at) == i:
            del self.owner[before.at]
            if not self.differs(i, before.at) or self._only_stubs(i, before.at):
                self.dropped.add(before.at)
        if found.at is not None and not found.behind:
            if self.found.pop(self.owner.get(found.at, -1), None) is not None:
                self.merged.add(self.owner[found.at])
            self.owner[found.at] = i
            self.dropped.discard(found.at)
        self.dropped.update(found.uses)
        self.found[i] = found
        self.answered.add(i)

    # By what a cell carries

    def _groups(self) -> dict[int, list[int]]:
        """Return the submitted cells that say which released cell they are, by its index."""
        by_id = {cell.cell_id: i for i, cell in enumerate(self.release.cells) if cell.cell_id}
        known = [self.at.get(cell["grade_id"], by_id.get(cell["cell_id"])) for cell in self.cells]
        known = [None if i is None or self._is_text_for_code(i, n) else i for n, i in enumerate(known)]
        taken = {i for i in known if i is not None}
        groups: dict[int, list[int]] = defaultdict(list)
        before = -1
        for n, i in enumerate(known):
            if i is None:
                i = self._of_this_text(n, before, taken)  # noqa: PLW2901
            if i is not None:
                groups[i].append(n)
                taken.add(i)
                before = i
        return groups

    def _is_text_for_code(self, i: int, n: int) -> bool:
        """Return whether words stand in the copy of a cell of code: they are no code, whatever it says."""
        cell, source = self.cells[n], self.cells[n]["source"]
        is_text = self.release.cells[i].kind == "code" != cell["kind"]
        return is_text and "def " not in source and is_prose(source) and not is_blank(source)

    def _of_this_text(self, n: int, before: int, taken: set[int]) -> int | None:
        """Return the released cell of the same text; of several the first behind the one before."""
        alike = self._by_source.get(plain(self.cells[n]["source"]), [])
        free = [i for i in alike if i not in taken]
        return next((i for i in free if i > before), next(iter(free or alike), None))

    @cached_property
    def _by_source(self) -> dict[str, list[int]]:
        """The released cells by their text."""
        found: dict[str, list[int]] = defaultdict(list)
        for i, cell in enumerate(self.release.cells):
            for text in {plain(cell.source), plain(cell.source if cell.given is None else cell.given)} - {""}:
                found[text].append(i)
        return found

    def _choose(self, i: int, group: list[int]) -> None:
        """Let one of these cells be the released one; copies of the release are dropped."""
        cell = self.release.cells[i]
        if len(group) == 1 and cell.source == self.cells[group[0]]["source"]:  # most of them
            self.owner[group[0]], self.found[i] = i, Found(group[0])
            return
        written = [n for n in group if self.differs(i, n)]
        found = Found(next((n for n in group if n not in written), group[-1]))
        if cell.solution and written:
            found = self._chosen(i, written)
        # To run a set-up cell once more can be meant.
        again = cell.kind == "code" and not cell.grade_id and not cell.is_figure
        self.dropped.update(found.uses)
        self.dropped.update(n for n in group if n not in written and n != found.at and not again)
        self.owner[found.at or 0] = i
        self.found[i] = found

    def _chosen(self, i: int, written: list[int]) -> Found:
        """Return which of these cells, all by the student, is the answer."""
        name = self.release.cells[i].grade_id
        able = [n for n in written if self._can_be(i, n)]
        if able:
            self.answered.add(i)
        at = self._counting(i, able or written)
        uses = self._other_parts(i, at, written)
        different = {plain(self.cells[n]["source"]) for n in able or written} if len(written) > 1 else ()
        if len(different) > 1 + len(uses):
            place = "at its question" if self.release.cells[i].is_written else "above its check"
            last = "the last one" if at == written[-1] else f"the last one {place}"
            self.notes.append(f"The cell {name} occurs more than once; {last} counts.")
        if uses:
            cells = [self.cells[n] for n in (*uses, at)]
            text, pictures = joined((cell["source"], cell.get("pictures", ())) for cell in cells)
            return Found(at, text, how.IN_PARTS, uses=uses, pictures=pictures)
        return Found(at, how="" if self.cells[at]["grade_id"] == name else how.BY_ID)

    def _counting(self, i: int, group: list[int]) -> int:
        """Return which of several answers counts: the last at its place if one is, else the last.

        The place of a function is above its check, that of a text behind its question.
        """
        if len(group) == 1:
            return group[0]
        if self.release.cells[i].is_written:
            question = max((j for j in range(i) if self.release.cells[j].locked), default=None)
            return ([n for n in group if self._locked_above(n) == question] or group)[-1]
        check = self.found.get(self.at.get(CHECK + self.release.cells[i].grade_id, -1))
        above = [n for n in group if check is not None and check.at is not None and n < check.at]
        return (above or group)[-1]

    def _locked_above(self, n: int) -> int | None:
        """Return the locked cell of the release which a submitted cell stands behind."""
        above = ((at, j) for j, at in self.known() if at < n and self.release.cells[j].locked)
        return max(above, default=(0, None))[1]

    def _other_parts(self, i: int, chosen: int, written: list[int]) -> tuple[int, ...]:
        """Return the cells beside a written answer into which it was split: they share no line."""
        if len(written) == 1 or self.release.cells[i].kind == "code":
            return ()
        lines = set(self.cells[chosen]["source"].split("\n"))
        parts: list[int] = []
        for n in reversed(written):
            others = set(self.cells[n]["source"].split("\n"))
            if n == chosen - 1 - len(parts) and not (lines & others) - {""}:
                parts.append(n)
                lines |= others
        return tuple(reversed(parts))

    # By the function that a cell makes

    def _can_be(self, i: int, n: int) -> bool:
        """Return whether a cell can be this answer: that to a function exercise makes the function."""
        names = self.functions.get(i, frozenset())
        kind, source = self.cells[n]["kind"], self.cells[n]["source"]
        if self.release.cells[i].kind != "code":
            return kind != "code" or is_prose(source)
        return not names or _plainly_makes(source, names) or bool(names & self._made(n))

    def _made(self, n: int) -> Names:
        """Return the functions of the release's exercises that a cell makes."""
        if n not in self._made_by:
            source = self.cells[n]["source"]
            named = any(name in source for name in self._function_names)
            self._made_by[n] = functions_made(source) & self._function_names if named else frozenset()
        return self._made_by[n]

    def bound(self, n: int) -> Names:
        """Return the names that a cell binds."""
        if n not in self._bound_by:
            self._bound_by[n] = names_bound(self.cells[n]["source"])
        return self._bound_by[n]

    @cached_property
    def _function_names(self) -> Names:
        return frozenset().union(*self.functions.values())

    def _only_stubs(self, i: int, n: int) -> bool:
        """Return whether a cell defines the exercise's functions without a body, and nothing else."""
        return bool(names := self.bound(n)) and names <= self.functions.get(i, frozenset())

    def _find_functions(self) -> None:
        """Find the functions whose own cell is missing, untouched or does not make them."""
        for i, names in self.functions.items():
            if i in self.answered:
                continue
            makers = [n for n in self._makers.get(min(names), []) if names <= self._made(n)]
            if makers:
                self.take(i, self._found_function(i, self._counting(i, makers)))
                continue
            hidden = {n: code for n, code in self._hidden.items() if names <= functions_made(code)}
            if hidden:
                n = self._counting(i, list(hidden))
                owner = self.owner.get(n, i)
                behind = owner != i and owner in self.answered
                self.take(i, Found(n, hidden[n], how.AMONG_TEXT, guessed=True, behind=behind))

    def _drop_stubs(self) -> None:
        """Drop cells of the student's own that define nothing but answered functions, without a body."""
        answered = self.functions_answered
        for n in self.own_code():
            source = self.cells[n]["source"]
            if (
                "def " in source
                and (names := self.bound(n))
                and names <= answered
                and all(is_stub(source, name) for name in names)
            ):
                self.dropped.add(n)

    @property
    def functions_answered(self) -> Names:
        """The functions of exercises that have an answer."""
        return frozenset().union(*(names for i, names in self.functions.items() if i in self.answered))

    @cached_property
    def _makers(self) -> dict[str, list[int]]:
        """The code cells that make a function of an exercise, by its name."""
        makers: dict[str, list[int]] = defaultdict(list)
        for n, cell in enumerate(self.cells):
            if cell["kind"] == "code" and self._is_students(n):
                for name in self._made(n):
                    makers[name].append(n)
        return makers

    @cached_property
    def _hidden(self) -> dict[int, str]:
        """The code of the cells that are text, or no Python, but hold a function of an exercise."""
        names = re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(self._function_names))) + r")\b")
        found = {}
        for n, cell in enumerate(self.cells):
            if (
                self._is_students(n)
                and names.search(cell["source"])
                and (cell["kind"] != "code" or parsed(cell["source"]) is None)
                and (code := self.released_text.code(cell["source"], released=self._holds_text(n)))
            ):
                found[n] = code
        return found

    def _is_students(self, n: int) -> bool:
        return n not in self.dropped and (n not in self.owner or self.differs(self.owner[n], n))

    def _holds_text(self, n: int) -> bool:
        return n in self.owner and not self.release.cells[self.owner[n]].solution

    def _found_function(self, i: int, n: int) -> Found:
        j = self.owner.get(n, i)
        cell, other = self.release.cells[i], self.release.cells[j]
        if j != i and other.solution and j in self.answered:
            comment = f"# {cell.grade_id}: the answer stands in the cell of {other.grade_id}."
            return Found(n, comment, how.IN_OTHER.format(name=other.grade_id), behind=True)
        if j != i and other.grade_id == CHECK + cell.grade_id:
            return Found(n, how=how.IN_CHECK)
        before = self.found[i].at if i in self.found else None
        beside = {1: how.BELOW, -1: how.ABOVE}.get(n - before, "") if before is not None else ""
        return Found(n, how=beside or how.BY_FUNCTION)

    def known(self) -> list[tuple[int, int]]:
        """Return the released cells that were found, with the submitted ones, in the release's order."""
        return [(i, at) for i, found in sorted(self.found.items()) if (at := found.at) is not None]


def _functions(release: Notebook, at: dict[str, int]) -> dict[int, Names]:
    """Return the functions that the cells for an answer are to define, by the cell's index."""
    found = {}
    for i, cell in enumerate(release.cells):
        if cell.solution and cell.kind == "code":
            names = (
                _functions_of(cell.source) if CHECK + cell.grade_id not in at else frozenset({cell.grade_id})
            )
            if names:
                found[i] = names
    return found


@lru_cache(maxsize=1024)  # a class shares its release
def _functions_of(source: str) -> Names:
    return functions(source)


def _plainly_makes(source: str, names: Names) -> bool:
    """Return whether a look at the lines is enough to see that a source makes a function."""
    return (
        any(f"def {name}(" in source for name in names)
        and STUB_WORDS.search(source) is None
        and all(map(PLAIN_LINE.match, source.split("\n")))
    )
