"""Sample submissions, made from the release by small edits: for a demonstration and for tests.

A sample is a folder of `samples/`, named after what it shows:

- `<grade_id>.py`, `<grade_id>.md`: the student's source of that cell;
- `submission.toml`: what it shows, further edits, and the verdicts that are expected.
"""

from __future__ import annotations

import copy
import fnmatch
import json
import shutil
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from autograder.results.verdict import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

DESCRIPTION = "submission.toml"
SOLVED = "full-marks-textbook"
"""The sample whose cells the others start from, so that each changes only what it shows."""
KEYS = {"shows", "base", "delete", "duplicate", "add", "rename", "copy", "drop", "replace", "expected"}

Notebook = dict[str, Any]


@dataclass(frozen=True)
class Expectation:
    """What a sample's verdict on one exercise must be; None if it does not matter.

    Parameters
    ----------
    outcome
        Its outcome.
    score
        Its points.
    mistake
        Id of the named mistake; "" if none may be named.
    reason
        Words that the reason contains.
    carried_forward
        Exercises that were replaced before it was judged.
    """

    outcome: Outcome
    score: float | None = None
    mistake: str | None = None
    reason: str | None = None
    carried_forward: tuple[str, ...] | None = None


def sample_names(samples: Path) -> list[str]:
    """Return the names of all samples, sorted."""
    return sorted(path.parent.name for path in samples.glob(f"*/{DESCRIPTION}"))


def expectations(samples: Path) -> dict[str, dict[str, Expectation]]:
    """Return the expected verdicts of every sample by exercise, or by a pattern such as "written_*"."""
    return {
        name: {
            exercise: _expectation(entry)
            for exercise, entry in _description(samples / name)["expected"].items()
        }
        for name in sample_names(samples)
    }


def expected(entries: dict[str, Expectation], notebook: str, exercise: str) -> Expectation:
    """Return what is expected of one exercise: by its name, else by the longest pattern that fits.

    A pattern is that of a name, such as "written_*", or begins with a notebook's: "02-second/*".

    Raises
    ------
    KeyError
        If the sample does not mention it.
    """
    fitting = [key for key in entries if fits(key, notebook, exercise)]
    if not fitting:
        raise KeyError(f"the sample expects nothing of {exercise}")
    return entries[max(fitting, key=lambda key: (key == exercise, len(key)))]


def fits(pattern: str, notebook: str, exercise: str) -> bool:
    """Return whether a pattern is one for this exercise, by its name or with its notebook's before it."""
    return any(fnmatch.fnmatchcase(name, pattern) for name in (exercise, f"{notebook}/{exercise}"))


def build_class(samples: Path, release: Path, submitted: Path, assignment: str) -> list[str]:
    """Write submitted/<name>/<assignment>/*.ipynb for every sample.

    Parameters
    ----------
    samples
        Folder of the samples.
    release
        Folder of the released assignment's notebooks.
    submitted
        nbgrader's folder of submissions; what a sample handed in before is replaced.
    assignment
        Name of the assignment.

    Returns
    -------
    list of str
        The names of the samples, which are the students' ids.
    """
    names = sample_names(samples)
    for name in names:
        build_submission(samples / name, release, submitted / name / assignment)
    return names


def build_submission(sample: Path, release: Path, target: Path) -> None:
    """Write the notebooks of one sample into a folder, which is emptied first.

    Raises
    ------
    ValueError
        If the sample names a cell or a notebook that the release does not have.
    """
    described = _description(sample)
    notebooks = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(release.glob("*.ipynb"))}
    added = {entry["file"] for entry in described.get("add", [])}
    sources = _sources(sample.parent / SOLVED) if described.get("base", "solved") == "solved" else {}
    sources |= {name: text for name, text in _sources(sample).items() if name not in _stems(added)}
    for grade_id, text in sources.items():
        cells, index = _find(notebooks, grade_id, sample)
        cells[index]["source"] = text
    for number, entry in enumerate(described.get("add", [])):
        cells, index = _find(notebooks, entry["after"], sample)
        cells.insert(index + 1, _plain_cell(sample / entry["file"], f"added-{number}"))
    for grade_id in described.get("duplicate", []):
        cells, index = _find(notebooks, grade_id, sample)
        cells.insert(index + 1, copy.deepcopy(cells[index]) | {"id": f"{cells[index]['id']}-copy"})
    for grade_id in described.get("delete", []):
        cells, index = _find(notebooks, grade_id, sample)
        del cells[index]
    files = {name: json.dumps(notebook, indent=1) + "\n" for name, notebook in notebooks.items()}
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name, text in _edited(files, described, sample).items():
        (target / f"{name}.ipynb").write_text(text, encoding="utf-8")


def _edited(files: dict[str, str], described: dict[str, Any], sample: Path) -> dict[str, str]:
    """Return the files as they are handed in, under the names that the student gave them."""
    named = {name for key in ("copy", "rename", "replace", "drop") for name in described.get(key, ())}
    if named - files.keys():
        raise ValueError(f"{sample.name}: the release has no notebook {', '.join(named - files.keys())}.")
    files = files | {new: files[old] for old, new in described.get("copy", {}).items()}
    files |= described.get("replace", {})
    renamed = described.get("rename", {})
    return {renamed.get(n, n): text for n, text in files.items() if n not in described.get("drop", ())}


def _description(sample: Path) -> dict[str, Any]:
    described = tomllib.loads((sample / DESCRIPTION).read_text("utf-8"))
    if described.keys() - KEYS or not {"shows", "expected"} <= described.keys():
        raise ValueError(f"{sample.name}/{DESCRIPTION} needs 'shows' and 'expected', and knows only {KEYS}.")
    return described


def _expectation(entry: str | dict[str, Any]) -> Expectation:
    fields: dict[str, Any] = {"outcome": entry} if isinstance(entry, str) else dict(entry)
    if fields["outcome"] not in get_args(Outcome):
        raise ValueError(f"There is no outcome {fields['outcome']!r}.")
    if "carried_forward" in fields:
        fields["carried_forward"] = tuple(fields["carried_forward"])
    return Expectation(**fields)


def _sources(sample: Path) -> dict[str, str]:
    """Return the sources that a sample's folder holds, by grade_id."""
    files = (path for path in sorted(sample.iterdir()) if path.suffix in {".py", ".md"})
    return {path.stem: path.read_text("utf-8").rstrip("\n") for path in files}


def _stems(files: set[str]) -> set[str]:
    return {Path(file).stem for file in files}


def _plain_cell(path: Path, cell_id: str) -> dict[str, Any]:
    kind: dict[str, Any] = {"cell_type": "markdown"}
    if path.suffix == ".py":
        kind = {"cell_type": "code", "execution_count": None, "outputs": []}
    return {**kind, "id": cell_id, "metadata": {}, "source": path.read_text("utf-8").rstrip("\n")}


def _find(notebooks: dict[str, Notebook], name: str, sample: Path) -> tuple[list[dict[str, Any]], int]:
    """Return the cells of the notebook with this cell, and its index; `name` is a grade_id or a cell id."""
    for cells, index in _positions(notebooks):
        if name in {cells[index]["metadata"].get("nbgrader", {}).get("grade_id"), cells[index].get("id")}:
            return cells, index
    raise ValueError(f"{sample.name}: the release has no cell {name!r}.")


def _positions(notebooks: dict[str, Notebook]) -> Iterator[tuple[list[dict[str, Any]], int]]:
    for notebook in notebooks.values():
        for index in range(len(notebook["cells"])):
            yield notebook["cells"], index


__all__ = [
    "Expectation",
    "build_class",
    "build_submission",
    "expectations",
    "expected",
    "fits",
    "sample_names",
]
