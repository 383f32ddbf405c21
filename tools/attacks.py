"""Tries all attacks on the grader and prints, class by class, what they earned and what they did.

    python -m tools.attacks                  a table of all classes
    python -m tools.attacks --rows marks     every attack of a class: what it tries, what happened
    python -m tools.attacks --write          also writes both tables into docs/
    python -m tools.attacks --mixed          fifty honest students without and with ten hostile ones
    python -m tools.attacks --stock          tries those on plain nbgrader that were not tried there yet

The last takes a quarter of an hour and is kept in tests/attacks/stock.json; remove it to try all again.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from tests.attacks import table
from tests.attacks.attack import Row
from tests.attacks.catalogue import CATEGORIES
from tests.attacks.mixed import grade_mixed
from tests.attacks.stock import attack_stock, plans_for_stock
from tests.attacks.trial import attack, load, save
from tools.repository import REPOSITORY, make_course

STOCK = REPOSITORY / "tests" / "attacks" / "stock.json"
STOCK_WORKERS = 2
HONEST = 50


def try_on_stock(scratch: Path, released: Path) -> None:
    """Try on stock nbgrader all attacks that may be tried there and were not yet; keep what happened."""
    every = plans_for_stock(CATEGORIES)
    names = {one.name for plan in every for one in plan.attacks}
    rows = [row for row in (load(STOCK) if STOCK.exists() else []) if row.name in names]
    known = {row.name for row in rows}
    missing = [n for n, plan in enumerate(every) if any(one.name not in known for one in plan.attacks)]
    random.Random(0).shuffle(missing)  # so that a run that is stopped early has tried some of each class
    with ProcessPoolExecutor(STOCK_WORKERS, multiprocessing.get_context("fork")) as pool:
        for done, some in enumerate(pool.map(partial(_one, scratch, released), missing), start=1):
            rows += some
            save(rows, STOCK)
            print(f"\r{done} of {len(missing)}", end="", file=sys.stderr, flush=True)


def _one(scratch: Path, released: Path, number: int) -> list[Row]:
    # A number instead of the plan: a plan's functions cannot be sent to another process.
    return attack_stock(scratch / f"stock-{number}", released, plans_for_stock(CATEGORIES)[number])


def mixed_class(scratch: Path, released: Path) -> str:
    """Return a sentence about a class of honest students, graded without and with hostile ones."""
    mixed = grade_mixed(scratch / "mixed", released, HONEST)
    same = sum(mixed.among.get(student) == found for student, found in mixed.alone.items())
    alone, among = mixed.seconds
    return (
        f"{len(mixed.alone)} honest students: {alone:.0f} s alone, {among:.0f} s among {len(mixed.hostile)} "
        f"hostile ones, whose limits together are {mixed.allowed:g} s; {same} have the same verdicts; "
        f"the hostile ones earned {sum(mixed.hostile.values()):g} points"
    )


def main() -> None:
    """Try the attacks, print the tables, and write them with --write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", choices=list(CATEGORIES), help="print every attack of a class")
    parser.add_argument("--write", action="store_true", help="write docs/security.md and docs/attacks.md")
    parser.add_argument("--stock", action="store_true", help="try them on stock nbgrader")
    parser.add_argument("--mixed", action="store_true", help="grade honest students among hostile")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="attacks-") as name:
        scratch = Path(name)
        scratch.chmod(0o755)
        make_course(scratch / "released")
        if options.stock:
            try_on_stock(scratch, scratch / "released")
            return
        if options.mixed:
            print(mixed_class(scratch, scratch / "released"))
            return
        categories = {options.rows: CATEGORIES[options.rows]} if options.rows else CATEGORIES
        rows = attack(scratch / "work", scratch / "released", categories)
    stock = load(STOCK)
    print(table.by_attack(rows, stock) if options.rows else table.by_class(rows, stock))
    if options.write and not options.rows:
        table.write(REPOSITORY / "docs", rows, stock)
    if table.fell(rows):
        sys.exit("A wall fell: see the rows above.")


if __name__ == "__main__":
    main()
