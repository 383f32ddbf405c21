"""`bring` takes what is saved: it says so if another version was checked after that."""

from __future__ import annotations

import importlib
import json
import linecache
import os

import numpy as np
import pytest

OLD = "def sigmoid(z):\n    return np.tanh(z)\n"
NEW = "def sigmoid(z):\n    z = np.asarray(z, float)\n    return 0.5 * (1 + np.tanh(z / 2))\n"
TOLD = "the version that you checked last is not in the file: save 01.ipynb (Ctrl + S"


@pytest.fixture
def tab(lab, tmp_path, monkeypatch, said):
    """A notebook in a tab: save a version of a function, check one, or take along what is saved."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(importlib.import_module("chainlab.coach.unsaved"), "shell", object)

    class Tab:
        clock = 1_000_000_000

        def later(self, file):
            self.clock += 10
            os.utime(tmp_path / file, (self.clock, self.clock))

        def save(self, source):
            about = {"nbgrader": {"grade_id": "sigmoid", "solution": True}}
            cells = [{"cell_type": "code", "metadata": about, "source": source}]
            (tmp_path / "01.ipynb").write_text(json.dumps({"cells": cells}))
            self.later("01.ipynb")

        def check(self, source):
            file = f"<cell {hash(source)}>"
            linecache.cache[file] = (len(source), None, source.splitlines(True), file)
            namespace = {"np": np}
            exec(compile(source, file, "exec"), namespace)
            said(lab.check, "sigmoid", namespace["sigmoid"])
            if (tmp_path / ".last-checked.json").exists():
                self.later(".last-checked.json")

        def bring(self, capsys):
            lab.bring("sigmoid")
            return " ".join(capsys.readouterr().out.split())

    return Tab()


def test_a_version_that_was_checked_and_not_saved_is_told(tab, capsys):
    tab.save(OLD)
    tab.check(NEW)
    assert TOLD in tab.bring(capsys)


def test_once_it_is_saved_nothing_is_said(tab, capsys):
    tab.save(OLD)
    tab.check(NEW)
    tab.save(NEW)
    assert "not in the file" not in tab.bring(capsys)


@pytest.mark.parametrize("same", [NEW, NEW + "\n\n", "# a comment\n" + NEW, NEW.replace("    ", "  ")])
def test_the_same_code_counts_as_saved(tab, capsys, same):
    tab.save(NEW)
    tab.check(same)
    assert "not in the file" not in tab.bring(capsys)


def test_what_was_saved_after_the_check_counts_whatever_it_is(tab, capsys):
    tab.check(NEW)
    tab.save(OLD)
    assert "not in the file" not in tab.bring(capsys)


@pytest.mark.parametrize("variable", ["NBGRADER_EXECUTION", "COACH_QUIET"])
def test_nothing_is_kept_while_nbgrader_or_the_grader_runs(tab, tmp_path, monkeypatch, variable):
    monkeypatch.setenv(variable, "1")
    tab.check(NEW)
    assert not (tmp_path / ".last-checked.json").exists()


def test_a_damaged_file_is_as_good_as_none(tab, capsys, tmp_path):
    tab.save(NEW)
    (tmp_path / ".last-checked.json").write_text("[1")
    assert "not in the file" not in tab.bring(capsys)
