# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town's processes: one web, one worker, watched over; what dies is started again, and the reason is said."""

import logging
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from types import FrameType

log = logging.getLogger("concejo.serve")
GRACE = 8.0
"""Seconds between asking a process to stop and making it."""
HEALTHY = 30.0
"""A process that lived that long may be started again at once."""


class Watch:
    """Starts processes, starts again what dies (with back-off), and stops all of them by their own ids."""

    def __init__(self, commands: dict[str, list[str]], *, say: Callable[[str], None]) -> None:
        self._commands = commands
        self._say = say
        self._running: dict[str, tuple[subprocess.Popen[bytes], float]] = {}
        self._tries: dict[str, int] = {}
        self._not_before: dict[str, float] = {}
        self._stopping = False

    def run(self) -> int:
        """Watch until somebody stops us."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while not self._stopping:
            for name in self._commands:
                self._look_after(name)
            time.sleep(0.3)
        self._end()
        return 0

    def _look_after(self, name: str) -> None:
        if name not in self._running:
            if time.monotonic() >= self._not_before.get(name, 0.0):
                self._running[name] = (subprocess.Popen(self._commands[name]), time.monotonic())  # noqa: S603 -- our own commands
            return
        process, since = self._running[name]
        if process.poll() is None:
            return
        lived = time.monotonic() - since
        self._tries[name] = 0 if lived > HEALTHY else self._tries.get(name, 0) + 1
        wait = min(60.0, 0.5 * 2 ** self._tries[name])
        self._say(f"{name} ended with {process.returncode} after {lived:.0f} s; it starts again in {wait:.0f} s")
        self._not_before[name] = time.monotonic() + wait
        del self._running[name]

    def _stop(self, number: int, frame: FrameType | None) -> None:
        del frame
        log.info("stopping (%s)", signal.Signals(number).name)
        self._stopping = True

    def _end(self) -> None:
        for process, _since in self._running.values():
            process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        for process, _since in self._running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def command(*words: str) -> list[str]:
    """The same program with other words."""
    return [sys.executable, "-m", "concejo", *words]
