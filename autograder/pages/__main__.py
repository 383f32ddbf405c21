"""`make pages`: writes the released notebooks as pages into pages/."""

from __future__ import annotations

import sys

from autograder.exercises import ASSIGNMENT
from autograder.pages import write_pages
from autograder.release import REPOSITORY

if __name__ == "__main__":
    for page in write_pages(REPOSITORY / "release" / ASSIGNMENT, REPOSITORY / "pages"):
        sys.stdout.write(f"{page.relative_to(REPOSITORY)}\n")
