# SPDX-License-Identifier: AGPL-3.0-or-later
"""What systemd wants to know of a service (sd_notify(3)): ready, stopping, alive; and sockets it opened for us."""

import os
import socket
import time
from contextlib import suppress

_FIRST_SOCKET = 3


def tell(words: str) -> None:
    """Say something to systemd, if it started us."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.connect(address)
        line.send(words.encode())


class Pulse:
    """`WATCHDOG=1` twice in the time that systemd gives (WatchdogSec=)."""

    def __init__(self) -> None:
        self._every = int(os.environ.get("WATCHDOG_USEC", "0")) / 2_000_000
        self._last = 0.0

    def beat(self) -> None:
        """Called often; says it seldom."""
        if self._every and time.monotonic() - self._last >= self._every:
            self._last = time.monotonic()
            tell("WATCHDOG=1")


def given_sockets() -> list[socket.socket]:
    """Listening sockets that systemd opened (sd_listen_fds(3)): they outlive a restart of ours."""
    if os.environ.get("LISTEN_PID") != str(os.getpid()):
        return []
    count = int(os.environ.get("LISTEN_FDS", "0"))
    return [socket.socket(fileno=number) for number in range(_FIRST_SOCKET, _FIRST_SOCKET + count)]
