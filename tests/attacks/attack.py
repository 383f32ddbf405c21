"""What an attack is, how attacks become submissions, and the row that is written about each."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

UNIT, CHAIN, DIFFERENCE, DEPTH = (
    "01-one-unit-one-slope",
    "02-down-the-chain",
    "03-can-you-trust-your-gradient",
    "04-depth",
)
FUNCTIONS = ("sigmoid", "sigmoid_prime", "sigmoid_second", "max_of_sigmoid_prime", "z_with_slope")
"""The exercises of the first notebook."""
ASKED_OFTEN = ("sigmoid", "sigmoid_prime", "sigmoid_second", "z_with_slope")
"""Those that are asked more than once: where one ended its process, the next is asked in a fresh one."""
NOT_A_MARK = "earn a mark, or stop the others"


@dataclass(frozen=True)
class Attack:
    """One try to get marks without right numbers, to do harm, or to keep others from their marks.

    It is a notebook of the release with some cells replaced, or, so that many fit into one submission, a
    `probe` (a cell of its own, which reports where it gets through) or a `body` (of one function).

    Parameters
    ----------
    name
        Short name; also the student's id where it fills a submission.
    tries, must_not
        What it tries, and what must not happen: the first half of its row.
    earns
        Marks that are its own all the same, for right numbers that it needs.
    cells
        Sources by grade_id that replace the release's.
    first, last
        Cells of the student's own before and behind all others.
    notebook
        The one notebook that is handed in.
    file, folder
        Change the file's bytes, or the folder in which it lies.
    student
        The student's id where that is part of the attack.
    honest
        A control: it earns full marks.
    stock
        It may be run on a grader without a sandbox too: it takes nothing but what was laid out for it.
    """

    name: str
    tries: str
    must_not: str = "earn a mark"
    earns: float = 0.0
    cells: Mapping[str, str] = field(default_factory=dict)
    first: str = ""
    last: str = ""
    probe: str = ""
    body: str = ""
    notebook: str = UNIT
    file: Callable[[bytes], bytes] | None = None
    folder: Callable[[Path], None] | None = None
    student: str = ""
    honest: bool = False
    stock: bool = False


def every_function(body: str, names: tuple[str, ...] = FUNCTIONS) -> dict[str, str]:
    """Return cells that define every function with the same body."""
    inner = textwrap.indent(textwrap.dedent(body).strip(), "    ")
    return {name: f"def {name}(*args):\n{inner}" for name in names}


def reaches(name: str, tries: str, probe: str, *, stock: bool = False, first: str = "") -> Attack:
    """Return a probe: a cell of its own that must raise an error."""
    return Attack(name, tries, "get through", probe=probe, stock=stock, first=first)


@dataclass(frozen=True)
class Plan:
    """One submission and the attacks that it carries.

    Parameters
    ----------
    functions
        The exercise that each attack took for itself, where they share a notebook.
    """

    student: str
    category: str
    attacks: tuple[Attack, ...]
    functions: Mapping[str, str]
    notebook: str
    cells: Mapping[str, str]
    first: tuple[str, ...] = ()
    last: tuple[str, ...] = ()

    def exercises(self, attack: Attack) -> set[str] | None:
        """Return the exercises whose marks are this attack's; None for all of the submission's."""
        return {self.functions[attack.name]} if attack.name in self.functions else None


@dataclass(frozen=True)
class Row:
    """What happened.

    Parameters
    ----------
    marks, possible
        Points that it earned, and that its exercises have.
    earns
        Marks that are its own, for right numbers.
    harms
        What it got done although it must not; nothing where all walls held.
    outcomes
        The outcomes of its exercises, and what was said of them.
    seconds, limit
        Time that its submission took, and the limit of a submission.
    """

    category: str
    name: str
    tries: str
    must_not: str
    honest: bool
    marks: float
    possible: float
    earns: float
    harms: tuple[str, ...]
    outcomes: tuple[str, ...]
    seconds: float
    limit: float

    @property
    def happened(self) -> str:
        """The second half of the row."""
        harm = "; ".join(self.harms) or "no harm"
        return f"{self.marks:g} of {self.possible:g} points, {harm} ({', '.join(self.outcomes)})"

    @property
    def gained(self) -> bool:
        """Whether an attack has marks for anything but right numbers."""
        return not self.honest and self.marks > self.earns

    @property
    def lost(self) -> bool:
        """Whether an honest submission has less than full marks."""
        return self.honest and self.marks < self.possible


TRYING = '''
class trying:
    """What is inside must fail; how it went is printed."""
    def __init__(self, name): self.name = name
    def __exit__(self, kind, error, trace):
        if kind is None: print("GOT THROUGH:", self.name)
        else: print("HELD:", self.name, "by", kind.__name__)
        return True
    def __enter__(self): return self
'''
THROUGH, HELD = "GOT THROUGH: ", "HELD: "
WALLS = (
    *("PermissionError", "FileNotFoundError", "ConnectionRefusedError", "ProcessLookupError", "OSError"),
    *("gaierror", "OperationalError", "ValueError", "AssertionError", "NotADirectoryError"),
)
"""Errors by which a wall makes itself known: another one means that the probe itself is broken."""
PROBES_A_NOTEBOOK = 14
SPOKEN = "SPOKEN_"
"""What an attack puts before the words of a secret that it carries out."""


def plans(categories: Mapping[str, tuple[Attack, ...]]) -> list[Plan]:
    """Return the submissions that carry all attacks."""
    return [plan for category, attacks in categories.items() for plan in _plans(category, attacks)]


def _plans(category: str, attacks: tuple[Attack, ...]) -> Iterator[Plan]:
    for attack in attacks:
        if not attack.probe and not attack.body:
            student = attack.student or attack.name
            own = (attack.first,) if attack.first else (), (attack.last,) if attack.last else ()
            yield Plan(student, category, (attack,), {}, attack.notebook, attack.cells, *own)
    for number, some in enumerate(_in_lots([a for a in attacks if a.probe], PROBES_A_NOTEBOOK)):
        cells = tuple(
            f"{a.first}\nwith trying({a.name!r}):\n{textwrap.indent(textwrap.dedent(a.probe), '    ')}"
            for a in some
        )
        yield Plan(f"{category}-probes-{number}", category, some, {}, UNIT, {}, (TRYING, *cells))
    for number, some in enumerate(_in_lots([a for a in attacks if a.body], len(ASKED_OFTEN))):
        functions = {a.name: function for a, function in zip(some, ASKED_OFTEN, strict=False)}
        cells = {
            functions[a.name]: f"{a.first}\ndef {functions[a.name]}(*args):\n"
            + textwrap.indent(textwrap.dedent(a.body).strip(), "    ")
            for a in some
        }
        yield Plan(f"{category}-bodies-{number}", category, some, functions, UNIT, cells)


def _in_lots(attacks: list[Attack], size: int) -> Iterator[tuple[Attack, ...]]:
    for start in range(0, len(attacks), size):
        yield tuple(attacks[start : start + size])


def write_plan(plan: Plan, release: Path, submitted: Path, assignment: str, told: Mapping[str, str]) -> None:
    """Write a submission; `told` are the addresses that an attacker is assumed to know, by their names."""
    folder = submitted / plan.student / assignment
    folder.mkdir(parents=True)

    def source(text: str) -> str:
        for name, value in told.items():
            text = text.replace(f"@{name}@", value)
        return text.strip("\n")

    notebook = json.loads((release / f"{plan.notebook}.ipynb").read_text("utf-8"))
    for cell in notebook["cells"]:
        key = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = "".join(cell["source"])
        if key in plan.cells:
            cell["source"] = source(plan.cells[key])
    known = {c["metadata"].get("nbgrader", {}).get("grade_id") for c in notebook["cells"]}
    if plan.cells.keys() - known:
        raise ValueError(f"{plan.student}: the release has no cell {plan.cells.keys() - known}.")
    notebook["cells"][:0] = [_cell(source(text), f"first-{n}") for n, text in enumerate(plan.first)]
    notebook["cells"] += [_cell(source(text), f"last-{n}") for n, text in enumerate(plan.last)]
    data = (json.dumps(notebook, indent=1) + "\n").encode()
    for attack in plan.attacks:
        data = attack.file(data) if attack.file is not None else data
    (folder / f"{plan.notebook}.ipynb").write_bytes(data)
    for attack in plan.attacks:
        if attack.folder is not None:
            attack.folder(folder)


def _cell(source: str, cell_id: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": cell_id,
        "metadata": {},
        "source": source,
        "outputs": [],
        "execution_count": None,
    }
