"""Writes `autograder/authoring/lite/pyodide.json` from npm's package `pyodide`: files, and their digests.

    npm pack pyodide@0.27.7
    python -m tools.pyodide_digests pyodide-0.27.7.tgz

The package holds the core, and the official lock with the sha256 of every package of that distribution.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import tarfile
from pathlib import Path

from autograder.authoring.lite.pyodide import DIGESTS

CORE = ("pyodide.js", "pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
LOCK = "pyodide-lock.json"
ASKED_FOR = ("numpy", "matplotlib", "ipython", "jedi", "micropip", "packaging", "sqlite3", "ssl")
"""What the notebooks and the kernel import; the lock says what these need."""


def digests(package: Path) -> dict[str, object]:
    """Return the content of the file: where it is from, the core's digests, the lock of what is asked for."""
    with tarfile.open(package) as archive:
        read = {name: archive.extractfile(f"package/{name}").read() for name in (*CORE, LOCK)}  # type: ignore[union-attr]
    lock = json.loads(read[LOCK])
    needed, left = set[str](), list(ASKED_FOR)
    while left:
        name = left.pop().lower().replace("_", "-")
        if name not in needed:
            needed.add(name)
            left += lock["packages"][name]["depends"]
    return {
        "from": f"npm pyodide@{lock['info']['version']}",
        "integrity": "sha512-" + base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode(),
        "core": {name: hashlib.sha256(read[name]).hexdigest() for name in CORE},
        "lock": {"info": lock["info"], "packages": {name: lock["packages"][name] for name in sorted(needed)}},
    }


def main() -> None:
    """Read the package that is named, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("package", type=Path, help="the file that `npm pack pyodide@VERSION` wrote")
    text = json.dumps(digests(parser.parse_args().package), indent=1) + "\n"
    DIGESTS.write_text(text, encoding="utf-8")
    print(f"Written: {DIGESTS}")


if __name__ == "__main__":
    main()
