"""A JupyterHub with its proxy and accounts of this machine, started for the tests on 127.0.0.1."""

from __future__ import annotations

import contextlib
import json
import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import websocket

from tests.installed import uv
from tests.processes import below, free_port
from tools.repository import REPOSITORY
from vanishing_gradients import ASSIGNMENT

ENOUGH = 120
"""Seconds for what takes a few."""
PROXY = "configurable-http-proxy"
PASSWORD = "sesame"
HUB = """
c = get_config()
c.JupyterHub.bind_url = "{url}"
c.JupyterHub.hub_port = {hub_port}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy_port}"
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = "{password}"
c.Authenticator.allowed_users = {accounts!r}
c.JupyterHub.tornado_settings = {{"slow_spawn_timeout": 0}}  # the servers start at once, beside each other
c.Spawner.cmd = ["{folder}/env/bin/jupyterhub-singleuser"]
c.JupyterHub.services = [{{"name": "tests", "api_token": "{token}"}}]
c.JupyterHub.load_roles = [
    {{"name": "tests", "services": ["tests"], "scopes": ["admin:users", "admin:servers", "tokens"]}}
]
"""
EVERYBODY = """
c = get_config()
c.CourseDirectory.course_id = "{course}"
c.Exchange.root = "{folder}/exchange"
"""
TEACHER = """
c = get_config()
c.CourseDirectory.root = "{course}"
"""


@dataclass(frozen=True)
class Account:
    """A user of the hub, with a server of their own.

    Parameters
    ----------
    name
        Of the user, on this machine and in the hub.
    home
        The user's folder.
    url
        Address of the user's server, at the hub's proxy.
    token
        What the hub gave the user to show to the servers.
    """

    name: str
    home: Path
    url: str
    token: str

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Send a request to this user's server, as a page in the user's browser does."""
        return _client(self.token).request(method, f"{self.url}/{path}", **more)

    def press(self, path: str, **form: str) -> Any:
        """Press a button of nbgrader; return what the page is told."""
        reply = self.ask("POST", path, data=form)
        told = reply.json() if reply.is_success else {}
        assert told.get("success"), f"{path}: {reply.status_code} {reply.text[-2000:]}"
        return told

    def put(self, file: Path, place: str) -> None:
        """Save a notebook, as JupyterLab does."""
        content = {"type": "notebook", "format": "json", "content": json.loads(file.read_text("utf-8"))}
        reply = self.ask("PUT", f"api/contents/{place}", json=content)
        assert reply.is_success, reply.text

    def type(self, *commands: str) -> str:
        """Type commands into a terminal of this user's JupyterLab; return what it showed, which went well."""
        name = self.ask("POST", "api/terminals").json()["name"]
        address = f"{self.url}/terminals/websocket/{name}".replace("http", "ws", 1)
        shown, end = "", re.compile(r"ended-(\d+)")
        line = f"({' && '.join(commands)}); echo ended-$?"
        with contextlib.closing(
            websocket.create_connection(address, ENOUGH, header=[f"Authorization: token {self.token}"])
        ) as terminal:
            terminal.send(json.dumps(["set_size", 50, 1000, 500, 10000]))
            terminal.send(json.dumps(["stdin", f"{line}\n"]))
            while (status := end.search(shown)) is None:
                kind, *text = json.loads(terminal.recv())
                shown += text[0] if kind == "stdout" else ""
        assert status[1] == "0", f"{line}\n{shown[-3000:]}"
        return shown


@dataclass(frozen=True)
class Hub:
    """A running hub.

    Parameters
    ----------
    folder
        Everything of it: environment, homes, exchange, configuration, log.
    url
        Where browsers find it.
    teacher, ada, bob
        Its users.
    """

    folder: Path
    url: str
    teacher: Account
    ada: Account
    bob: Account

    @property
    def course(self) -> Path:
        """The course, in the teacher's home."""
        return self.teacher.home / "course"


def readable_python() -> Path | None:
    """Return a Python for an environment of every user: the tests' own, or the system's; None if neither is.

    A Python in one user's home, such as pyenv's, cannot be read by the others.
    """
    for path in (Path(sys._base_executable).resolve(), Path("/usr/bin/python3")):  # type: ignore[attr-defined]
        with contextlib.suppress(OSError):
            code = "import sys; sys.exit(sys.version_info < (3, 11))"
            if subprocess.run([path, "-c", code], user="nobody", cwd="/", check=False).returncode == 0:
                return path
    return None


def make_environment(folder: Path, python: Path, *wheels: Path) -> None:
    """Make an environment with the hub and what `uv.lock` names for it, and the grader's own wheels."""
    uv("venv", "--python", str(python), str(folder))
    locked = ("--frozen", "--no-default-groups", "--group", "hub", "--all-packages", "--no-install-workspace")
    # Byte code is compiled here: the users cannot write into the environment.
    uv(
        "sync",
        *locked,
        "--compile-bytecode",
        "--python",
        str(python),
        folder=REPOSITORY,
        UV_PROJECT_ENVIRONMENT=str(folder),
    )
    uv(
        "pip",
        "install",
        "--python",
        str(folder / "bin/python"),
        "--compile-bytecode",
        "--no-deps",
        *map(str, wheels),
    )


@contextmanager
def running(python: Path, *wheels: Path) -> Iterator[Hub]:
    """Start a hub with three accounts of this machine, whose servers run; end and remove all of it.

    Parameters
    ----------
    python
        A Python that every user can read.
    wheels
        The engine and the course.
    """
    folder = Path(tempfile.mkdtemp(prefix="hub-"))
    folder.chmod(0o755)
    try:
        make_environment(folder / "env", python, *wheels)
        with _accounts(folder, "teacher", "ada", "bob") as users:
            _configure(folder, users["teacher"])
            with _started(folder, list(users.values())) as (url, token):
                accounts = {role: _account(folder, user, url, token) for role, user in users.items()}
                for account in accounts.values():
                    until(lambda account=account: _is_ready(account), f"the server of {account.name}", folder)
                yield Hub(folder, url, **accounts)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _accounts(folder: Path, *roles: str) -> Iterator[dict[str, str]]:
    """Make users of this machine, by their roles; their processes and they themselves are gone at the end."""
    mark, made = secrets.token_hex(3), {}
    try:
        for role in roles:
            made[role] = f"{role}-{mark}"
            home = folder / "home" / made[role]
            subprocess.run(
                ["useradd", "--no-create-home", "--home-dir", home, "--shell", "/bin/bash", made[role]],
                check=True,
            )
            home.mkdir(parents=True)
            # A terminal is a login shell, which has a PATH of its own.
            (home / ".profile").write_text(f"PATH={folder}/env/bin:$PATH\n")
            for path in (home, home / ".profile"):
                shutil.chown(path, made[role], made[role])
            home.chmod(0o700)
        yield made
    finally:
        for user in made.values():
            with contextlib.suppress(KeyError):
                _end_processes(pwd.getpwnam(user).pw_uid)
                subprocess.run(["userdel", user], check=True, stderr=subprocess.DEVNULL)


def _end_processes(user: int) -> None:
    """End what is left of a user's processes."""
    for process in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if process.name.isdigit() and process.stat().st_uid == user:
                os.kill(int(process.name), signal.SIGKILL)


def _configure(folder: Path, teacher: str) -> None:
    """Write what docs/deploy.md asks for: an exchange, its name for everybody, a course of the teacher's."""
    exchange, settings = folder / "exchange", folder / "env/etc/jupyter/nbgrader_config.py"
    exchange.mkdir()
    exchange.chmod(0o777)
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(EVERYBODY.format(course=ASSIGNMENT, folder=folder))
    home = folder / "home" / teacher
    shutil.copytree(REPOSITORY / "source" / ASSIGNMENT, home / "course/source" / ASSIGNMENT)
    shutil.copy(REPOSITORY / "nbgrader_config.py", home / "course")
    (home / ".jupyter").mkdir()
    (home / ".jupyter/nbgrader_config.py").write_text(TEACHER.format(course=home / "course"))
    for path in (home, *home.rglob("*")):
        shutil.chown(path, teacher, teacher)


@contextmanager
def _started(folder: Path, accounts: list[str]) -> Iterator[tuple[str, str]]:
    """Start the hub and its proxy; give its address and a token of its administrator."""
    token, url = secrets.token_hex(16), f"http://127.0.0.1:{free_port()}"
    config = HUB.format(
        url=url,
        hub_port=free_port(),
        proxy_port=free_port(),
        password=PASSWORD,
        accounts=set(accounts),
        folder=folder,
        token=token,
    )
    (folder / "hub").mkdir(mode=0o700)
    (folder / "hub/jupyterhub_config.py").write_text(config)
    path = f"{folder / 'env/bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "JUPYTER", "VIRTUAL"))
    }
    with (folder / "hub/log").open("wb") as log:
        server = subprocess.Popen(
            [folder / "env/bin/jupyterhub"],
            cwd=folder / "hub",
            env={**kept, "PATH": path},
            stdout=log,
            stderr=log,
        )
    try:
        until(lambda: _answers(f"{url}/hub/api/"), "the hub", folder)
        yield url, token
    finally:
        for pid in (
            server.pid,
            *below(server.pid),
        ):  # nothing of it is kept, so none of it has to end in peace
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        server.wait()


def _account(folder: Path, user: str, url: str, token: str) -> Account:
    """Begin to start a user's server, and let the hub make a token for the user."""
    hub = _client(token)
    hub.post(f"{url}/hub/api/users/{user}/server").raise_for_status()
    made = hub.post(f"{url}/hub/api/users/{user}/tokens").raise_for_status().json()
    return Account(user, folder / "home" / user, f"{url}/user/{user}", made["token"])


def _is_ready(account: Account) -> bool:
    reply = account.ask("GET", "api/status")
    return reply.is_success and "started" in reply.json()


def _answers(url: str) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        return httpx.get(url).is_success
    return False


def _client(token: str) -> httpx.Client:
    return httpx.Client(headers={"Authorization": f"token {token}"}, timeout=ENOUGH, trust_env=False)


def until(true: Callable[[], Any], what: str, folder: Path) -> None:
    """Wait until something is true; what the hub wrote is shown if it never is."""
    end = time.monotonic() + ENOUGH
    while not true():
        if time.monotonic() > end:
            raise AssertionError(f"{what} did not come\n{(folder / 'hub/log').read_text()[-5000:]}")
        time.sleep(0.2)
