# SPDX-License-Identifier: AGPL-3.0-or-later
"""For every test: the network ends at this machine."""

import ipaddress
import os
import socket
from typing import Any

import pytest

from concejo.ui import fragments


class NetworkReachedError(AssertionError):
    """A test tried to leave the machine."""


def _is_here(family: int, address: Any) -> bool:
    if family not in {socket.AF_INET, socket.AF_INET6}:
        return True  # unix sockets and the like never leave
    host = address[0]
    if host in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def pages_begin_anew() -> None:
    """Counters begin anew in each test, so pieces of pages that were kept for another one must not be found."""
    fragments.kept.forget()


@pytest.fixture(autouse=True, scope="session")
def _no_network():
    """Sockets reach loopback only. A test that needs a counterpart starts one (tests/programs.py)."""
    patch = pytest.MonkeyPatch()
    real = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex", "sendto")}
    resolve = socket.getaddrinfo

    def guarded(name: str):
        def call(self, *arguments):
            address = arguments[-1]
            if not _is_here(self.family, address):
                raise NetworkReachedError(f"a test tried to reach {address!r}")
            return real[name](self, *arguments)

        return call

    def getaddrinfo(host, *arguments, **keywords):
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and name.endswith(".test") and "TRIAL_NAMES" in os.environ:
            return resolve(host, *arguments, **keywords)  # tests/counterparts/names.py gives it an address of loopback
        if name is not None and not _is_here(socket.AF_INET, (name,)) and not _is_address(name):
            raise NetworkReachedError(f"a test tried to resolve {name!r}")
        return resolve(host, *arguments, **keywords)

    for name in real:
        patch.setattr(socket.socket, name, guarded(name))
    patch.setattr(socket, "getaddrinfo", getaddrinfo)
    yield
    patch.undo()


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def pytest_report_header() -> str:
    """What differs from a real town."""
    return "staff sign in without a second factor (STAFF_WITHOUT_FACTOR), but in tests/web/test_second_factor.py"


def pytest_collection_modifyitems(items) -> None:
    """`-m database` are the tests that ask a database; all others are the same whichever it is."""
    for item in items:
        asks = {"db", "transactional_db", "town", "live_server"} & set(getattr(item, "fixturenames", ()))
        if asks or item.get_closest_marker("django_db") or "postgresql" in item.path.parts:
            item.add_marker("database")


@pytest.fixture
def town(db, tmp_path, settings):
    """Olivar del Genil, founded anew, with everybody in their post (tests/cast.py)."""
    from cast import found_town  # noqa: PLC0415 -- the cast needs Django, which is set up after this file is read

    settings.MEDIA_ROOT = tmp_path / "media"
    return found_town()
