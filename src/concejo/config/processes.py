# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town's processes, forked from one in which everything is loaded: what dies is started again, and why is said.

The parent only watches. It holds the listening sockets, so that whoever comes while a web process is renewed waits a
moment instead of being turned away.
"""

import ctypes
import gc
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from concejo.config import notify

log = logging.getLogger("concejo.serve")
GRACE = 12.0
"""Seconds between asking a process to stop and making it."""
HEALTHY = 30.0
"""A process that lived that long may be started again at once."""
LOOK = 0.1
"""Seconds between two looks."""
RENEWAL = 20.0
"""Seconds that a new web process has to be ready before the old one is asked to stop all the same."""
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)
Say = Callable[[str], None]
Ready = Callable[[], None]
Job = Callable[[Ready], int]
"""What a process does: it calls `ready` when it is, and returns its exit code."""


@dataclass(slots=True)
class Child:
    """A running process."""

    pid: int
    since: float
    pipe: int
    ready: bool = False


@dataclass(slots=True)
class Post:
    """One place that a process fills: what it does, and how often it had to be filled lately."""

    job: Job
    renewed: bool = False
    """Whether SIGHUP replaces it."""
    child: Child | None = None
    tries: int = 0
    not_before: float = 0.0
    leaving: list[Child] = field(default_factory=list)


def settle() -> None:
    """What is loaded stays, shared between the processes and never looked through again; of what pages leave behind,
    rubbish is collected less often than Python does by itself, which costs a page a fifth of its time (measured).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


class Watch:
    """Fills the posts, fills again what falls vacant (with back-off), and empties all of them at the end."""

    def __init__(self, posts: dict[str, Post], *, say: Say) -> None:
        self._posts = posts
        self._say = say
        self._stopping = False
        self._renewing = False
        self._told = False
        self._pulse = notify.Pulse()

    def run(self) -> int:
        """Watch until somebody stops us."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        signal.signal(signal.SIGHUP, self._renew)
        settle()
        while not self._stopping:
            for name, post in self._posts.items():
                self._look_after(name, post)
            self._tell()
            if self._renewing:
                self._replace()
            time.sleep(LOOK)
        self._end()
        return 0

    def _look_after(self, name: str, post: Post) -> None:
        post.leaving = [child for child in post.leaving if _ended(child.pid) is None]
        if post.child is None:
            if time.monotonic() >= post.not_before:
                post.child = _fork(name, post.job)
            return
        code = _ended(post.child.pid)
        if code is None:
            post.child.ready = post.child.ready or _is_ready(post.child)
            return
        lived = time.monotonic() - post.child.since
        os.close(post.child.pipe)
        post.tries = 0 if lived > HEALTHY else post.tries + 1
        wait = min(60.0, 0.25 * 2**post.tries) if post.tries else 0.0
        self._say(f"{name} {_why(code)} after {lived:.0f} s; it starts again in {wait:.1f} s")
        post.not_before = time.monotonic() + wait
        post.child = None

    def _tell(self) -> None:
        if not self._told and all(post.child and post.child.ready for post in self._posts.values()):
            self._told = True
            notify.tell("READY=1")
        if all(post.child for post in self._posts.values()):
            self._pulse.beat()

    def _replace(self) -> None:
        """New processes first, then the old ones go: nobody is turned away in between."""
        self._renewing = False
        for name, post in self._posts.items():
            if not post.renewed or post.child is None:
                continue
            fresh, until = _fork(name, post.job), time.monotonic() + RENEWAL
            while not _is_ready(fresh) and _alive(fresh.pid) and time.monotonic() < until:
                time.sleep(LOOK / 2)
            old, post.child = post.child, fresh
            os.close(old.pipe)
            os.kill(old.pid, signal.SIGTERM)
            post.leaving.append(old)
            self._say(f"{name} was renewed")

    def _stop(self, number: int, frame: FrameType | None) -> None:
        del frame
        log.info("stopping (%s)", signal.Signals(number).name)
        self._stopping = True

    def _renew(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._renewing = True

    def _end(self) -> None:
        notify.tell("STOPPING=1")
        left = [child.pid for post in self._posts.values() for child in (post.child, *post.leaving) if child]
        for pid in left:
            os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        while left and time.monotonic() < deadline:
            left = [pid for pid in left if _ended(pid) is None]
            time.sleep(LOOK / 4)
        for pid in left:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _fork(name: str, job: Job) -> Child:
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    parent = os.getpid()
    pid = os.fork()
    if pid:
        os.close(writing)
        return Child(pid, time.monotonic(), reading)
    code = 70
    try:
        os.close(reading)
        _die_with(parent)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        code = job(lambda: _say_ready(writing))
    except KeyboardInterrupt:
        code = 130
    except BaseException:
        log.exception("%s broke", name)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _die_with(parent: int) -> None:
    """Asked to stop when the parent dies, however it dies (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_DIE_WITH_PARENT, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)


def _say_ready(pipe: int) -> None:
    os.write(pipe, b"1")
    os.close(pipe)


def _is_ready(child: Child) -> bool:
    try:
        return os.read(child.pipe, 1) == b"1"
    except BlockingIOError:
        return False


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _ended(pid: int) -> int | None:
    """Its wait status once it has ended."""
    try:
        found, status = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return 0
    return status if found else None


def _why(status: int) -> str:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        killed = " (out of memory?)" if number == signal.SIGKILL else ""
        return f"was ended by {signal.Signals(number).name}{killed}"
    return f"ended with {os.waitstatus_to_exitcode(status)}"
