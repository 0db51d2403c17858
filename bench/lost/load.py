# SPDX-License-Identifier: AGPL-3.0-or-later
"""Neighbours who write: letters as a mail server sends them (again until it hears 250), forms as a browser does."""

import hashlib
import http.client
import json
import random
import smtplib
import threading
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

from .town import DOMAIN, Places

GIVE_UP = 90.0
"""Seconds after which a neighbour is no longer patient; that is a failed trial, not a lost letter."""
STREETS = ("calle Real", "calle Alfareros", "plaza Mayor")
STEPS: tuple[dict[str, str], ...] = ({"place": "calle Real, 3"}, {}, {"visibility": "public"})


class Book:
    """What was accepted: one line per letter, written only when the town has said so."""

    def __init__(self, file: Path) -> None:
        self._file = file.open("a", encoding="ascii")
        self._lock = threading.Lock()

    def accepted(self, round_: int, kind: str, key: str, sender: str = "") -> None:
        """The town said 250, or showed its thank-you page."""
        with self._lock:
            self._file.write(json.dumps({"round": round_, "kind": kind, "key": key, "sender": sender}) + "\n")
            self._file.flush()

    def close(self) -> None:
        """No more."""
        self._file.close()


def letter(places: Places, book: Book, round_: int, number: int) -> None:
    """One letter to the town's letter box, sent again until it is taken."""
    sender = f"r{round_}n{number}.{random.getrandbits(24):x}@vecinos.example"
    text = f"La farola de {STREETS[number % 3]}, {number + 1} no luce desde ayer por la noche, y no se ve nada."
    body = (
        f"From: {sender}\r\nTo: avisos@{DOMAIN}\r\nSubject: Farola {round_}-{number}\r\n"
        f"Message-ID: <{round_}.{number}.{time.time_ns()}@vecinos.example>\r\n\r\n{text}\r\n"
    ).encode()
    until = time.monotonic() + GIVE_UP
    while time.monotonic() < until:
        with suppress(OSError, smtplib.SMTPException):
            with smtplib.SMTP("127.0.0.1", places.mail, timeout=30) as server:
                server.sendmail(sender, [f"avisos@{DOMAIN}"], body)
                key = hashlib.sha256(b"email\0" + body).hexdigest()
                book.accepted(round_, "letter", key, sender)
            return
        time.sleep(0.2)
    raise TimeoutError("a letter was never taken")


def form(places: Places, book: Book, round_: int, number: int) -> None:
    """One form, step by step, each sent again until it is answered; the last page thanks."""
    visitor = f"127.{random.randint(1, 250)}.{number + 1}.{random.randint(2, 250)}"
    text = f"Hay un bache en {STREETS[number % 3]}, {number + 1}, junto a la fuente ({round_})"
    _status, where = _post(places, visitor, "/speak/", {"text": text})
    token = where.split("/")[2]
    for step, fields in enumerate(STEPS, start=2):
        _post(places, visitor, f"/speak/{token}/{step}/", fields)
    _status, where = _post(places, visitor, f"/speak/{token}/5/", {"answer_by": "code"})
    status, _where = _ask(places, visitor, "GET", where, {})
    if status == 200 and where.endswith("/sent/"):
        book.accepted(round_, "form", f"draft:{token}")


def _post(places: Places, visitor: str, path: str, fields: dict[str, str]) -> tuple[int, str]:
    return _ask(places, visitor, "POST", path, fields)


def _ask(places: Places, visitor: str, method: str, path: str, fields: dict[str, str]) -> tuple[int, str]:
    """Until the town answers with anything but "later"."""
    headers = {"Host": DOMAIN, "Origin": f"http://{DOMAIN}", "Content-Type": "application/x-www-form-urlencoded"}
    until = time.monotonic() + GIVE_UP
    while time.monotonic() < until:
        with suppress(OSError, http.client.HTTPException):
            line = http.client.HTTPConnection("127.0.0.1", places.web, timeout=30, source_address=(visitor, 0))
            try:
                line.request(method, path, urlencode(fields) if method == "POST" else None, headers)
                answer = line.getresponse()
                answer.read()
                if answer.status < 500:
                    return answer.status, answer.headers.get("Location", path)
            finally:
                line.close()
        time.sleep(0.2)
    raise TimeoutError(f"{path} was never answered")
