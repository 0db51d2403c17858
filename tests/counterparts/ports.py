# SPDX-License-Identifier: AGPL-3.0-or-later
"""Free ports on loopback, and waiting for somebody to listen there."""

import socket
import time


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, *, seconds: float = 15.0) -> None:
    """Return when the port answers; raise when it does not within that time."""
    until = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return
