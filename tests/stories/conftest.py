# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real post office: Postfix takes letters in and out, Dovecot keeps the mailboxes, our letter box listens."""

import asyncio
import email.policy
import smtplib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Self

import pytest
from imap_tools import MailBoxUnencrypted
from tests.counterparts.dovecot import dovecot
from tests.counterparts.ports import free_port
from tests.counterparts.postfix import postfix

from concejo.channels.intake import Writer
from concejo.channels.kinds.email import listen
from concejo.channels.models import Channel, Letter
from concejo.channels.recipients import Recipients
from concejo.people.models import Address

VOUCHED = "mx.olivar.example; dmarc=pass header.from={domain}"


@dataclass
class PostOffice:
    """Where stories send and find letters."""

    smtp_port: int
    imap_port: int

    def sends(self, letter: EmailMessage, *, vouched: bool = False) -> None:
        """A letter goes through Postfix into the town's letter box; returns once it lies there, sealed."""
        before = Letter.objects.count()
        if vouched:
            domain = str(letter["From"]).rpartition("@")[2].rstrip(">")
            stamped = EmailMessage()
            stamped["Authentication-Results"] = VOUCHED.format(domain=domain)
            letter._headers.insert(0, stamped._headers[0])
        with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=20) as server:
            server.send_message(letter)
        deadline = time.monotonic() + 20
        while Letter.objects.count() == before:
            assert time.monotonic() < deadline, "the letter never arrived"
            time.sleep(0.05)

    def mailbox(self, address: str, *, least: int = 1) -> list[EmailMessage]:
        """What lies in somebody's mailbox, oldest first, once at least so many letters are there."""
        deadline = time.monotonic() + 20
        while True:
            letters = self._read(address)
            if len(letters) >= least:
                return letters
            assert time.monotonic() < deadline, f"{len(letters)} letters instead of {least}"
            time.sleep(0.1)

    def _read(self, address: str) -> list[EmailMessage]:
        with MailBoxUnencrypted("127.0.0.1", self.imap_port).login(address, "pw") as box:
            parser = BytesParser(policy=email.policy.default)
            return [parser.parsebytes(one.obj.as_bytes()) for one in box.fetch(mark_seen=False)]  # type: ignore[misc]


def letter(
    *, sender: str, to: str, text: str, subject: str = "Hola", answers: EmailMessage | None = None
) -> EmailMessage:
    """A letter as a mail program writes it; an answer goes to Reply-To and quotes."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Message-ID"] = f"<{time.monotonic_ns()}@{sender.rpartition('@')[2]}>"
    message["Date"] = email.utils.localtime()
    if answers is not None:
        message["In-Reply-To"] = answers["Message-ID"]
        message["References"] = f"{answers['References'] or ''} {answers['Message-ID']}".strip()
        quoted = "\n".join(f"> {line}" for line in answers.get_body(("plain",)).get_content().splitlines())
        text = f"{text}\n\nEl lun, 23 nov 2026 a las 9:00, Olivar (<avisos@olivar.example>) escribió:\n{quoted}\n"
    message.set_content(text)
    return message


@pytest.fixture
def post_office(tmp_path_factory, town) -> Iterator[PostOffice]:
    """Everything started, everything stopped by its own pid."""
    home = tmp_path_factory.mktemp("post")
    lmtp_port = free_port()
    with (
        dovecot(home / "dovecot") as boxes,
        postfix(
            home / "postfix",
            domain="olivar.example",
            lmtp_port=lmtp_port,
            transports={
                "vecinos.example": f"lmtp:inet:127.0.0.1:{boxes.lmtp_port}",
                "personal.example": f"lmtp:inet:127.0.0.1:{boxes.lmtp_port}",
            },
        ) as server,
        _letter_box(lmtp_port),
    ):
        settings = {"smtp_host": "127.0.0.1", "smtp_port": server.port, "smtp_security": "none"}
        Channel.objects.create(kind="email", settings=settings | {"authserv_id": "mx.olivar.example"})
        yield PostOffice(smtp_port=server.port, imap_port=boxes.imap_port)


class _letter_box:  # noqa: N801 -- used as a context manager, like its neighbours
    def __init__(self, port: int) -> None:
        self._port, self._loop, self._writer = port, asyncio.new_event_loop(), Writer()
        known = Recipients()
        known.renew()
        self._known = known

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._box = asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(10)
        return self

    async def _open(self) -> listen.Server:
        return await listen.start(
            ("127.0.0.1", self._port), "lmtp", accept_recipient=self._known.accepts, store=self._store
        )

    async def _store(self, raw) -> None:
        await asyncio.wrap_future(self._writer.put(raw))

    def __exit__(self, *_error) -> None:
        asyncio.run_coroutine_threadsafe(self._box.close(), self._loop).result(20)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
        self._writer.stop()


def told(address: str) -> int:
    """How many letters went out to an address."""
    return Address.objects.get(scheme="mailto", path=address).deliveries.filter(outcome="sent").count()
