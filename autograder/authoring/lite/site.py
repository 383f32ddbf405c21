"""Builds the site: the notebooks, JupyterLite around them, Pyodide, nothing from another host."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from string import Template
from typing import Any

from autograder.atomic import new_folder, replace_folder
from autograder.authoring.lite import fetching
from autograder.authoring.lite.pyodide import Distribution
from autograder.authoring.lite.start import TEXTS, with_start_page
from autograder.authoring.selfstudy.folder import EDITIONS, prepare
from autograder.course.course import Course, with_notebooks
from autograder.errors import AutograderError, UsageError

CONFIG, WORKER = "jupyter-lite.json", "service-worker.js"
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
TOOLS = ("jupyterlite-core", "jupyterlite-pyodide-kernel", "doit", "pkginfo")
FRONT_ENDS = ("jupyterlite-pyodide-kernel", "jupyterlab-widgets")
"""Those of the fetched wheels that hold an extension of JupyterLab."""
WIDGETS = ("comm", "ipywidgets", "jupyterlab-widgets")
"""Those that Python in the browser imports."""
KERNEL_NEEDS = ("micropip", "ssl", "sqlite3", "ipython", "jedi")
LOADED = (*KERNEL_NEEDS, "numpy", "matplotlib", "ipywidgets", "comm", "jupyterlab-widgets")
"""What is there before the first cell runs: a later request would be one more wait."""
NOT_COPIED = ("__pycache__", ".*", "README.md", "requirements.txt", "environment.yml")
"""Files of a release that help to install what is there already."""
MOVES = {
    "ArrowUp": "notebook:move-cursor-up",
    "ArrowDown": "notebook:move-cursor-down",
    "ArrowLeft": "notebook:move-cursor-heading-above-or-collapse",
    "ArrowRight": "notebook:move-cursor-heading-below-or-expand",
}
FOCUS = ".jp-Notebook.jp-mod-commandMode:not(.jp-mod-readWrite) :focus"
NOT_SLIDERS = f'{FOCUS}:not([role="slider"])'
IN_THE_WAY = (
    "{target} is there already, and is no site of this command: it holds no {config}. "
    "Name another folder with --output."
)
FAILED = "JupyterLite could not build the site: {reason}"


def build(
    course: Course,
    assignment: str,
    target: Path,
    *,
    pyodide: Path | None = None,
    self_study: bool = False,
    tell: Callable[[str], None] = lambda _: None,
) -> None:
    """Write an assignment's release as a site, in the place of an older one.

    Parameters
    ----------
    target
        The site's folder.
    pyodide
        An official distribution of Pyodide, packed or not; by default a pinned package carries it.
    self_study
        Whether model answers open once a learner has written an own answer. A class gets none.
    tell
        Called with a sentence before each step that takes long.

    Raises
    ------
    AutograderError
        If there is no release, or a package or a file of Pyodide is missing or not the one that is pinned.
    """
    if target.exists() and any(target.iterdir()) and not (target / CONFIG).is_file():
        raise UsageError(IN_THE_WAY.format(target=target, config=CONFIG))
    tell("Fetching and checking what the site is made of ...")
    wheels = fetching.fetched(fetching.PACKAGES)
    carrier = pyodide or next(iter(fetching.fetched(fetching.PYODIDE).values()))
    fresh = new_folder(target)
    try:
        with tempfile.TemporaryDirectory() as scratch:
            work = Path(scratch)
            start = _notebooks(course, assignment, work / "files", self_study=self_study)
            distribution = Distribution.read()
            distribution.unpack(carrier, work / "lite/static/pyodide", [wheels[name] for name in WIDGETS])
            tell("Building the site ...")
            _configure(work / "lite", assignment)
            _run_jupyterlite(work, wheels)
            _own_pages(work / "site", assignment, start)
            shutil.copytree(work / "site", fresh, dirs_exist_ok=True)
        fresh.chmod(0o755)  # a web server reads it, under another name
        replace_folder(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _notebooks(course: Course, assignment: str, folder: Path, *, self_study: bool) -> str:
    """Write what a student opens; return the name of the page to start from."""
    release = with_notebooks(course.release_folder(assignment))
    exercises = course.exercise_set(assignment)
    if self_study:
        prepare(exercises, release, course.source_folder(assignment), folder)
        (folder / EDITIONS).unlink(missing_ok=True)
    else:
        shutil.copytree(release, folder, ignore=shutil.ignore_patterns(*NOT_COPIED))
    return with_start_page(folder, exercises.welcome, exercises.student_package)


def _configure(folder: Path, assignment: str) -> None:
    """Write the site's settings: Python from this site alone, and arrow keys that stay with sliders."""
    kernel = {
        "pyodideUrl": "./static/pyodide/pyodide.js",
        "loadPyodideOptions": {"packages": LOADED},
        "disablePyPIFallback": True,
    }
    config = {
        "appName": _title(assignment),
        "litePluginSettings": {KERNEL: kernel},
        "exposeAppInBrowser": True,
    }
    content = {"jupyter-lite-schema-version": 0, "jupyter-config-data": config}
    (folder / CONFIG).write_text(json.dumps(content), encoding="utf-8")
    (folder / "overrides.json").write_text(json.dumps(_overrides()), encoding="utf-8")


def _overrides() -> dict[str, Any]:
    """Return settings of JupyterLab: arrow keys go from cell to cell, but stay with a slider in use."""
    shortcuts = [
        entry
        for key, command in MOVES.items()
        for entry in (
            {"command": command, "keys": [key], "selector": FOCUS, "disabled": True},
            {"command": command, "keys": [key], "selector": NOT_SLIDERS},
        )
    ]
    return {"@jupyterlab/shortcuts-extension:shortcuts": {"shortcuts": shortcuts}}


def _run_jupyterlite(work: Path, wheels: Mapping[str, Path]) -> None:
    """Let JupyterLite build `site` from `lite` and `files`; it runs where it lies, installed nowhere."""
    for name in TOOLS:
        with zipfile.ZipFile(wheels[name]) as wheel:
            wheel.extractall(work / "tools")
    command = [sys.executable, "-m", "jupyterlite_core", "build", "--lite-dir=lite", "--output-dir=site"]
    settings = {
        "apps": ["lab"],
        "contents": ["files"],
        "federated_extensions": [str(wheels[name]) for name in FRONT_ENDS],
        "ignore_sys_prefix": ["federated_extensions"],  # those of the teacher's own JupyterLab
        "no_sourcemaps": True,
        "no_unused_shared_packages": True,
    }
    hidden = {"allow_hidden": True}  # a self-learner's model answers
    options = json.dumps({"LiteBuildConfig": settings, "ContentsManager": hidden})
    (work / "jupyter_lite_config.json").write_text(options, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(work / "tools")}
    done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False, env=environment)
    if done.returncode != 0:
        lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        raise AutograderError(FAILED.format(reason=lines[-1] if lines else "it did not say why"))


def _own_pages(site: Path, assignment: str, start: str) -> None:
    """Write the page that opens the start page, and the worker that keeps the site for a second visit."""
    query = "?" + urllib.parse.urlencode({"path": start})
    page = Template((TEXTS / "index.html").read_text(encoding="utf-8"))
    (site / "index.html").write_text(page.substitute(title=_title(assignment), query=query), encoding="utf-8")
    worker = Template((TEXTS / WORKER).read_text(encoding="utf-8"))
    theirs = (site / WORKER).read_text(encoding="utf-8")
    (site / WORKER).write_text(worker.substitute(version=_version(site)) + theirs, encoding="utf-8")


def _version(site: Path) -> str:
    """Return a digest of all files of a site."""
    digest = hashlib.sha256()
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(site)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _title(assignment: str) -> str:
    return assignment.replace("-", " ").replace("_", " ").capitalize()
