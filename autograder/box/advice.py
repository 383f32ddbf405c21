"""Why no box starts on this machine, as far as the system tells, and what to do about it."""

from __future__ import annotations

from pathlib import Path

APPARMOR = (
    "AppArmor keeps programs from making user namespaces, as on Ubuntu 23.10 and later. Install the profile "
    "for bubblewrap: `apt-get install apparmor-profiles`, copy "
    "/usr/share/apparmor/extra-profiles/bwrap-userns-restrict to /etc/apparmor.d/, then "
    "`systemctl reload apparmor`."
)
CONTAINER = (
    "this container may not make namespaces. Start it with `--security-opt seccomp=unconfined --security-opt "
    "apparmor=unconfined --security-opt systempaths=unconfined` (docker and podman), as root also with "
    "`--cap-add SYS_ADMIN`; or grade outside of it."
)
SWITCHED_OFF = "user namespaces are switched off here. Switch them on: `sysctl -w {}`."
UNKNOWN = (
    "it is not known why. Try `bwrap --unshare-all --ro-bind / / true` and look at what it says; most often "
    "user namespaces are not allowed (AppArmor, a container, a setting of the kernel)."
)


def diagnose(root: Path = Path("/")) -> str:
    """Return why no box starts and what to do; `root` is the folder of the system's files."""
    if any((root / mark).exists() for mark in (".dockerenv", "run/.containerenv")):
        return CONTAINER
    settings = root / "proc" / "sys"
    if _number(settings / "kernel" / "apparmor_restrict_unprivileged_userns") == 1:
        return APPARMOR
    if _number(settings / "user" / "max_user_namespaces") == 0:
        return SWITCHED_OFF.format("user.max_user_namespaces=15000")
    if _number(settings / "kernel" / "unprivileged_userns_clone") == 0:
        return SWITCHED_OFF.format("kernel.unprivileged_userns_clone=1")
    return UNKNOWN


def _number(file: Path) -> int | None:
    try:
        return int(file.read_text())
    except (OSError, ValueError):
        return None
