# SPDX-License-Identifier: AGPL-3.0-or-later
"""A mailbox anywhere, emptied into the town (IMAP, RFC 3501; IDLE, RFC 2177; MOVE, RFC 6851), in a worker's thread.

The mailbox itself remembers what is done: a letter is stored durably and only then moved to `Concejo/Recibido`. Killed
in between, it is found again and stored again under the same bytes, which the caller's dedupe key drops: nothing is
lost, nothing doubled. No UID is remembered across connections, so a rebuilt mailbox (UIDVALIDITY) changes nothing.
"""

import imaplib
import logging
import random
import ssl
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from threading import Event

from imap_tools import BaseMailBox, ImapToolsError, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import MailboxLoginError

from concejo.channels.contract import Raw

from .folders import Done, done_place
from .mailboxes import told

Settings = Mapping[str, str | int | bool]
TROUBLE = (OSError, imaplib.IMAP4.error, ImapToolsError, ssl.SSLError)
SECONDS = 30.0
LONGEST_WAIT = 300.0
_log = logging.getLogger(__name__)


def fetch(
    settings: Settings,
    *,
    store: Callable[[Raw], None],
    stop: Event,
    idle_seconds: float = 300.0,
    report: Callable[[str], None] = lambda _: None,
) -> None:
    """Until `stop` is set: store what is new, move it, wait for more; comes back by itself when the line breaks.

    `store` must return only when the letter is on disk; when it raises, the letter stays where it is and is tried
    again. `report` gets, when it changes, "" for all is well or a sentence for staff (never an address, never words).
    """
    failures = 0
    tell = _changes(report)
    while not stop.is_set():
        started = time.monotonic()
        try:
            _watch(settings, store=store, stop=stop, idle_seconds=idle_seconds, report=tell)
        except TROUBLE as error:
            failures = 1 if time.monotonic() - started > LONGEST_WAIT else failures + 1
            tell(_sentence(error))
            _log.warning("imap: %s", type(error).__name__)
            stop.wait(back_off(failures, sign_in=isinstance(error, MailboxLoginError)))


def _changes(report: Callable[[str], None]) -> Callable[[str], None]:
    """Say a thing once, until there is something else to say."""
    last: list[str] = []

    def tell(sentence: str) -> None:
        if last != [sentence]:
            last[:] = [sentence]
            report(sentence)

    return tell


def back_off(failures: int, *, sign_in: bool = False) -> float:
    """Seconds until the next try: 1, 2, 4 … 300, give or take a fifth; a refused password waits a minute at least."""
    wait = min(LONGEST_WAIT, 2.0 ** min(failures - 1, 9))
    return max(wait, 60.0 if sign_in else 0.0) * random.uniform(0.8, 1.2)  # noqa: S311 - spreads load, hides nothing


def connect(settings: Settings) -> BaseMailBox:
    """A signed-in mailbox with its folder open. TLS is checked unless `imap_security` is `none`."""
    host, security = told(settings, "imap_host", ""), told(settings, "imap_security", "") or "tls"
    context = ssl.create_default_context(cafile=told(settings, "imap_ca_file", "") or None)
    port = int(told(settings, "imap_port", "") or (993 if security == "tls" else 143))
    box: BaseMailBox
    if security == "tls":
        box = MailBox(host, port, timeout=SECONDS, ssl_context=context)
    elif security == "starttls":
        box = MailBoxStartTls(host, port, timeout=SECONDS, ssl_context=context)
    elif security == "none":
        box = MailBoxUnencrypted(host, port, timeout=SECONDS)
    else:
        message = "imap_security must be none, starttls or tls"
        raise OSError(message)
    user, password = told(settings, "imap_user", ""), told(settings, "imap_password", "")
    folder = told(settings, "imap_folder", "") or "INBOX"
    try:
        login = box.login if (user + password).isascii() else box.login_utf8
        login(user, password, initial_folder=folder)
    except TROUBLE:
        _close(box)
        raise
    return box


def _close(box: BaseMailBox) -> None:
    try:
        box.client.shutdown()
    except (OSError, imaplib.IMAP4.error):
        return


def _watch(
    settings: Settings,
    *,
    store: Callable[[Raw], None],
    stop: Event,
    idle_seconds: float,
    report: Callable[[str], None],
) -> None:
    box = connect(settings)
    try:
        folder = told(settings, "imap_folder", "") or "INBOX"
        place = done_place(box, told(settings, "imap_done_folder", "") or "Concejo/Recibido")
        can_idle = "IDLE" in box.client.capabilities
        pause = float(told(settings, "poll_seconds", "") or 60)
        kept: set[str] = set()
        refused = 0
        while not stop.is_set():
            validity = _opened(box, folder)
            failed = _take(box, place, validity, store=store, stop=stop, kept=kept)
            refused = refused + 1 if failed else 0
            report("letters could not be stored; they stay in the mailbox and are tried again" if failed else "")
            if refused:
                stop.wait(back_off(refused))
            elif _more(box):
                continue
            elif can_idle:
                _idle(box, stop=stop, seconds=idle_seconds)
            else:
                stop.wait(pause)
    finally:
        _close(box)


def _opened(box: BaseMailBox, folder: str) -> str:
    """Open the folder anew, since one that was deleted and made again may stay invisible; gives its UIDVALIDITY."""
    box.folder.set(folder)
    _more(box)
    _, data = box.client.response("UIDVALIDITY")
    found = data[0] if data else b""
    return found.decode("ascii", "replace") if isinstance(found, bytes) else ""


def _more(box: BaseMailBox) -> bool:
    """Whether the server said that letters came since this was last asked; IDLE would not say it again."""
    return box.client.response("EXISTS")[1] not in ([None], [])


def _take(
    box: BaseMailBox, place: Done, validity: str, *, store: Callable[[Raw], None], stop: Event, kept: set[str]
) -> int:
    """Store and then move every new letter; how many could not be stored.

    `kept` names letters (UIDVALIDITY and UID, RFC 3501 section 2.3.1.1) that are stored and only still to be moved.
    """
    failed = 0
    for uid in box.uids(place.criteria, charset=None):
        if stop.is_set():
            break
        name = f"{validity}/{uid}"
        if name not in kept:
            raw = _letter(box, uid, name)
            if raw is None:
                continue
            try:
                store(raw)
            except Exception as error:  # noqa: BLE001 - one letter that cannot be stored must not hold up the others
                _log.warning("imap: a letter could not be stored: %s", type(error).__name__)
                failed += 1
                continue
            kept.add(name)
        place.mark(box, uid)
        kept.discard(name)
    return failed


def _letter(box: BaseMailBox, uid: str, name: str) -> Raw | None:
    """The bytes exactly as the server keeps them; `None` when somebody removed it meanwhile."""
    status, data = box.client.uid("fetch", uid, "(BODY.PEEK[])")
    if status != "OK":
        message = "the server refused to show a letter"
        raise imaplib.IMAP4.error(message)
    body = next((item[1] for item in data if isinstance(item, tuple)), None)
    if not isinstance(body, bytes):
        return None
    return Raw(kind="email", body=body, envelope={"imap": name}, received_at=datetime.now(UTC))


def _idle(box: BaseMailBox, *, stop: Event, seconds: float) -> None:
    """Wait until the server has something to say, at most 28 minutes (RFC 2177), looking at `stop` every second."""
    until = time.monotonic() + min(seconds, 28 * 60)
    with box.idle as idle:
        while not stop.is_set() and time.monotonic() < until:
            asked = time.monotonic()
            if idle.poll(timeout=1.0) or time.monotonic() - asked < 0.5:
                # Woken without words: the line may be dead; leaving IDLE finds out.
                return


def _sentence(error: BaseException) -> str:
    if isinstance(error, MailboxLoginError):
        return "the mailbox refused user or password"
    if isinstance(error, ssl.SSLCertVerificationError):
        return "the certificate of the mailbox's server is not trusted"
    return f"the mailbox cannot be reached ({type(error).__name__})"
