"""`make lab`: prepares the learner's folder and opens JupyterLab on its welcome page.

python -m autograder.selfstudy [--folder DIR] [options of jupyter lab]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from autograder.exercises import ASSIGNMENT
from autograder.release import REPOSITORY
from autograder.selfstudy.folder import WELCOME, prepare

FOLDER = REPOSITORY / "lab" / ASSIGNMENT
PLACE = "Your notebooks are in {folder}: what you write and save there stays."
NO_RELEASE = "There is no folder {release}. Type `make release`, then `make lab` again."


def main(argv: list[str] | None = None) -> int:
    """Prepare the folder, run JupyterLab until it is stopped, return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where your notebooks are to be")
    parser.add_argument("--course", type=Path, default=REPOSITORY, help="where release/ and source/ are")
    asked, options = parser.parse_known_args(argv)
    release, folder = asked.course.resolve() / "release" / ASSIGNMENT, asked.folder.resolve()
    if not release.is_dir():
        sys.stderr.write(NO_RELEASE.format(release=release) + "\n")
        return 1
    said = prepare(release, asked.course.resolve() / "source" / ASSIGNMENT, folder)
    sys.stdout.write("\n".join([*said, PLACE.format(folder=folder)]) + "\n")
    sys.stdout.flush()
    command = [sys.executable, "-m", "jupyter", "lab", f"--ServerApp.root_dir={folder}"]
    command.append(f"--LabApp.default_url=/lab/tree/{WELCOME.name}")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")  # Jupyter refuses root without it, as in a container
    try:
        return subprocess.run([*command, *options], cwd=folder, check=False).returncode
    except KeyboardInterrupt:  # Jupyter has heard it too, and ended itself
        return 0


if __name__ == "__main__":
    sys.exit(main())
