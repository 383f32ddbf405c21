"""A module that waits on the shelf comes into a process as by a first import, with all that this does."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tools.repository import REPOSITORY

LOADED = "import json, sys\nimport numpy\nimport autograder.box.shelf as shelf\nbefore = set(sys.modules)\n"
FILLED = "shelf.SHELF.fill({names!r})\nassert set(sys.modules) == before\nshelf.SHELF.install()\n"
PACKAGES = {
    "quiet/__init__.py": "from quiet import inner\n",
    "quiet/inner.py": "import quiet_helper\n",
    "quiet/apart.py": "",
    "quiet_helper.py": "",
    "loud.py": (
        "import os, sys, warnings\n"
        "print('made by loud')\nprint('trouble', file=sys.stderr)\n"
        "warnings.warn('of the caller', DeprecationWarning, stacklevel=2)\n"
        "warnings.warn('of its own', UserWarning)\n"
        "warnings.filterwarnings('error', 'never again')\n"
        "os.environ['LOUD'] = 'yes'\n"
    ),
    "broken.py": "import quiet_helper\nraise RuntimeError('not today')\n",
    "threads.py": "import threading\n",
}


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """A folder on the path with small packages."""
    for name, text in PACKAGES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def said(code: str, folder: Path | None = None) -> tuple[Any, str]:
    """Run code; return what it printed, read as JSON if it is, and what it wrote to standard error."""
    path = [str(REPOSITORY), *([str(folder)] if folder else [])]
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": ":".join(path), "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    try:
        return json.loads(done.stdout), done.stderr
    except ValueError:
        return done.stdout, done.stderr


def both(names: list[str], code: str, folder: Path) -> list[tuple[Any, str]]:
    """Return what code says where nothing was put aside, and where these modules were."""
    return [said(LOADED + filled + code, folder) for filled in ("", FILLED.format(names=names))]


NEW = "print(json.dumps(sorted(set(sys.modules) - before)))"


@pytest.mark.parametrize("module", ["sqlite3", "xml.dom.minidom", "IPython", "ipywidgets", "PIL.Image"])
def test_behind_an_import_the_same_modules_are_there(module: str, packages: Path) -> None:
    names = ["ipywidgets", "xml.dom.minidom", "sqlite3", "PIL.Image", "unittest.mock", "concurrent.futures"]
    genuine, ours = both(names, f"import {module}\n{NEW}", packages)
    assert ours == genuine


def test_of_a_large_package_little_is_missing_and_all_of_it_still_comes(packages: Path) -> None:
    """What an extension imports past Python's `import`, once others have, is handed to who asks for it."""
    rest = "import importlib, bisect, base64, calendar\nfrom unicodedata import normalize\n"
    names = ["matplotlib.pyplot", "pandas"]
    (genuine, _), (ours, _) = both(names, f"import pandas\n{NEW}", packages)
    assert set(ours) <= set(genuine)
    assert len(set(genuine) - set(ours)) <= len(genuine) / 10
    (value, _), (our_value, _) = both(
        names, f"{rest}import pandas as pd\nprint(pd.DataFrame({{'a': [1, 2]}}).a.sum())", packages
    )
    assert our_value == value == 3


def test_what_others_have_imported_is_not_there(packages: Path) -> None:
    code = f"import quiet\nassert not hasattr(quiet, 'apart')\nassert hasattr(quiet, 'inner')\n{NEW}"
    genuine, ours = both(["quiet.apart", "loud"], code, packages)
    assert ours == genuine == (["quiet", "quiet.inner", "quiet_helper"], "")


def test_a_module_is_one_object_by_whatever_name_it_comes(packages: Path) -> None:
    code = (
        "import quiet.inner\nfrom quiet import inner\nimport quiet_helper\n"
        "assert quiet.inner is inner is sys.modules['quiet.inner']\n"
        "assert inner.quiet_helper is quiet_helper\n" + NEW
    )
    genuine, ours = both(["quiet_helper", "quiet"], code, packages)
    assert ours == genuine


def test_what_an_import_says_and_sets_comes_with_it(packages: Path) -> None:
    code = (
        "import os, warnings\nassert 'LOUD' not in os.environ\n"
        "assert all(each[0] != 'error' for each in warnings.filters)\n"
        "exec(compile('\\n\\nimport loud', '<cell 3>', 'exec'), globals())\n"
        "assert os.environ['LOUD'] == 'yes'\nassert warnings.filters[0][0] == 'error'\n"
    )
    (text, genuine), (ours_text, ours) = both(["loud"], code, packages)
    assert ours_text == text == "made by loud\n"
    assert "<cell 3>:3: DeprecationWarning: of the caller" in ours
    assert sorted(ours.splitlines()) == sorted(genuine.splitlines())


def test_a_module_that_fails_fails_where_it_is_imported(packages: Path) -> None:
    code = (
        "try:\n    import broken\nexcept RuntimeError as error:\n    print(error, 'broken' in sys.modules)\n"
        "try:\n    import not_there\nexcept ModuleNotFoundError as error:\n    print(error)"
    )
    genuine, ours = both(["broken", "not_there"], code, packages)
    assert ours == genuine == ("not today False\nNo module named 'not_there'\n", "")


def test_a_module_looks_as_its_own_loader_made_it_and_can_be_loaded_again(packages: Path) -> None:
    code = (
        "import importlib, importlib.util\nfrom pathlib import Path\n"
        "print(importlib.util.find_spec('quiet').origin == importlib.util.find_spec('quiet.inner').parent)\n"
        "import quiet.apart as apart\nprint(type(apart.__spec__.loader).__name__, apart.__spec__.name)\n"
        "print(type(apart.__loader__).__name__, Path(apart.__file__).name)\n"
        "Path(apart.__file__).write_text('number = 2')\n"
        "importlib.invalidate_caches()\nprint(importlib.reload(apart).number)"
    )
    genuine, ours = both(["quiet.apart"], code, packages)
    (packages / "quiet/apart.py").write_text("")
    assert ours == genuine
    assert ours[0].endswith("2\n")


def test_a_folder_that_comes_first_is_not_mixed_with_a_package_of_its_name(packages: Path) -> None:
    own = packages / "own" / "quiet"
    own.mkdir(parents=True)
    (own / "__init__.py").write_text("mine = True\n")
    code = (
        "from importlib.machinery import PathFinder\n"
        "class First:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        return PathFinder.find_spec(name, [{str(own.parent)!r}]) if path is None else None\n"
        "sys.meta_path.insert(0, First())\n"
        "import quiet\nprint(quiet.mine)\n"
        "try:\n    import quiet.apart\nexcept ModuleNotFoundError as error:\n    print(error)"
    )
    genuine, ours = both(["quiet.apart"], code, packages)
    assert ours == genuine == ("True\nNo module named 'quiet.apart'\n", "")
