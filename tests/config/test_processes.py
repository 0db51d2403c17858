# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whoever watches over the processes: what dies is started again, nobody is turned away, and nothing is left behind."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WATCH = """
import os, signal, socket, sys, time
from concejo.config.processes import Post, Watch
line = socket.socket(fileno=int(sys.argv[1])) if len(sys.argv) > 1 else None

def web(ready):
    asked = []
    signal.signal(signal.SIGTERM, lambda *_: asked.append(1))
    print("web", os.getpid(), flush=True)
    line.settimeout(0.05)
    ready()
    while not asked:
        try:
            one, _ = line.accept()
        except TimeoutError:
            continue
        one.recv(100)
        time.sleep(0.01)
        one.sendall(b"%d" % os.getpid())
        one.close()
    return 0

def worker(ready):
    print("worker", os.getpid(), flush=True)
    ready()
    time.sleep(600)

def weak(ready):
    print("weak", os.getpid(), flush=True)
    ready()
    return 3

say = lambda words: print("said", words, flush=True)
"""


class Started:
    """A parent with children, and what it says."""

    def __init__(self, posts: str, *, line: socket.socket | None = None, **environ: str) -> None:
        code = WATCH + f"sys.exit(Watch({posts}, say=say).run())"
        given = [str(line.fileno())] if line else []
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, *given], cwd=ROOT, env=os.environ | environ, text=True,
            stdout=subprocess.PIPE, pass_fds=[line.fileno()] if line else [],
        )  # fmt: skip
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.lines.append(line.strip())

    def __enter__(self) -> "Started":
        return self

    def __exit__(self, *_error) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)
        left = [pid for pid in self.pids() if _alive(pid)]
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        self._reader.join(10)
        self.process.stdout.close()
        assert not left, "a child outlived its parent"

    def until(self, words: str, count: int = 1) -> list[str]:
        return _until(lambda: [line for line in self.lines if words in line], count)

    def pids(self, name: str = "") -> list[int]:
        found = [line.split() for line in self.lines if line.split()[0] in {"web", "worker", "weak"}]
        return [int(words[1]) for words in found if not name or words[0] == name]


@pytest.fixture
def line():
    with socket.create_server(("127.0.0.1", 0), backlog=100) as one:
        yield one


def test_what_is_killed_is_there_again_and_the_reason_is_said(line) -> None:
    with Started("{'web': Post(web), 'worker': Post(worker)}", line=line) as town:
        town.until("worker")
        (first,) = town.pids("worker")
        os.kill(first, signal.SIGKILL)
        town.until("worker was ended by SIGKILL")
        town.until("worker ", 2)
        assert len(town.pids("web")) == 1
        assert _ask(line) == str(town.pids("web")[0])


def test_what_dies_at_once_is_started_with_growing_pauses() -> None:
    with Started("{'weak': Post(weak)}") as town:
        said = town.until("ended with 3", 3)
        waits = [float(words.split("again in ")[1].split()[0]) for words in said[:3]]
        assert waits == [0.5, 1.0, 2.0]


def test_a_renewal_turns_nobody_away(line) -> None:
    answers, stop = [], threading.Event()

    def knock() -> None:
        while not stop.is_set():
            answers.append(_ask(line))

    with Started("{'web': Post(web, renewed=True), 'worker': Post(worker)}", line=line) as town:
        town.until("web")
        town.until("worker")
        visitors = [threading.Thread(target=knock) for _ in range(3)]
        for one in visitors:
            one.start()
        for number in range(2):
            town.process.send_signal(signal.SIGHUP)
            town.until("web was renewed", number + 1)
        time.sleep(0.2)
        stop.set()
        for one in visitors:
            one.join()
        assert "" not in answers
        assert len(town.pids("worker")) == 1
        assert {int(one) for one in answers} == set(town.pids("web"))
        assert len(set(answers)) == 3


def test_the_children_go_with_their_parent_however_it_goes(line) -> None:
    town = Started("{'web': Post(web), 'worker': Post(worker)}", line=line)
    town.until("worker ")
    town.until("web ")
    town.process.kill()
    town.process.wait(10)
    _until(lambda: [not any(_alive(pid) for pid in town.pids())] if not any(map(_alive, town.pids())) else [], 1)
    with town:
        pass


def test_systemd_hears_that_it_is_ready_alive_and_stopping(line, tmp_path) -> None:
    heard = []
    address = str(tmp_path / "n")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(address)
        ear.settimeout(10)
        environ = {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "400000"}
        with Started("{'web': Post(web), 'worker': Post(worker)}", line=line, **environ):
            while heard.count("WATCHDOG=1") < 2 or "READY=1" not in heard:
                heard.append(ear.recv(100).decode())
        with suppress(TimeoutError):
            ear.settimeout(1)
            while True:
                heard.append(ear.recv(100).decode())
    assert heard.count("READY=1") == 1
    assert heard[-1] == "STOPPING=1"


def test_sockets_that_systemd_holds_are_taken_over() -> None:
    code = (
        "import os, sys; os.dup2(int(sys.argv[1]), 3)\n"
        "os.environ['LISTEN_PID'] = str(os.getpid()); os.environ['LISTEN_FDS'] = '1'\n"
        "from concejo.config.notify import given_sockets\n"
        "(one,) = given_sockets(); print(one.getsockname()[1])\n"
        "os.environ['LISTEN_PID'] = '1'; assert given_sockets() == []"
    )
    with socket.create_server(("127.0.0.1", 0)) as line:
        run = [sys.executable, "-c", code, str(line.fileno())]
        told = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, pass_fds=[line.fileno()], check=False)
        assert told.stdout.strip() == str(line.getsockname()[1]), told.stderr


def _ask(line: socket.socket) -> str:
    with socket.create_connection(line.getsockname(), timeout=10) as one:
        one.sendall(b"?")
        return one.recv(100).decode()


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _until(find, count: int) -> list:
    until = time.monotonic() + 20
    while len(found := find()) < count:
        assert time.monotonic() < until, found
        time.sleep(0.02)
    return found
