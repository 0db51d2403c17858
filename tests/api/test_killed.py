# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door is killed while reports come in: every number that a client has read is there afterwards, with its words."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
import requests

TOWN = Path(__file__).with_name("other_town.py")
DOOR = """
import sys, django
django.setup()
from concejo.config import ready, web
ready.make_tables()
sys.exit(web.run(web.Place(web=web.open_socket("127.0.0.1", int(sys.argv[1]), "port"))))
"""
BEFORE = 30
"""Reports that were answered when the door is killed."""


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("CONCEJO_")}
    told = plain | {
        "CONCEJO_DATA": str(tmp_path / "data"), "CONCEJO_CONFIG": str(tmp_path / "none.toml"),
        "CONCEJO_KEY_FILE": str(tmp_path / "town.key"), "DJANGO_SETTINGS_MODULE": "concejo.config.settings",
    }  # fmt: skip
    make = "import sys, pathlib; from concejo.privacy import townkey; townkey.make(pathlib.Path(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", make, str(tmp_path / "town.key")], env=told, check=True)
    return told


def does(env: dict[str, str], wish: str, **told: str) -> object:
    words = [sys.executable, str(TOWN), wish, json.dumps(told)]
    done = subprocess.run(words, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def _asks_again(url: str) -> None:
    """What has not changed is not sent again."""
    requests.get(url, timeout=20)
    first = requests.get(url, timeout=20)  # the page that the first reader left behind
    again = requests.get(url, headers={"If-None-Match": first.headers["ETag"]}, timeout=20)
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["Access-Control-Allow-Origin"] == "*"


def test_every_number_that_was_read_is_there(env: dict[str, str]) -> None:
    key = does(env, "found", url="http://127.0.0.1", client="App")["key"]  # type: ignore[index]
    with socket.create_server(("127.0.0.1", 0)) as line:
        port = line.getsockname()[1]
    door = subprocess.Popen([sys.executable, "-c", DOOR, str(port)], env=env, stderr=subprocess.DEVNULL)
    url, read = f"http://127.0.0.1:{port}", []

    def report(number: int) -> None:
        fields = {
            "api_key": key,
            "service_code": "lamp",
            "address_string": "calle Real",
            "description": f"N.º {number}",
        }
        with suppress(requests.RequestException):
            answer = requests.post(f"{url}/open311/v2/requests.json", data=fields, timeout=20)
            if answer.status_code == 200:
                read.append((answer.json()[0]["service_request_id"], f"N.º {number}"))

    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with suppress(requests.RequestException):
                if requests.get(f"{url}/health/live/", timeout=1).ok:
                    break
            time.sleep(0.1)
        _asks_again(f"{url}/open311/v2/services.json")
        with ThreadPoolExecutor(8) as crowd:
            several = [crowd.submit(report, number) for number in range(600)]
            while len(read) < BEFORE:
                assert time.monotonic() < until, "nothing was taken"
                time.sleep(0.005)
            door.send_signal(signal.SIGKILL)
            for one in several:
                one.result()
    finally:
        door.kill()
        door.wait()
    assert BEFORE <= len(read) < 600, "it was killed in the middle of it"
    assert len({number for number, _words in read}) == len(read)
    does(env, "follow")
    there = {case["number"]: case["words"] for case in does(env, "look")}  # type: ignore[attr-defined]
    assert all(there[number][0] == words for number, words in read)
