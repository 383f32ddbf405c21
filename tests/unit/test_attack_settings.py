"""The settings in which attacks are tried: what each tries, and the table of what came of it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.attacks.attack import Row
from tests.attacks.catalogue import CATEGORIES
from tests.attacks.settings import SETTINGS, Count, Setting, counted, keep, kept
from tests.attacks.table import BEGIN_SETTINGS, CLASSES, END, by_setting, write_settings
from tests.processes import below
from tools.ordinary import USER, as_ordinary_user
from tools.repository import REPOSITORY

ROW = Row("marks", "one", "tries", "earn", False, 0.0, 3.0, 0.0, (), ("wrong",), 1.26, 25.0)
HONEST = replace(ROW, category="controls", honest=True, marks=3.0)


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=list(SETTINGS))
def test_every_class_is_tried_and_every_honest_submission(setting: Setting) -> None:
    chosen = setting.chosen(CATEGORIES)
    assert chosen.keys() == CATEGORIES.keys()
    assert all(chosen.values())
    assert chosen["controls"] == CATEGORIES["controls"]


def test_the_settings_are_those_that_were_asked_for() -> None:
    some = SETTINGS.values()
    assert {(one.user, one.groups) for one in some} == {
        (True, False),
        (False, False),
        (False, True),
        (True, True),
    }
    assert {one.graders for one in some} >= {1, 2}
    assert {one.busy for one in some} == {0, 60}


def test_what_is_busy_beside_a_setting_ends_with_it() -> None:
    before = below()
    with Setting("", busy=3).beside():
        during = below() - before
        assert len(during) == 3
    assert not below() & during


def test_an_ordinary_user_can_read_what_it_runs() -> None:
    command = as_ordinary_user([sys.executable, "-c", "import os, autograder, numpy; print(os.getuid())"])
    assert command[0] == "unshare"
    if os.getuid() != 0:
        return  # who is an ordinary user already needs no such command
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == f"{USER}\n"


def test_a_class_is_counted() -> None:
    rows = [ROW, replace(ROW, marks=1.0), replace(ROW, harms=("a file",), seconds=9.0)]
    found = counted([*rows, HONEST, replace(HONEST, marks=2.0)])
    assert found == {"marks": Count(3, 1, 1, 9.0), "controls": Count(2, 1, 0, 1.3)}


def test_counts_are_kept_and_those_of_old_settings_left_out(tmp_path: Path) -> None:
    counts = {"busy": {"marks": Count(3, 1, 1, 9.0)}}
    keep(counts | {"no more": {}}, tmp_path / "kept.json")
    assert kept(tmp_path / "kept.json") == counts
    assert kept(tmp_path / "none.json") == {}


def test_the_table_has_a_column_for_each_setting_that_was_tried() -> None:
    lines = by_setting({"one": {"marks": Count(18, 0, 1, 9.0)}, "busy": {}}).splitlines()
    assert lines[0] == "| class | one grader | beside 60 busy processes |"
    assert f"| {CLASSES['marks']} | 18: 0, 1 |  |" in lines


def test_the_table_replaces_only_itself(tmp_path: Path) -> None:
    page = tmp_path / "security.md"
    page.write_text(f"before\n\n{BEGIN_SETTINGS}\n\nwhat was there\n\n{END}\n\nbehind\n", "utf-8")
    for _ in range(2):
        write_settings(tmp_path, {})
        text = page.read_text("utf-8")
        assert text.startswith(f"before\n\n{BEGIN_SETTINGS}\n\n| class |")
        assert text.endswith(f" |\n\n{END}\n\nbehind\n")
        assert "what was there" not in text


def test_the_documentation_shows_the_table_of_what_was_kept() -> None:
    counts = kept(REPOSITORY / "tests" / "attacks" / "settings.json")
    assert by_setting(counts) in (REPOSITORY / "docs" / "security.md").read_text("utf-8")
