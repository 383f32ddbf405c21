"""The kernel of the released notebooks: which Python grades, and what is refused before anything changes."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from autograder.box.pythons import Python
from autograder.comparing import Door, grade_by
from autograder.course.course import Course
from autograder.errors import KernelError
from tests.pipeline.guests.course import GUEST, OURS, guest_course, rows_that_differ

PLAIN = """
# %% solution double
def double(v):
    ### BEGIN SOLUTION
    return 2 * v
    ### END SOLUTION
# %% test test_double 2
assert double(2) == 4
"""
ELSEWHERE = (
    PLAIN
    + """
# %% test test_package 1
import only_there
assert only_there.ANSWER == 42
# %% test test_variable 1
import os
assert os.environ["COURSE_DATA"] not in ("/data${HOME}", "/data")
# %% test test_numpy 1
import numpy
assert numpy.__version__
"""
)


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of another environment, which finds this one's packages by a .pth file and has one of its own."""
    folder = tmp_path_factory.mktemp("environment") / "other"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "these.pth").write_text(sysconfig.get_path("purelib"))
    (packages / "only_there.py").write_text("ANSWER = 42\n")
    return folder


@pytest.fixture
def kernels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of Jupyter's kernels."""
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    return tmp_path / "jupyter" / "kernels"


def install(kernels: Path, name: str, argv: list[str], language: str = "python", **more: object) -> None:
    spec = {"argv": argv, "display_name": name, "language": language, **more}
    (kernels / name).mkdir(parents=True)
    (kernels / name / "kernel.json").write_text(json.dumps(spec))


def refused(course: Path) -> set[str]:
    """Grade a course by both doors; return what they say, of which nothing may have changed in its gradebook."""
    said = set()
    for door in OURS:
        before = _digest(course)
        run = grade_by(door, Course.open(course), GUEST)
        assert (run.exit_code, _digest(course)) == (1, before), run.said
        assert not (course / "autograded").exists()
        said.add(
            next(line for line in run.said.splitlines() if "Nothing was graded" in line).partition("Nothing")[
                2
            ]
        )
    return said


def _digest(course: Path) -> str:
    return hashlib.sha256((course / "gradebook.db").read_bytes()).hexdigest()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kernelspec", "is_installed"),
    [
        ({"name": "ir", "language": "R", "display_name": "R"}, False),
        ({"name": "ir", "language": "R", "display_name": "R"}, True),
        ({"name": "ir"}, True),
        ({"name": "python3", "language": "python"}, True),  # the kernel of this name is another language's
    ],
)
def test_another_language_is_refused_by_name(
    kernelspec: dict[str, str], is_installed: bool, tmp_path: Path, kernels: Path
) -> None:
    course = guest_course(tmp_path / "course", {"one": PLAIN}, students=("solved",))
    release(course, "one", {"kernelspec": kernelspec})
    if is_installed:
        install(kernels, kernelspec["name"], ["R", "--slave"], language="R")
    (said,) = refused(course)
    assert "the notebook one is written in R, and this grader runs Python alone" in said


def release(course: Path, notebook: str, metadata: dict[str, object], step: str = "release") -> None:
    """Give a notebook other metadata."""
    path = course / step / GUEST / f"{notebook}.ipynb"
    path.chmod(0o644)
    path.write_text(json.dumps(json.loads(path.read_text()) | {"metadata": metadata}))


@pytest.mark.slow
def test_the_language_alone_is_enough(tmp_path: Path) -> None:
    course = guest_course(tmp_path / "course", {"one": PLAIN}, students=("solved",))
    release(course, "one", {"language_info": {"name": "julia"}})
    (said,) = refused(course)
    assert "is written in julia" in said


@pytest.mark.slow
def test_a_kernel_that_is_not_here_is_refused_and_another_one_can_be_named(tmp_path: Path) -> None:
    named = {"name": "data8", "language": "python", "display_name": "Data 8"}
    course = guest_course(tmp_path / "course", {"one": PLAIN}, students=("solved",), **named)
    (said,) = refused(course)
    assert "asks for the kernel 'data8', which is not installed on this machine" in said
    config = course / "nbgrader_config.py"
    config.write_text(config.read_text() + "c.Execute.kernel_name = 'python3'\n")
    assert rows_that_differ(course) == []


@pytest.mark.slow
def test_a_python_of_another_environment_grades_as_its_kernel_does(
    tmp_path: Path, kernels: Path, other: Path
) -> None:
    argv = [str(other / "bin" / "python"), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    install(kernels, "other", argv, env={"COURSE_DATA": "/data${HOME}"})
    named = {"name": "other", "language": "python", "display_name": "Other"}
    course = guest_course(tmp_path / "course", {"one": ELSEWHERE}, students=("solved", "untouched"), **named)
    assert rows_that_differ(course) == []


@pytest.mark.slow
def test_what_a_student_says_of_the_kernel_changes_nothing(tmp_path: Path) -> None:
    course = guest_course(tmp_path / "course", {"one": PLAIN}, students=("solved", "half"))
    other = {
        "kernelspec": {"name": "ir", "language": "R", "display_name": "R"},
        "language_info": {"name": "R"},
    }
    release(course, "one", other, "submitted/solved")
    assert rows_that_differ(course) == []


@pytest.mark.slow
def test_a_notebook_without_a_kernel_is_python(tmp_path: Path) -> None:
    course = guest_course(tmp_path / "course", {"one": PLAIN}, students=("solved",))
    release(course, "one", {})
    release(course, "one", {}, "submitted/solved")
    assert rows_that_differ(course) == []


@pytest.mark.slow
def test_notebooks_of_several_kernels_are_graded_one_kernel_at_a_time(tmp_path: Path, kernels: Path) -> None:
    install(kernels, "ir", ["R"], language="R")
    course = guest_course(tmp_path / "course", {"one": PLAIN, "two": PLAIN}, students=("solved",))
    release(course, "two", {"kernelspec": {"name": "ir"}})
    (said,) = refused(course)
    assert "the notebook two is written in R" in said
    run = grade_by(Door.NBGRADER, Course.open(course), GUEST, "--notebook", "one")
    assert run.exit_code == 0, run.said


def test_a_python_without_numpy_is_refused_with_the_command_that_helps(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "bare")], check=True)
    python = str(tmp_path / "bare" / "bin" / "python")
    with pytest.raises(KernelError, match=f"Install it there:  {python} -m pip install numpy"):
        Python.of((python,))


def test_a_python_that_does_not_start_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KernelError, match="the Python of this kernel does not start"):
        Python.of((str(tmp_path / "gone"),))
