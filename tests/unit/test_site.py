"""What a site is made of: each file has the digest that is pinned here, whatever carried it."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from autograder.authoring.lite import fetching, site
from autograder.authoring.lite.pyodide import LOCK, Distribution
from autograder.authoring.lite.start import OWN, with_start_page
from autograder.course.course import Course
from autograder.errors import AutograderError, UsageError
from tools.repository import REPOSITORY
from vanishing_gradients import ASSIGNMENT

FILES = {"pyodide.js": b"js", "numpy-2.0-wasm32.whl": b"numpy"}


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def distribution() -> Distribution:
    """A distribution of two files."""
    files = {name: digest(content) for name, content in FILES.items()}
    return Distribution("1.2.3", files, {"info": {"version": "1.2.3"}, "packages": {}})


def folder_of(files: dict[str, bytes], at: Path) -> Path:
    (at / "pyodide").mkdir(parents=True)
    for name, content in files.items():
        (at / "pyodide" / name).write_bytes(content)
    return at


def tar_of(files: dict[str, bytes], at: Path) -> Path:
    with tarfile.open(at, "w:bz2") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(f"pyodide/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return at


def zip_of(files: dict[str, bytes], at: Path) -> Path:
    with zipfile.ZipFile(at, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"assets/pyodide/{name}", content)
    return at


@pytest.mark.parametrize("carried", [folder_of, tar_of, zip_of])
def test_whatever_carries_the_files_they_are_taken(
    distribution: Distribution, tmp_path: Path, carried: object
) -> None:
    source = carried(FILES | {"more.txt": b""}, tmp_path / "source")  # type: ignore[operator]
    distribution.unpack(source, tmp_path / "made", [])
    assert {
        path.name: path.read_bytes() for path in (tmp_path / "made").iterdir() if path.name != LOCK
    } == FILES


@pytest.mark.parametrize("carried", [folder_of, tar_of, zip_of])
def test_a_file_with_another_digest_is_refused_by_name(
    distribution: Distribution, tmp_path: Path, carried: object
) -> None:
    source = carried(FILES | {"pyodide.js": b"evil"}, tmp_path / "source")  # type: ignore[operator]
    with pytest.raises(UsageError, match=r"pyodide\.js in .*source is not the file of Pyodide 1\.2\.3"):
        distribution.unpack(source, tmp_path / "made", [])


def test_a_missing_file_is_named(distribution: Distribution, tmp_path: Path) -> None:
    source = folder_of({"pyodide.js": b"js"}, tmp_path / "source")
    with pytest.raises(UsageError, match=r"lacks numpy-2\.0-wasm32\.whl of Pyodide 1\.2\.3"):
        distribution.unpack(source, tmp_path / "made", [])


def test_what_is_no_archive_and_what_is_not_there_is_said(distribution: Distribution, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no archive")
    for name, said in {"text": "cannot be read", "nothing": "There is no"}.items():
        with pytest.raises(UsageError, match=said):
            distribution.unpack(tmp_path / name, tmp_path / f"made-{name}", [])


def test_the_lock_names_a_wheel_that_is_added(distribution: Distribution, tmp_path: Path) -> None:
    wheel = tmp_path / "some_widgets-8.1-py3-none-any.whl"
    wheel.write_bytes(b"wheel")
    distribution.unpack(folder_of(FILES, tmp_path / "source"), tmp_path / "made", [wheel])
    entry = json.loads((tmp_path / "made" / LOCK).read_text("utf-8"))["packages"]["some-widgets"]
    assert (entry["file_name"], entry["sha256"], entry["version"]) == (wheel.name, digest(b"wheel"), "8.1")


def test_every_package_of_the_lock_is_there_with_what_it_needs() -> None:
    packages = Distribution.read().lock["packages"]
    needed = {need for entry in packages.values() for need in entry["depends"]}
    assert {need.lower().replace("_", "-") for need in needed} <= packages.keys()
    assert {name.lower() for name in site.LOADED} <= packages.keys() | set(site.WIDGETS)


@pytest.fixture
def pins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A list with one package, and an empty place for what is fetched."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = tmp_path / "packages.txt"
    path.write_text(f"widget==1.0 --hash=sha256:{digest(b'wheel')}\n")
    return path


def pip_that(monkeypatch: pytest.MonkeyPatch, error: str = "", content: bytes = b"wheel") -> list[list[str]]:
    """Let pip end with an error, or fetch a wheel; return its calls."""
    calls: list[list[str]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        calls.append(command)
        folder = next(part.removeprefix("--dest=") for part in command if part.startswith("--dest="))
        if not error:
            Path(folder, "widget-1.0-py3-none-any.whl").write_bytes(content)
        return subprocess.CompletedProcess(command, bool(error), "", error)

    monkeypatch.setattr(fetching.subprocess, "run", run)
    return calls


def test_packages_are_fetched_once_and_with_their_digests(
    pins: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = pip_that(monkeypatch)
    first = fetching.fetched(pins)
    assert fetching.fetched(pins) == first
    assert [path.read_bytes() for path in first.values()] == [b"wheel"]
    assert len(calls) == 1
    assert {"--require-hashes", "--no-deps", "--only-binary=:all:"} <= set(calls[0])


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM ...", "sha256 differs. Nothing was built"),
        (
            "WARNING: x\nERROR: No matching distribution found for widget==1.0",
            r"No matching distribution .*copy",
        ),
        (f"{sys.executable}: No module named pip", "has no pip"),
    ],
)
def test_a_package_that_is_gone_or_another_is_said_in_one_sentence(
    pins: Path, monkeypatch: pytest.MonkeyPatch, error: str, said: str
) -> None:
    pip_that(monkeypatch, error)
    with pytest.raises(AutograderError, match=said):
        fetching.fetched(pins)
    assert not list((fetching.cache()).glob("*"))


def test_a_page_to_start_from_is_made_where_a_course_has_none(tmp_path: Path) -> None:
    assert with_start_page(tmp_path, None, "") == OWN
    cells = json.loads((tmp_path / OWN).read_text("utf-8"))["cells"]
    assert [cell["id"] for cell in cells] == ["browser-here", "browser-keep-by-hand"]


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(UsageError, match="is no site of this command"):
        site.build(Course.open(REPOSITORY), ASSIGNMENT, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]
