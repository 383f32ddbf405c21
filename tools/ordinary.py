"""Runs a command as an ordinary user, who can read this repository and its Python wherever they lie."""

from __future__ import annotations

import sys
from pathlib import Path

from tools.repository import REPOSITORY

USER = 1000
SCRIPT = """
set -e
mount -t tmpfs -o mode=755 tmpfs /mnt
place() { echo "/mnt/kept$(echo "$1" | tr / -)"; }
for folder in $KEPT; do mkdir "$(place "$folder")"; mount --bind "$folder" "$(place "$folder")"; done
for top in $TOPS; do mount -t tmpfs -o mode=755 tmpfs "$top"; done
for folder in $KEPT; do mkdir -p "$folder"; mount --bind "$(place "$folder")" "$folder"; done
mkdir /mnt/home
chown $USER_ID /mnt/home
export HOME=/mnt/home PYTHONDONTWRITEBYTECODE=1
exec setpriv --reuid $USER_ID --regid $USER_ID --clear-groups --inh-caps=-all -- "$@"
"""
"""In a mount namespace of its own, a folder of root's holds what the user has to read and nothing else."""


def as_ordinary_user(command: list[str]) -> list[str]:
    """Return the command with which root runs another one as an ordinary user."""
    kept = [folder for folder in (sys.base_prefix, str(REPOSITORY)) if _root_alone_enters(Path(folder))]
    tops = sorted({f"/{Path(folder).parts[1]}" for folder in kept})
    told = (f"KEPT={' '.join(kept)}", f"TOPS={' '.join(tops)}", f"USER_ID={USER}")
    private = ["unshare", "--mount", "--propagation", "private", "--"]
    return [*private, "env", *told, "sh", "-c", SCRIPT, "ordinary", *command]


def _root_alone_enters(folder: Path) -> bool:
    return any(not path.stat().st_mode & 0o001 for path in (folder, *folder.parents))
