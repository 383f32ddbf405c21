"""Connects with the scheduler of a Dask cluster, also behind a Dask Gateway."""

from __future__ import annotations

import logging
from importlib import import_module
from typing import Any

from autograder.errors import UsageError

INSTALL = "Grading on a cluster needs the package {package}: pip install {package}"
GATEWAY = "gateway://"
CONNECT_SECONDS = 10


def connect(address: str) -> Any:
    """Return a client of the scheduler at this address.

    Raises
    ------
    UsageError
        If there is no scheduler, or a package is not installed.
    """
    client = _package("distributed", "distributed").Client
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is said in our own words
    security = _credentials(address) if address.startswith(GATEWAY) else None
    try:
        return client(
            address, timeout=CONNECT_SECONDS, set_as_default=False, name="autograder", security=security
        )
    except (OSError, ValueError) as error:
        cause = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise UsageError(
            f"There is no Dask scheduler at {address} ({cause}). Give the address that "
            "`dask scheduler` prints, such as tcp://HOST:8786."
        ) from None


def _package(module: str, package: str) -> Any:
    """Return a module of a package that grading on one machine does not need."""
    try:
        return import_module(module)
    except ImportError:
        raise UsageError(INSTALL.format(package=package)) from None


def _credentials(address: str) -> Any:
    """Return the credentials for a cluster behind a Dask Gateway.

    Raises
    ------
    UsageError
        If the gateway refuses them, or the package is not installed.
    """
    gateway = _package("dask_gateway", "dask-gateway").Gateway
    name = address.rpartition("/")[2]
    try:
        # It closes itself when it is no longer referenced; closed here, it would complain then.
        security = gateway().get_cluster(name).security
    except Exception as error:
        cause = (str(error).splitlines() or [type(error).__name__])[0]
        raise UsageError(
            f"The Dask Gateway does not let you into the cluster {name} ({cause}). The gateway's address and "
            "your credentials are read from Dask's settings `gateway.address` and `gateway.auth`."
        ) from None
    if security is None:
        raise UsageError(f"The cluster {name} of the Dask Gateway does not run: start it first.")
    return security
