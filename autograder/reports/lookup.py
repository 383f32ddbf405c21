"""Finds a student and an exercise by what a TA types: an id, a name, a number; nearly right is answered."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from autograder.errors import UsageError
from autograder.gradebook.records import ClassRecord, Item, Person
from autograder.text import listed, plain, shown

Found = TypeVar("Found")
NEAREST = 3
ALIKE = 0.5
"""How near a name must be to be offered."""


def find_student(record: ClassRecord, typed: str) -> Person:
    """Return the student of a class who is meant, by id or name.

    Raises
    ------
    UsageError
        If nobody is, several are, or the one who is handed in nothing.
    """
    people = [*(work.person for work in record.works), *map(Person, record.ungraded)]
    absent = list(record.absent)
    called = {p: (p.id, p.name, p.sort_name, p.first, p.last) for p in (*people, *absent)}
    found = _meant(typed, called, [(0,), (1, 2), (3, 4)])
    if len(found) > 1:
        ids = listed(shown(person.id) for person in found)
        raise UsageError(f"Several students are called {shown(typed)!r}: {ids}. Name one by the id.")
    if not found:
        near = _nearest(typed, called)
        names = listed(
            f"{person.id} ({person.name})" if person.name != person.id else person.id for person in near
        )
        raise UsageError(
            f"No student is called {shown(typed)!r}. " + (f"The nearest: {shown(names)}." if near else "")
        )
    if found[0] in absent:
        raise UsageError(f"{shown(found[0].name)} handed in nothing for {record.assignment!r}.")
    return found[0]


def find_item(record: ClassRecord, typed: str) -> Item:
    """Return the graded cell of an assignment that is meant, by its name, number or title.

    Raises
    ------
    UsageError
        If none is, or several are.
    """
    called = {item: (item.exercise, item.cell, item.number, item.title) for item in record.items}
    found = _meant(typed, called, [(0, 1), (2, 3)])
    if len(found) > 1:
        names = listed(item.exercise for item in found)
        raise UsageError(f"{shown(typed)} is the number of several exercises: {names}. Name one of them.")
    if not found:
        names = listed(item.title for item in _nearest(typed, called))
        raise UsageError(
            f"{record.assignment!r} has no exercise {shown(typed)!r}. "
            + (
                f"The nearest: {names}."
                if names
                else f"It has {listed(item.title for item in record.items)}."
            )
        )
    return found[0]


def _meant(
    typed: str, called: Mapping[Found, tuple[str, ...]], turns: Sequence[Sequence[int]]
) -> list[Found]:
    """Return what is called so: the first names go before the others, exact ones before nearly exact ones."""
    for turn in turns:
        for alike in (str, plain):
            wanted = alike(typed)
            found = [
                each
                for each, names in called.items()
                if any(wanted == alike(names[at]) for at in turn if names[at])
            ]
            if found:
                return found
    return []


def _nearest(typed: str, called: Mapping[Found, tuple[str, ...]]) -> list[Found]:
    wanted = plain(typed)

    def likeness(names: Iterable[str]) -> float:
        parts = {part for name in map(plain, names) for part in (name, *name.split())}
        return max((difflib.SequenceMatcher(None, wanted, part).ratio() for part in parts), default=0.0)

    scored = sorted(
        ((likeness(names), at) for at, names in enumerate(called.values())), key=lambda s: (-s[0], s[1])
    )
    every = list(called)
    return [every[at] for score, at in scored[:NEAREST] if score >= ALIKE]
