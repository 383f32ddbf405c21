"""The measurements: what they look up exists, and what they keep stands in the docs in its own place."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bench import publishing, stages
from bench.publishing import BEGIN, END, markdown, publish
from tools.repository import REPOSITORY

COMMANDS = (
    "make bench",
    "make bench, with otter",
    *("python -m bench.stages", "python -m bench.scaling", "python -m bench.growth"),
    "python -m bench.guests",
)


@pytest.mark.parametrize(("owner", "name"), [(owner, name) for owner, name, _ in stages.STAGES])
def test_a_stage_is_a_public_function_of_the_grader(owner: object, name: str) -> None:
    assert not name.startswith("_")
    assert callable(getattr(owner, name))


def test_a_stage_is_counted_without_those_inside_of_it() -> None:
    clock = stages.Clock()
    inner = clock.timed("inner", lambda: time.sleep(0.05))
    clock.timed("outer", inner)()
    assert clock.times["inner"][1] >= 0.05
    assert clock.times["outer"][1] < 0.05


def test_of_a_generator_only_its_own_time_is_counted() -> None:
    clock = stages.Clock()

    def numbers():
        for number in range(3):
            time.sleep(0.01)
            yield number

    values = clock.timed("numbers", numbers)()
    assert [(time.sleep(0.05), value)[1] for value in values] == [0, 1, 2]
    assert 0.03 <= clock.times["numbers"][1] < 0.15


@pytest.fixture
def document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "benchmarks.md"
    parts = [f"{BEGIN.format(command=name)}\n\nold {name}\n\n{END}" for name in ("one", "one, with more")]
    path.write_text("# Before\n\n" + "\n\nbetween\n\n".join(parts) + "\n\nafter\n", encoding="utf-8")
    monkeypatch.setattr(publishing, "DOCUMENT", path)
    return path


def test_what_is_kept_replaces_the_last_measurement_of_the_same_command(document: Path) -> None:
    before = document.read_text("utf-8")
    publish("one", "machine", "| table |", write=True)
    assert document.read_text("utf-8") == before.replace("old one\n", "machine\n\n| table |\n", 1)


def test_nothing_is_kept_unless_asked_for(document: Path) -> None:
    before = document.read_text("utf-8")
    publish("one", "machine", write=False)
    assert document.read_text("utf-8") == before


def test_what_has_no_place_in_the_document_is_not_kept(document: Path) -> None:
    before = document.read_text("utf-8")
    with pytest.raises(SystemExit, match="has no line <!-- made by another -->"):
        publish("another", "machine", write=True)
    assert document.read_text("utf-8") == before


@pytest.mark.parametrize("command", COMMANDS)
def test_every_measurement_has_a_place_in_the_document(command: str) -> None:
    text = (REPOSITORY / "docs" / "benchmarks.md").read_text("utf-8")
    assert text.count(BEGIN.format(command=command)) == 1


def test_a_table_is_markdown_with_its_first_column_to_the_left() -> None:
    assert markdown(("way", "s"), [("ours", "1")]).splitlines() == [
        "| way | s |",
        "| --- | ---: |",
        "| ours | 1 |",
    ]
