"""What has to be read: causes, notes that are true, pictures."""

from __future__ import annotations

import base64
import json

from tests.pipeline.editing import as_file
from tests.pipeline.odd_cells import PLACE
from tests.pipeline.odd_contents import reads
from tests.pipeline.odd_edits import (
    FIRST,
    HONEST,
    SECOND,
    HandIn,
    as_bytes,
    as_json,
    code,
    odd,
    put,
    swap,
    text,
    whole,
    write,
)
from tests.unit.picture_files import GIF, JPEG, WEBP, drawing

TWO = (FIRST, SECOND)

CAUSES = [
    odd(
        10,
        "a name that numpy no longer has",
        swap("chain_dydx", "product = 1.0", "product = np.product([1.0])", SECOND),
        notebooks=TWO,
        loses=reads("np.prod", "chain_dydx"),
    ),
    odd(
        10,
        "an error of numpy's linear algebra",
        swap("z_with_slope", "    root", "    np.linalg.inv(np.zeros((2, 2)))\n    root"),
        loses=reads("LinAlgError", "z_with_slope"),
    ),
    odd(
        10,
        "print in place of return",
        swap("z_with_slope", "return float", "print"),
        loses=reads("print", "z_with_slope"),
    ),
    odd(
        10,
        "a library that the grader has not",
        put(code("import tensorflow as tf"), above="sigmoid_prime"),
        swap("sigmoid_prime", "s = 1 / (1 + e)", "s = tf.math.sigmoid(z)"),
        loses=reads("tensorflow", "sigmoid_prime"),
    ),
    odd(
        10,
        "a local name without a value",
        swap("z_with_slope", "    p = (1 + root) / 2", "    if s > 1:\n        p = (1 + root) / 2"),
        loses=reads("UnboundLocalError", "z_with_slope"),
    ),
    odd(
        10,
        "no end to a recursion",
        write("max_of_sigmoid_prime", "def max_of_sigmoid_prime():\n    return max_of_sigmoid_prime()"),
        loses=reads("RecursionError", "max_of_sigmoid_prime"),
    ),
    odd(
        10,
        "a colon forgotten",
        swap("z_with_slope", "if s > 0.25:", "if s > 0.25"),
        loses=reads("SyntaxError", "z_with_slope"),
    ),
    odd(
        10,
        "a wrong key",
        swap(
            "chain_grads",
            'return {"x": float(da), "w": dw, "b": db}',
            'g = {"x": float(da), "w": dw, "b": db}\n    return g["y"]',
            SECOND,
        ),
        notebooks=TWO,
        loses=reads("KeyError", "chain_grads"),
    ),
    odd(
        10,
        "a function under another name",
        swap("z_with_slope", "def z_with_slope", "def z_of_slope"),
        loses=reads("z_of_slope", "z_with_slope"),
    ),
    odd(
        10,
        "a page of a web site as NAME.ipynb",
        as_bytes(lambda _: b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>"),
        loses=reads("login page", "*"),
    ),
    odd(10, "an empty file", as_bytes(lambda _: b""), loses=reads("empty", "*")),
    odd(
        10,
        "a file that ends in the middle",
        as_bytes(lambda data: data[: len(data) // 2]),
        loses=reads("ends in the middle", "*"),
    ),
    odd(
        10,
        "a merge conflict",
        as_bytes(lambda data: b"<<<<<<< HEAD\n" + data + b"\n=======\n" + data + b"\n>>>>>>> main\n"),
        loses=reads("merge", "*"),
    ),
]

CAUSES += [
    odd(
        10,
        "another notebook under this one's name",
        as_bytes(lambda _: as_file(HONEST[SECOND])),
        loses=reads(SECOND, "*"),
    ),
    odd(
        10,
        "input() in a function",
        swap("z_with_slope", "    root", "    s = float(input())\n    root"),
        loses=reads("nobody to ask", "z_with_slope"),
    ),
    odd(
        10,
        "curly quotes",
        swap("z_with_slope", '"the slope is never above 1/4"', "\u201cno\u201d"),
        loses=reads("U+201C", "z_with_slope"),
    ),
    odd(
        10,
        "code of a newer Python",
        swap("z_with_slope", "(s):", "[T](s: T):"),
        as_json(lambda content: content["metadata"]["language_info"].update(version="3.14.0")),
        loses=reads("3.14", "z_with_slope"),
    ),
]


def ends(change):  # type: ignore[no-untyped-def]
    """Change the sources of all cells."""
    return whole(lambda cells: [cell.update(source=change(cell["source"])) for cell in cells])


LINES = [
    odd(11, "line ends of Windows", ends(lambda source: source.replace("\n", "\r\n"))),
    odd(11, "line ends of an old Macintosh", ends(lambda source: source.replace("\n", "\r"))),
    odd(11, "blanks at the ends of all lines", ends(lambda source: source.replace("\n", "  \n") + "  ")),
    odd(11, "an empty line at the end of each cell", ends(lambda source: source + "\n")),
    odd(11, "sources as lists of lines", ends(lambda source: source.splitlines(keepends=True))),
    odd(
        11,
        "letters put together from parts (NFD)",
        as_bytes(
            lambda data: (
                json.dumps(json.loads(data), ensure_ascii=False, indent=2).replace("\n", "\r\n").encode()
            )
        ),
    ),
]

LINES += [
    odd(
        11,
        "no-break spaces in texts",
        whole(
            lambda cells: [
                cell.update(source=cell["source"].replace(" ", "\u00a0"))
                for cell in cells
                if cell["cell_type"] == "markdown"
            ]
        ),
    )
]


def attached(name: str, mime: str, data: bytes, words: str = "See the drawing."):  # type: ignore[no-untyped-def]
    """Attach a picture to the essay."""

    def change(made: HandIn) -> None:
        made.cell("written_bound_proof").update(
            source=f"{words}\n\n![]({'attachment:' + name})",
            attachments={name: {mime: base64.b64encode(data).decode()}},
        )

    return change


def in_text(mime: str, data: bytes, form: str = "![a sketch]({})") -> str:
    """Return a picture inside of a text."""
    return form.format(f"data:{mime};base64,{base64.b64encode(data).decode()}")


PICTURES = [
    odd(13, "an attached JPEG", attached("proof.jpg", "image/jpeg", JPEG)),
    odd(13, "nothing but a picture", attached("image.png", "image/png", drawing(), "")),
    odd(13, "a GIF in the text", write("written_bound_proof", "My sketch: " + in_text("image/gif", GIF))),
    odd(
        13,
        "a WebP in an HTML tag",
        write("written_bound_proof", "A proof. " + in_text("image/webp", WEBP, '<img width="300" src="{}">')),
    ),
    odd(
        13,
        "a picture in a cell below the empty answer",
        write("written_bound_proof", PLACE),
        put(
            text(
                "![](attachment:a.png)",
                attachments={"a.png": {"image/png": base64.b64encode(drawing()).decode()}},
            ),
            below="written_bound_proof",
        ),
    ),
    odd(
        13,
        "a picture of 6 MB",
        attached("large.png", "image/png", drawing(50, 50) + b"\0" * 6_000_000),
        reads={"written_bound_proof": "MB"},
    ),
    odd(
        13,
        "a drawing with a script (SVG)",
        attached("draw.svg", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
        reads={"written_bound_proof": "SVG"},
    ),
    odd(
        13,
        "a picture that lies on a student's disk",
        write("written_bound_proof", "![my proof](C:/Users/ada/proof.png)"),
    ),
]
