"""The files of a notebook's folder: put there from memory that nobody can change, and put back if they were touched."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.box.folder import PAGE, Folder, empty
from autograder.box.packing import Furnishing, Layer

FILES = {
    "data.csv": b"a,b",
    "sub/deep/x y.txt": b"x",
    "empty": b"",
    "large": bytes(3 * PAGE + 1),
    "b\udcffd": b"1",
}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_is_packed_is_there(place: Path) -> None:
    layer = Layer(FILES)
    folder = Folder([layer.descriptor])
    folder.furnish({"one.ipynb": "{}"})
    assert found(place) == FILES | {"one.ipynb": b"{}"}
    assert (folder.count, folder.size) == (5, 7 * PAGE)
    assert Furnishing.of([layer, Layer({})]).size == folder.size


def test_a_later_layer_wins(place: Path) -> None:
    own, released = Layer({"a": b"own", "b": b"own"}), Layer({"b": b"released"})
    Folder([own.descriptor, released.descriptor]).furnish({})
    assert found(place) == {"a": b"own", "b": b"released"}


@pytest.mark.parametrize(
    "touch",
    [
        lambda folder: (folder / "data.csv").write_bytes(b"c,d"),
        lambda folder: (folder / "data.csv").unlink(),
        lambda folder: empty("."),
        lambda folder: ((folder / "data.csv").unlink(), (folder / "data.csv" / "x").mkdir(parents=True)),
        lambda folder: ((folder / "data.csv").unlink(), (folder / "data.csv").symlink_to("empty")),
        lambda folder: ((folder / "data.csv").unlink(), os.mkfifo(folder / "data.csv")),
        lambda folder: (folder / "data.csv").rename(folder / "moved"),
        lambda folder: (empty("sub"), (folder / "sub").rmdir(), (folder / "sub").symlink_to("/")),
        lambda folder: (empty("sub"), (folder / "sub").rmdir(), (folder / "sub").write_text("a file")),
    ],
)
def test_what_was_touched_is_put_back_and_what_was_made_stays(
    place: Path, touch: Callable[[Path], object]
) -> None:
    layer = Layer(FILES)
    folder = Folder([layer.descriptor])
    folder.furnish({})
    touch(place)
    (place / "made").write_bytes(b"made")
    folder.furnish({})
    assert found(place).items() >= (FILES | {"made": b"made"}).items()
    assert not (place / "sub").is_symlink()


def test_untouched_files_are_not_written_again(place: Path) -> None:
    layer = Layer(FILES)
    folder = Folder([layer.descriptor])
    folder.furnish({})
    before = (place / "large").stat().st_ctime_ns
    folder.furnish({})
    assert (place / "large").stat().st_ctime_ns == before


def test_nobody_can_change_what_is_packed() -> None:
    layer = Layer(FILES)
    with pytest.raises(PermissionError):
        os.pwrite(layer.descriptor, b"x", 0)
    with pytest.raises(PermissionError):
        os.ftruncate(layer.descriptor, 0)
    with pytest.raises(PermissionError):
        Path(f"/proc/self/fd/{layer.descriptor}").write_bytes(b"x")


def test_a_layer_closes_its_memory() -> None:
    layer = Layer(FILES)
    descriptor = layer.descriptor
    del layer
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)
