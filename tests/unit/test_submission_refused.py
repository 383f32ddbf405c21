"""What was handed in and is no notebook is named with what to do."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile

import pytest

from tests.unit.submitted_files import LARGE, PLAIN, TEXT, cell, notebook, refusal, sources


def packed(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), "x")  # with no time of its own: tests are named by the bytes
    return file.getvalue()


def tar() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.ipynb"))
    return file.getvalue()


def conflict(ours: str = "HEAD", newline: str = "\n") -> bytes:
    lines = json.dumps(PLAIN, indent=1).split("\n")
    lines[4:6] = [f"<<<<<<< {ours}", *lines[4:6], "=======", *lines[4:6], ">>>>>>> feature"]
    return newline.join(lines).encode()


BINARY = {
    "PDF": [b"%PDF-1.7\n%\xe2\xe3", b"%PDF-1.4 all in ASCII"],
    "Word": [packed("word/document.xml")],
    "Excel": [packed("xl/workbook.xml")],
    "PowerPoint": [packed("ppt/presentation.xml")],
    "LibreOffice": [packed("mimetype") + b"mimetypeapplication/vnd.oasis.opendocument.text"],
    "zip archive": [packed("one.ipynb"), packed("a/b.txt"), b"PK\x05\x06" + b"\0" * 18],
    "RAR": [b"Rar!\x1a\x07\x00", b"Rar!\x1a\x07\x01\x00"],
    "7z": [b"7z\xbc\xaf\x27\x1c\x00\x04"],
    "gzip": [gzip.compress(TEXT.encode(), mtime=0)],
    "tar": [tar()],
    "PNG": [b"\x89PNG\r\n\x1a\n" + b"\0" * 20],
    "JPEG": [b"\xff\xd8\xff\xe0\x00\x10JFIF", b"\xff\xd8\xff\xe1\x00\x10Exif"],
    "GIF": [b"GIF89a\x01\x00\x01\x00"],
    "WebP": [b"RIFF\x00\x00\x00\x00WEBPVP8 "],
    "HEIC": [b"\0\0\0\x18ftypheic\0\0", b"\0\0\0\x18ftypmif1\0\0"],
    "film": [b"\0\0\0\x18ftypmp42\0\0"],
    "macOS": [b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X        "],
    "iCloud": [b"bplist00\xd1\x01\x02_\x10\x11NSURLNameKey"],
    "Safari": [b"bplist00\xd1\x01\x02_\x10\x0fWebMainResource"],
    "list of settings": [b"bplist00\xd1\x01\x02SURL_\x10\x10https://x"],
    "AVIF": [b"\0\0\0\x18ftypavif\0\0"],
    "shortcut": [b"L\x00\x00\x00\x01\x14\x02\x00\x00\x00"],
    "old Office": [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00"],
    "database": [b"SQLite format 3\x00"],
    "no text": [bytes(range(256)) * 4, b"\x01\x02\x03\x04" * 50],
    "zeros": [b"\0", b"\0" * 4096],
    "empty": [b"", b"\n", b" \r\n\t "],
}
PAGES = {
    "exported as a web page": [
        b"<!DOCTYPE html><html><head><title>Notebook</title></head>",
        b'<html><body class="jp-Notebook" data-x>',
        b'<!doctype html>\n<div tabindex="-1" id="notebook-container">',
        b"<html><!-- made by nbconvert -->",
        b'\xef\xbb\xbf<html><div class="jp-Cell jp-CodeCell">',
    ],
    "page of Jupyter": [
        b'<!DOCTYPE html><script id="jupyter-config-data" type="application/json">',
        b"<html><title>JupyterLab</title>",
        b"<html><title>JupyterHub</title>",
    ],
    "of Google": [
        b'<html><link href="https://colab.research.google.com/">',
        b"<html>https://drive.google.com/file",
    ],
    "GitHub": [b"<html><title>x.ipynb at main - GitHub</title>", b"\n\n<!DOCTYPE html><a href=//github.com>"],
    "login page": [
        b'<html><form><input name="p" type="password">',
        b"<html><h1>Sign in</h1>",
        b"<HTML><TITLE>Login</TITLE>",
        b"<html><body>Please log in to Moodle",
        "<html>SAML request".encode("utf-16"),
    ],
    "web page (HTML)": [
        b"<html></html>",
        b"<!DOCTYPE html><p>404",
        b"<p>Not found</p>",
        b" <body>",
        b"<b>x</b>",
    ],
    "SVG": [b'<svg xmlns="x"></svg>', b'<?xml version="1.0"?><svg></svg>'],
    "link to a file": [
        b'<?xml version="1.0"?><!DOCTYPE plist><plist><dict>',
        b"[InternetShortcut]\nURL=http://x",
    ],
    "XML": [b'<?xml version="1.0"?><quiz></quiz>'],
}
TEXTS = {
    "Python script": [
        b"import numpy as np\n",
        b"# %%\nx = 1\n",
        b'"""A module."""\nfrom math import exp\n',
        b"def sigmoid(z):\n    return z\n",
        b"#!/usr/bin/env python\n# coding: utf-8\n\n# In[1]:\n\nx = 1",
        b"x = 1\nprint(x)",
    ],
    "plain text": [
        b"Dear teacher, here is my work.",
        b"# Notebook 1\n\nMy answers:\n",
        b"BMI and MZ",
        b"\xe4",
        b"42b",
    ],
    "git LFS": [b"version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 3\n"],
    "saved by the browser": [b"From: <Saved by Blink>\nSnapshot-Content-Location: http://x\n"],
    "mail": [b"From: a@example.org\nTo: b\n", b"MIME-Version: 1.0\n", b"Received: from x\n"],
    "Markdown": [b"---\njupyter:\n  jupytext:\n---\n\n# A", b"---\nkernelspec: x\njupytext: y\n---\n"],
    "two versions": [
        conflict(),
        conflict("Updated upstream"),
        conflict("main", "\r\n"),
        b"<<<<<<< a\n=======\n>>>>>>> b",
    ],
}
BROKEN = {
    "ends in the middle": [
        *(TEXT.encode()[:end] for end in (1, 20, 60, 100, -3, -20)),
        b'{"cells": [{"cell_type": "code", "source": ["x = tru',
        b'{"cells": tr',
        b'{"cells": [], "nbformat": ',
        LARGE.encode()[:-1],
        LARGE.encode()[: 1_000_000 + 70_000],
    ],
    "two notebooks": [
        (TEXT + TEXT).encode(),
        (TEXT + "\n\n" + TEXT).encode(),
        (LARGE + LARGE).encode(),
        (TEXT + LARGE).encode(),
        b'{"cells": []}{"cells": []}',
    ],
    "follows the end": [(TEXT + tail).encode() for tail in ("}", " ]}", "x", '\n "nbformat": 4}', "0")],
    "a comma too many": [
        b'{"cells": [],}',
        b'{"cells": [{"source": ["x",]}]}',
        b'{"cells": [\n {},\n ]\n}',
        b'{"a": {"b": 1 , } }',
        LARGE.encode()[:-1] + b",}",
    ],
    "a comment in it": [
        b"// mine\n" + TEXT.encode(),
        b"/* mine */\n" + TEXT.encode(),
        b'{"cells": [\n // one\n {}]}',
        b'{"cells": [ # one\n {}]}',
        TEXT.encode() + b"\n// end",
    ],
    "JSON is broken": [
        b"{'cells': []}",
        b'{"cells": [1 2]}',
        b"{cells: []}",
        b"[" * 100_000,
        b'{"cells": [' + b"9" * 5000 + b"]}",
    ],
}
OTHER_JSON = {
    "Google Drive": [
        {"url": "https://docs.google.com/open?id=1", "doc_id": "1", "email": "a@b"},
        {"doc_id": "1"},
        {"url": "https://colab.research.google.com/drive/1"},
        {"": "drive.google.com", "resource_id": "file:1"},
        {"link": "https://drive.google.com/file/d/1"},
    ],
    "'name', 'version' and 'dependencies'": [{"name": "x", "version": "1", "dependencies": {}}],
    "a list": [[], [1], [PLAIN], [{"cell_type": "code"}], [[]]],
    "without cells": [
        {"nbformat": 4},
        {"nbformat": 4, "metadata": {}, "cells": {}},
        {"nbformat": 3, "cells": None},
        {"nbformat_minor": 5, "metadata": {}},
        {"nbformat": "<b>"},
    ],
    "error message": [
        {"message": "Not Found", "documentation_url": "https://x", "status": "404"},
        {"error": "expired"},
        {"errors": []},
        {"detail": "Forbidden"},
        {"statusCode": 500, "message": "x"},
    ],
    "Zeppelin": [{"paragraphs": [], "name": "x"}],
    "JSON is empty": [{}],
    "a number": [3, 1.5, -1],
    "truth value": [True],
    "null": [None],
}
NAMED = [
    *(
        (words, data)
        for kinds in (BINARY, PAGES, TEXTS, BROKEN)
        for words, many in kinds.items()
        for data in many
    ),
    *((words, json.dumps(content).encode()) for words, many in OTHER_JSON.items() for content in many),
]


@pytest.mark.parametrize(("words", "data"), NAMED, ids=lambda value: repr(value[:30]))
def test_what_is_no_notebook_is_named(words: str, data: bytes) -> None:
    assert words in refusal(data)


@pytest.mark.parametrize("data", [data for _, data in NAMED], ids=lambda data: repr(data[:30]))
def test_whoever_handed_in_no_notebook_reads_what_to_do(data: bytes) -> None:
    assert any(verb in refusal(data) for verb in ("hand in", "hand it in", "download"))


def test_the_line_of_a_comma_too_many_is_told() -> None:
    assert "in line 3" in refusal(b'{"cells": [],\n "x": [1,\n ]}')


@pytest.mark.parametrize(
    "source",
    [
        "<html> = 1",
        "<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> b",
        "version https://git-lfs.github.com/spec/v1",
        "// comment",
        "[1, 2, ]",
    ],
)
def test_what_stands_in_a_cell_does_not_make_the_file_another_kind(source: str) -> None:
    assert sources(json.dumps(notebook(cell(source))).encode()) == [source]


@pytest.mark.parametrize("name", ["\x1b[31m", "a\nb", "\u202e", "x" * 5000, "<b>"])
def test_what_a_stranger_chose_is_shown_shortened_and_without_control_characters(name: str) -> None:
    assert len(refusal(json.dumps({name: 1, name + "2": 2}).encode())) < 300
