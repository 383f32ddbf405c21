"""Tries a share of the attacks in other settings: another user, other graders, beside load, with groups.

    python -m tools.attack_settings             in every setting; writes its table into docs/security.md
    python -m tools.attack_settings busy one    in these; the counts of the others are kept as they are
    python -m tools.attack_settings --every 40  a smaller share of each class, and nothing is written

Root alone can become the ordinary user, and start the kernel that has control groups (`tools.with_groups`).
The shares are such that each setting takes some minutes on a quiet machine; the busy one takes an hour.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from tests.attacks import table
from tests.attacks.catalogue import CATEGORIES
from tests.attacks.settings import SETTINGS, Setting, counted, keep, kept
from tests.attacks.trial import TIGHT, attack, load, save
from tools import with_groups
from tools.ordinary import USER, as_ordinary_user
from tools.repository import REPOSITORY, make_course

COUNTS = REPOSITORY / "tests" / "attacks" / "settings.json"
ROWS = "rows.json"


def try_here(setting: Setting, file: Path) -> None:
    """Try the attacks in this process, as its user; write the rows into a file."""
    limits = TIGHT
    if setting.groups:
        seconds = ("call_seconds", "cell_seconds", "spare_seconds", "notebook_seconds", "submission_seconds")
        limits = replace(TIGHT, **{name: with_groups.SLOWER * getattr(TIGHT, name) for name in seconds})
    with tempfile.TemporaryDirectory(prefix="attacks-") as name, setting.beside():
        scratch = Path(name)
        scratch.chmod(0o755)
        make_course(scratch / "released")
        rows = attack(
            scratch / "work",
            scratch / "released",
            setting.chosen(CATEGORIES),
            limits=limits,
            workers=setting.graders,
            grouped=setting.groups,
        )
    save(rows, file)


def try_in(name: str, setting: Setting) -> bool:
    """Try the attacks in a setting, print what fell, keep the counts; return whether all walls held."""
    with tempfile.TemporaryDirectory(prefix="setting-") as folder:
        out = Path(folder)
        out.chmod(0o777)
        seen_at = Path(with_groups.OUT) if setting.groups else out
        again = ["--here", name, "--rows", str(seen_at / ROWS), "--every", str(setting.every)]
        command = [sys.executable, "-m", "tools.attack_settings", *again]
        if setting.groups:
            with_groups.run(command, USER * setting.user, out)
        else:
            subprocess.run(as_ordinary_user(command) if setting.user else command, check=False)
        if not (out / ROWS).exists():
            sys.exit(f"{setting.title}: the attacks did not come to their end; what is above says why.")
        rows = load(out / ROWS)
    print(f"{setting.title}:")
    print(table.by_setting({name: counted(rows)}))
    for row in rows:
        if row.gained or row.lost or row.harms:
            print(f"- {row.name}: {row.happened}")
    if setting == SETTINGS[name]:
        keep(kept(COUNTS) | {name: counted(rows)}, COUNTS)
    return not table.fell(rows)


def main() -> None:
    """Try the attacks in the settings that were named, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("names", nargs="*", help=", ".join(SETTINGS))
    parser.add_argument("--every", type=int, help="try each so-many-eth attack of a class, and write nothing")
    parser.add_argument("--here", choices=list(SETTINGS), help=argparse.SUPPRESS)
    parser.add_argument("--rows", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if unknown := set(options.names) - SETTINGS.keys():
        parser.error(f"there is no setting {', '.join(sorted(unknown))}; there are {', '.join(SETTINGS)}")
    share = {"every": options.every} if options.every else {}
    if options.here:
        try_here(replace(SETTINGS[options.here], **share), options.rows)
        return
    if os.getuid() != 0:
        parser.error("run this as root: only root can become the ordinary user")
    held = [try_in(name, replace(SETTINGS[name], **share)) for name in options.names or SETTINGS]
    if not options.every:
        table.write_settings(REPOSITORY / "docs", kept(COUNTS))
    if not all(held):
        sys.exit("A wall fell: see above.")


if __name__ == "__main__":
    main()
