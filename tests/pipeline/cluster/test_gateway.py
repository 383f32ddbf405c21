"""Grading on a cluster behind a Dask Gateway: a real one, whose clusters are processes of this machine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import needs
from tests.pipeline.cluster.machines import ENOUGH, Grading, Machines, payloads, said, until
from tests.processes import below, free_port, lives, programs

pytestmark = [needs("bwrap"), pytest.mark.slow]

SERVER = """
c = get_config()
c.DaskGateway.backend_class = "dask_gateway_server.backends.local.UnsafeLocalBackend"
c.DaskGateway.authenticator_class = "dask_gateway_server.auth.SimpleAuthenticator"
c.SimpleAuthenticator.password = "sesame"
c.Proxy.address = "127.0.0.1:{port}"
c.UnsafeLocalBackend.clusters_directory = "{folder}"
c.ClusterConfig.scheduler_cmd = ["dask", "scheduler"]
c.ClusterConfig.worker_cmd = ["dask", "worker"]
"""
PROGRAM = """
from dask_gateway import Gateway

cluster = Gateway().new_cluster()
cluster.scale(2)
print(cluster.scheduler_address, flush=True)
input()
"""
"""What docs/deploy.md shows."""


def settings(port: int, password: str) -> dict[str, str]:
    return {
        **programs(),
        "DASK_GATEWAY__ADDRESS": f"http://127.0.0.1:{port}",
        "DASK_GATEWAY__AUTH__KWARGS": str({"username": "ta", "password": password}),
    }


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, str]]:
    """The port of a gateway, and the address of a cluster of two workers behind it."""
    folder = tmp_path_factory.mktemp("gateway")
    port = free_port()
    config = folder / "dask_gateway_config.py"
    config.write_text(SERVER.format(port=port, folder=folder))
    environment = {**os.environ, **settings(port, "sesame")}
    command = [sys.executable, "-m", "dask_gateway_server", "-f", str(config)]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
    try:
        until(lambda: answers(port), "the gateway")
        program = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert program.stdout is not None
        address = program.stdout.readline().strip()
        assert address.startswith("gateway://127.0.0.1"), (folder / "log").read_text()
        yield port, address
        program.communicate("\n", ENOUGH)
    finally:
        started = below(server.pid)
        server.terminate()
        server.wait(ENOUGH)
        for pid in filter(lives, started):
            os.kill(pid, signal.SIGKILL)


def answers(port: int) -> bool:
    """Return whether the server answers behind its proxy, which listens before it knows of the server."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/health", timeout=ENOUGH) as reply:
            return bool(reply.status == HTTPStatus.OK)
    except OSError:
        return False


def grading(course: Path, address: str, port: int, password: str = "sesame") -> Grading:
    return Grading.of(course, Machines(course, [], address), **settings(port, password))


def test_a_cluster_behind_a_gateway_gives_what_this_machine_gives(
    gateway: tuple[int, str], classroom: Path, at_home: dict[str, Any]
) -> None:
    port, address = gateway
    run = grading(classroom, address, port)
    assert run.end() == 0, run.said
    assert payloads(classroom) == at_home


def test_who_is_not_let_in_is_told_where_the_settings_are(gateway: tuple[int, str], classroom: Path) -> None:
    port, address = gateway
    run = grading(classroom, address, port, password="guessed")
    assert run.end() == 2
    assert "does not let you into the cluster" in run.said
    assert "`gateway.auth`" in run.said


def test_a_cluster_that_is_not_there_is_named(gateway: tuple[int, str], classroom: Path) -> None:
    port, address = gateway
    run = grading(classroom, f"{address.rpartition('/')[0]}/nowhere", port)
    assert run.end() == 2
    assert "into the cluster nowhere" in run.said


def test_without_settings_one_sentence_asks_for_them(classroom: Path) -> None:
    assert "`gateway.address`" in said(classroom, "--scheduler", "gateway://h/n")
