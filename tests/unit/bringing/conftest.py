"""A student's folder, and its notebooks."""

import json
import sys

import pytest

from tests.unit.bringing.cells import HOME, notebook


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", *sys.path])  # as in a kernel
    modules = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - modules:
        del sys.modules[name]


@pytest.fixture
def save(folder):
    def write(*cells, name=HOME):
        (folder / name).write_text(json.dumps(notebook(*cells)), encoding="utf-8")

    return write
