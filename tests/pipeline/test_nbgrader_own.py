"""nbgrader's own tests, from its wheel, with `install` behind every configuration file: what fails is listed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

LISTED: dict[str, dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("nbgrader_own.toml").read_text(encoding="utf-8")
)
WITH_INSTALL = '''
"""A plugin of pytest: each configuration file that is loaded ends with the line that installs our engine."""

from traitlets.config.loader import PyFileConfigLoader

from autograder.nbgrader_hooks import install

read = PyFileConfigLoader._read_file_as_dict


def read_and_install(self):
    read(self)
    install(self.config)


PyFileConfigLoader._read_file_as_dict = read_and_install
'''
PATIENCE = 3000


@pytest.mark.slow
@pytest.mark.timeout(PATIENCE)
@pytest.mark.parametrize("module", LISTED)
def test_the_listed_tests_of_nbgraders_own_fail_and_no_others(module: str, tmp_path: Path) -> None:
    plugins, folder = tmp_path / "plugins", tmp_path / "run"
    for made in (plugins, folder):
        made.mkdir()
    (plugins / "with_install.py").write_text(WITH_INSTALL)
    (folder / "pytest.ini").write_text("[pytest]\n")
    programs = Path(sys.executable).parent  # nbgrader calls alembic by its name
    done = subprocess.run(
        [
            *(
                sys.executable,
                "-m",
                "pytest",
                "-c",
                "pytest.ini",
                "--rootdir",
                ".",
                "-q",
                "--tb=short",
                "-rA",
            ),
            *("-p", "with_install", "-p", "no:cacheprovider", "-p", "no:xdist"),
            *("--pyargs", f"nbgrader.tests.apps.{module}"),
        ],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(plugins), "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    outcomes = re.findall(r"^(PASSED|FAILED|ERROR) \S*::(test_\S+)", done.stdout, re.MULTILINE)
    failed = {name for outcome, name in outcomes if outcome != "PASSED"}
    assert len(outcomes) > len(failed), done.stdout[-3000:] + done.stderr[-3000:]
    assert failed == set(LISTED[module]), done.stdout[-20000:]


def test_each_listed_test_has_a_reason() -> None:
    assert [name for tests in LISTED.values() for name, why in tests.items() if len(why) < 20] == []
