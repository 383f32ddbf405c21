"""Odd cells: without metadata, doubled, and essays in other places."""

from __future__ import annotations

import textwrap

from tests.pipeline.editing import Cells
from tests.pipeline.odd_edits import (
    FIFTH,
    FIRST,
    FOURTH,
    HONEST,
    RELEASED,
    SECOND,
    THIRD,
    HandIn,
    alter,
    bare,
    code,
    delete,
    odd,
    put,
    scaffold,
    strip,
    text,
    whole,
    write,
)

ESSAY = (
    "Let s be the sigmoid of z. Then s(1 - s) is a parabola in s with its top at s = 1/2, where it is 1/4."
)


def exchange(made: HandIn) -> None:
    """Exchange metadata and ids of two answers."""
    one, other = made.cell("sigmoid"), made.cell("sigmoid_second")
    for key in ("metadata", "id"):
        one[key], other[key] = other[key], one[key]


def merge(*names: str, notebook: str = FIRST, keep: int = 0):  # type: ignore[no-untyped-def]
    """Merge cells into the place of one of them, with its metadata."""

    def change(made: HandIn) -> None:
        cells = [made.cell(name, notebook) for name in names]
        cells[keep]["source"] = "\n\n".join(cell["source"] for cell in cells)
        for cell in cells[:keep] + cells[keep + 1 :]:
            made.notebooks[notebook].remove(cell)

    return change


def one_cell(cells: Cells) -> None:
    """Put all code but figures into one cell above the texts."""
    own = [
        cell
        for cell in cells
        if cell["cell_type"] == "code" and not cell["source"].startswith(("draw", "explore"))
    ]
    cells[:] = [
        code("\n\n".join(cell["source"] for cell in own)),
        *(cell for cell in cells if cell["cell_type"] != "code"),
    ]


METADATA = [
    odd(
        1,
        "all metadata and ids gone in two notebooks",
        strip(),
        strip(notebook=SECOND),
        notebooks=(FIRST, SECOND),
    ),
    odd(1, "answer and check typed into new cells", strip("sigmoid_prime"), strip("check_sigmoid_prime")),
    odd(1, "metadata and ids of two answers exchanged", exchange),
    odd(
        1,
        "three answers merged, the last one's metadata kept",
        merge("sigmoid", "sigmoid_prime", "sigmoid_second", keep=2),
    ),
    odd(
        1,
        "an answer that became a raw cell without metadata",
        strip("z_with_slope"),
        lambda made: next(
            cell for cell in made.notebooks[FIRST] if "def z_with_slope" in cell["source"]
        ).update(cell_type="raw"),
        reads={"z_with_slope": "guess"},
    ),
    odd(
        1,
        "imports and bring cell deleted, own import line",
        delete("imports", SECOND),
        delete("bring-functions", SECOND),
        put(code("import numpy as np"), below="title", notebook=SECOND),
        notebooks=(FIRST, SECOND),
    ),
    odd(
        1,
        "essay's metadata gone, its text begins with a heading",
        alter("written_bound_proof", lambda s: "## Proof\n" + s),
        strip("written_bound_proof"),
    ),
    odd(1, "check merged below its answer", merge("max_of_sigmoid_prime", "check_max_of_sigmoid_prime")),
    odd(
        1,
        "imports merged with an answer of notebook 4",
        merge("imports", "gradient_bound", notebook=FOURTH, keep=1),
        notebooks=(FIRST, SECOND, THIRD, FOURTH),
    ),
]

METADATA += [
    odd(1, "all code cells merged into one, without metadata", whole(one_cell)),
    odd(
        1,
        "an answer typed into its check cell",
        lambda made: made.cell("check_sigmoid").update(
            source=made.cell("sigmoid")["source"] + "\n\ncheck('sigmoid', sigmoid)"
        ),
        write("sigmoid", scaffold("sigmoid")["source"]),
    ),
]

COPIES = [
    odd(
        2,
        "the whole released notebook below the solved one",
        whole(
            lambda cells: cells.extend(cell | {"source": "".join(cell["source"])} for cell in RELEASED[FIRST])
        ),
    ),
    odd(2, "scaffold pasted above its answer", put(scaffold("sigmoid_second"), above="sigmoid_second")),
    odd(
        2,
        "scaffold without metadata below its check",
        put(bare(scaffold("sigmoid_prime")), below="check_sigmoid_prime"),
    ),
    odd(
        2,
        "scaffold typed anew with pass below its answer",
        put(code("def z_with_slope(s):\n    pass"), below="z_with_slope"),
    ),
    odd(
        2,
        "untouched place of the essay below the essay",
        put(scaffold("written_bound_proof"), below="written_bound_proof"),
    ),
    odd(
        2,
        "an older wrong answer with the same ids above",
        lambda made: made.notebooks[FIRST].insert(
            made.at("sigmoid"), made.cell("sigmoid") | {"source": "def sigmoid(z):\n    return z"}
        ),
    ),
    odd(
        2,
        "three copies of the scaffold, between answer and check",
        *[put(scaffold("chain_dydx", SECOND), below="chain_dydx", notebook=SECOND)] * 3,
        notebooks=(FIRST, SECOND),
    ),
]

HINT = "YOUR ANSWER HERE"

PLACE = scaffold("written_bound_proof")["source"]

ESSAYS = [
    odd(
        3,
        "text in a raw cell below",
        write("written_bound_proof", PLACE),
        put(text(ESSAY, "raw"), below="written_bound_proof"),
    ),
    odd(
        3,
        "text as comments in a code cell below",
        write("written_bound_proof", PLACE),
        put(code("\n".join("# " + line for line in textwrap.wrap(ESSAY, 60))), below="written_bound_proof"),
    ),
    odd(
        3,
        "text in the question's own cell",
        write("written_bound_proof", PLACE),
        alter("question_bound_proof", lambda source: f"{source}\n\n{ESSAY}"),
    ),
    odd(
        3,
        "text above its cell",
        write("written_bound_proof", PLACE),
        put(text(ESSAY), above="written_bound_proof"),
    ),
    odd(3, "answer cell deleted, text at the end", delete("written_bound_proof"), put(text(ESSAY))),
    odd(
        3,
        "text in quotes in a code cell",
        write("written_bound_proof", PLACE),
        put(code(f'"""\n{ESSAY}\n"""'), below="written_bound_proof"),
    ),
    odd(
        3,
        "the answer's cell became code",
        write("written_bound_proof", ESSAY, cell_type="code", outputs=[], execution_count=None),
    ),
    odd(
        3,
        "text below the cell that ends the notebook",
        write("written_cure", scaffold("written_cure", FIFTH)["source"], FIFTH),
        put(text("I would choose residual connections: the one keeps the product from 0."), notebook=FIFTH),
        notebooks=tuple(HONEST),
    ),
]

ESSAYS += [
    odd(
        3,
        "text in print(...)",
        write("written_bound_proof", PLACE),
        put(code(f"print({ESSAY!r})"), below="written_bound_proof"),
    ),
    odd(
        3,
        "text in Markdown(...)",
        write("written_bound_proof", PLACE),
        put(
            code(f"from IPython.display import Markdown\n\nMarkdown({ESSAY!r})"), below="written_bound_proof"
        ),
    ),
    odd(
        3,
        "text below %%markdown",
        write("written_bound_proof", PLACE),
        put(code(f"%%markdown\n{ESSAY}"), below="written_bound_proof"),
    ),
]
