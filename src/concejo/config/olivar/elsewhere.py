# SPDX-License-Identifier: AGPL-3.0-or-later
"""The other server of the demo: one page that shows what Tomás says to the town and hears from it, and his inbox."""

import json
import logging
import threading
import time
import urllib.error
import urllib.request
from datetime import datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from concejo.config.olivar import pictures
from concejo.config.olivar.tomas import NAME, PUBLIC, TYPE, Account
from concejo.config.processes import Ready
from concejo.fediverse.plain import text_of
from concejo.fediverse.shapes import several
from concejo.fediverse.signatures import Forged, Request

log = logging.getLogger("concejo.demo")
LARGEST, ZONE = 1024 * 1024, ZoneInfo("Europe/Madrid")
_POLICY = "default-src 'none'; style-src 'self'; img-src 'self' http://127.0.0.1:*; form-action 'self'; base-uri 'none'"
_STYLE = Path(__file__).with_name("elsewhere.css")


def serve(ready: Ready, *, port: int, town: str) -> int:
    """His server, until it is ended; as soon as the town answers he tells it of a lamp."""
    account = Account(f"http://127.0.0.1:{port}", town, Path(settings.DATA) / "elsewhere" / "tomas.json")
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(Handler, account))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    ready()
    while not _answers(town):
        time.sleep(0.3)
    account.begins()
    threading.Event().wait()
    return 0


def _answers(town: str) -> bool:
    try:
        with urllib.request.urlopen(f"{town}/health/live/", timeout=2):  # noqa: S310 -- the demo's own town
            return True
    except (OSError, urllib.error.URLError):
        return False


class Handler(BaseHTTPRequestHandler):
    """A request to his server."""

    def __init__(self, account: Account, *arguments: Any) -> None:
        self._account = account
        super().__init__(*arguments)

    def do_GET(self) -> None:
        """His page, its style, the picture, his account, his words."""
        path, account = urlsplit(self.path).path, self._account
        note = account.note(f"{account.base}{path}")
        if path == "/":
            self._give(page(account, self.headers.get("Accept-Language", "es")).encode(), "text/html; charset=utf-8")
        elif path == "/style.css":
            self._give(_STYLE.read_bytes(), "text/css")
        elif path == "/lamp.jpg":
            self._give(pictures.draw("lamp-out"), "image/jpeg")
        elif path == f"/users/{NAME}":
            self._give(json.dumps(account.document()).encode(), TYPE)
        elif note is not None:
            self._give(json.dumps(note).encode(), TYPE)
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        """What the town sends to the inbox, and what is typed on his page."""
        size = self.headers.get("Content-Length", "")
        if not size.isdigit() or int(size) > LARGEST:
            self.send_error(413)
            return
        body, path = self.rfile.read(int(size)), urlsplit(self.path).path
        if path.endswith("/inbox"):
            self._take_in(body)
        elif path == "/say" and self.headers.get("Origin") == self._account.base:
            told = {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}
            if told.get("words", "").strip():
                self._account.says(told["words"][:2000], answers=told.get("answers", ""))
            self.send_response(303)
            self.send_header("Location", "/")
            self.end_headers()
        else:
            self.send_error(403)

    def _take_in(self, body: bytes) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            good = self._account.hears(Request(method="POST", target=self.path, headers=headers, body=body))
        except (Forged, OSError, ValueError, KeyError, TypeError):
            good = False
        self.send_response(202 if good else 401)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _give(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", _POLICY)
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the name of the overridden argument
        """Not on the console of the demo."""
        del format, args


def page(account: Account, wanted: str) -> str:
    """What he sees, the newest last; words of the town are shown as plain words."""
    tongue = next((one for one in ("es", "fr", "en") if wanted.lower().startswith(one)), "en")
    with translation.override(tongue):
        last = next((one["id"] for one in reversed(account.told) if not one.get("mine") and _public(one)), "")
        lines = [_line(one) for one in account.told]
        context = {"lines": lines, "town": account.town, "last": last, "language": tongue}
        return render_to_string("web/demo/elsewhere.html", context)


def _line(note: dict[str, Any]) -> dict[str, Any]:
    shown = [one for one in several(note.get("attachment")) if isinstance(one, dict)]
    return {
        "mine": bool(note.get("mine")), "public": _public(note), "words": text_of(str(note.get("content", ""))),
        "pictures": [{"url": one.get("url"), "alt": one.get("name") or ""} for one in shown], "url": note.get("url"),
        "at": _clock(str(note.get("published", ""))),
    }  # fmt: skip


def _clock(published: str) -> str:
    try:
        return f"{datetime.fromisoformat(published).astimezone(ZONE):%H:%M}"
    except ValueError:
        return ""


def _public(note: dict[str, Any]) -> bool:
    return PUBLIC in several(note.get("to"))
