"""Why no box starts on this machine, as far as the system tells, and what to do about it."""

from __future__ import annotations

from pathlib import Path

APPARMOR = (
    "AppArmor keeps programs from making user namespaces, as on Ubuntu 23.10 and later. Install the profile "
    "for bubblewrap: `apt-get install apparmor-profiles`, copy "
    "/usr/share/apparmor/extra-profiles/bwrap-userns-restrict to /etc/apparmor.d/, then "
    "`systemctl reload apparmor`."
)
PODMAN = ("--cap-add=SYS_ADMIN", "--security-opt=unmask=ALL")
"""What podman has to be given, rootless or not, with root as the user in the container."""
DOCKER = (
    "--security-opt=seccomp=unconfined",
    "--security-opt=apparmor=unconfined",
    "--security-opt=systempaths=unconfined",
)
"""What docker has to be given for an ordinary user in the container: its own filter refuses `pivot_root`."""
DOCKER_ROOT = "--cap-add=SYS_ADMIN"
"""What docker has to be given besides, if root is the user in the container."""
NO_NAMESPACES = "this container may not make namespaces. Start it with `{}`, {}; or grade outside of it."
IN_PODMAN = NO_NAMESPACES.format(" ".join(PODMAN), "and with root as the user in it")
IN_DOCKER = NO_NAMESPACES.format(" ".join(DOCKER), f"as root also with `{DOCKER_ROOT}`")
SWITCHED_OFF = "user namespaces are switched off here. Switch them on: `sysctl -w {}`."
UNKNOWN = (
    "it is not known why. Try `bwrap --unshare-all --ro-bind / / true` and look at what it says; most often "
    "user namespaces are not allowed (AppArmor, a container, a setting of the kernel)."
)


def diagnose(root: Path = Path("/")) -> str:
    """Return why no box starts and what to do; `root` is the folder of the system's files."""
    for mark, advice in ((".dockerenv", IN_DOCKER), ("run/.containerenv", IN_PODMAN)):
        if (root / mark).exists():
            return advice
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
