"""What every test gets: no network, reproducible hypothesis runs, and the folder with the real workflows."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.cli.terminal import end_those_left
from tests.corpus import oracles_dir, require_shared

# A slow machine is not a failing property, and a contributor must see the same examples as CI.
settings.register_profile("default", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", parent=settings.get_profile("default"), derandomize=False, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


class NetworkUsedError(Exception):
    """A test tried to leave this machine."""


def _is_local(host: object) -> bool:
    if host in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse look-ups and connections that are not to this machine, in this process."""
    real_connect, real_connect_ex, real_getaddrinfo = (
        socket.socket.connect,
        socket.socket.connect_ex,
        socket.getaddrinfo,
    )

    def check(address: Any) -> None:
        # Addresses of the internet families are tuples that begin with the host; a Unix socket's is a path.
        if isinstance(address, tuple) and not _is_local(address[0]):
            raise NetworkUsedError(f"a test connects to {address[0]}; tests use no network")

    def connect(self: socket.socket, address: Any) -> None:
        check(address)
        real_connect(self, address)

    def connect_ex(self: socket.socket, address: Any) -> int:
        check(address)
        return real_connect_ex(self, address)

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        if not _is_local(host):
            raise NetworkUsedError(f"a test looks up {host}; tests use no network")
        return real_getaddrinfo(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket.socket, "connect_ex", connect_ex)
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


@pytest.fixture(autouse=True)
def no_process_left() -> Iterator[None]:
    """End the programs on terminals of their own that a failed test leaves waiting for an answer."""
    yield
    end_those_left()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder `shared` beside the clone; the test is skipped, or in CI fails, without it."""
    return require_shared()


@pytest.fixture(scope="session")
def oracles() -> Path:
    """The folder with the built judges; the test is skipped, or in CI fails, without it."""
    return oracles_dir()
