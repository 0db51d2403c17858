# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters through a real Postfix and a real Dovecot, both ways."""

import asyncio
import smtplib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes
from pathlib import Path
from typing import Self

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from imap_tools import MailBoxUnencrypted

from concejo.channels.contract import Bounced, Outcome, Outgoing, Raw, Said
from concejo.channels.kinds.email.driver import driver
from concejo.channels.kinds.email.listen import Server, start
from tests.channels.email.conftest import town
from tests.counterparts.dovecot import Dovecot, dovecot
from tests.counterparts.ports import free_port
from tests.counterparts.postfix import Postfix, postfix

DOMAIN = "olivar.example"
LIVING = {"avisos@olivar.example", "buzon@olivar.example", "peñas@olivar.example"}


class LetterBox:
    """Our LMTP listener in a loop of its own, and what it stored."""

    def __init__(self) -> None:
        self.stored: list[Raw] = []
        self.refuse = 0
        self.port = free_port()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    async def _store(self, raw: Raw) -> None:
        if self.refuse:
            self.refuse -= 1
            message = "disk full"
            raise OSError(message)
        self.stored.append(raw)

    def _accept(self, address: str) -> bool:
        return address in LIVING or address.startswith(("r+", "b+")) or address == "avisos+x@olivar.example"

    def _do(self, work: "asyncio.Future[Server] | object") -> object:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(20)  # type: ignore[arg-type]

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = self._do(
            start(("127.0.0.1", self.port), "lmtp", accept_recipient=self._accept, store=self._store)
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._do(self._server.close())  # type: ignore[attr-defined]
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class Refusing:
    """A provider that knows nobody."""

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Nobody."""
        return "550 5.1.1 User unknown"


def until(ready: Callable[[], bool], *, seconds: float = 30.0) -> None:
    """Wait for something that another program does."""
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def box() -> Iterator[LetterBox]:
    with LetterBox() as one:
        yield one


@pytest.fixture(scope="module")
def mailbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dovecot]:
    with dovecot(tmp_path_factory.mktemp("dovecot")) as one:
        yield one


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, box: LetterBox, mailbox: Dovecot) -> Iterator[Postfix]:
    refusing = Controller(Refusing(), hostname="127.0.0.1", port=free_port())
    refusing.start()
    transports = {
        "vecina.example": f"lmtp:inet:127.0.0.1:{mailbox.lmtp_port}",
        "nadie.example": f"smtp:[127.0.0.1]:{refusing.port}",
    }
    home: Path = tmp_path_factory.mktemp("postfix")
    try:
        with postfix(home, domain=DOMAIN, lmtp_port=box.port, transports=transports) as one:
            yield one
    finally:
        refusing.stop()


def post(server: Postfix, text: str, *to: str, sender: str = "ana@vecina.example", utf8: bool = False) -> None:
    """Somebody's mail program hands a letter to Postfix."""
    with smtplib.SMTP("127.0.0.1", server.port) as client:
        client.sendmail(sender, to, text.encode(), mail_options=["SMTPUTF8", "BODY=8BITMIME"] if utf8 else [])


def said_of(raw: Raw) -> Said:
    (event,) = driver.read(raw, town())
    assert isinstance(event, Said)
    return event


def test_a_letter_through_postfix_keeps_the_token_behind_the_plus(server: Postfix, box: LetterBox) -> None:
    box.stored.clear()
    post(
        server, "From: ana@vecina.example\r\nSubject: Re: farola\r\n\r\nSigue igual\r\n", "r+MZXW6YTBOI@olivar.example"
    )
    until(lambda: len(box.stored) == 1)
    assert box.stored[0].envelope["rcpt_to"] == ["r+MZXW6YTBOI@olivar.example"]
    assert box.stored[0].envelope["mail_from"] == "ana@vecina.example"
    assert said_of(box.stored[0]).token == "mzxw6ytboi"
    assert said_of(box.stored[0]).text == "Sigue igual"


def test_two_recipients_of_one_letter_are_each_answered_and_nothing_is_sent_twice(
    server: Postfix, box: LetterBox
) -> None:
    box.stored.clear()
    post(
        server,
        "From: ana@vecina.example\r\nSubject: dos\r\n\r\nHola\r\n",
        "avisos@olivar.example",
        "buzon@olivar.example",
    )
    until(lambda: "Subject: dos" in "".join(one.body.decode() for one in box.stored))
    until(lambda: _queue_empty(server))
    time.sleep(3)  # Postfix would come back after 2 s for a recipient that got no answer
    assert len(box.stored) == 1
    assert box.stored[0].envelope["rcpt_to"] == ["avisos@olivar.example", "buzon@olivar.example"]
    said = _lines(server, "buzon@olivar.example")
    assert len(said) == 1
    assert "status=sent" in said[0]
    # With one answer for both, Postfix takes the "221 Bye" that follows for the second recipient's.
    assert "2.0.0 Stored" in said[0]


def test_two_recipients_of_a_letter_that_could_not_be_stored_are_both_told_so(server: Postfix, box: LetterBox) -> None:
    box.stored.clear()
    box.refuse = 1
    text = "From: ana@vecina.example\r\nSubject: tres\r\n\r\nHola\r\n"
    post(server, text, "r+AAA@olivar.example", "r+BBB@olivar.example")
    until(lambda: len(box.stored) == 1)
    until(lambda: _queue_empty(server))
    assert box.stored[0].envelope["rcpt_to"] == ["r+AAA@olivar.example", "r+BBB@olivar.example"]
    for one in ("r+AAA@olivar.example", "r+BBB@olivar.example"):
        assert ["deferred" in line for line in _lines(server, one)] == [True, False]


def _lines(server: Postfix, recipient: str) -> list[str]:
    """What Postfix wrote about one recipient."""
    return [line for line in server.log().splitlines() if f"to=<{recipient}>" in line and "relay=" in line]


def _queue_empty(server: Postfix) -> bool:
    queue = server.home / "queue"
    return not any(one.is_file() for name in ("active", "deferred", "incoming") for one in (queue / name).rglob("*"))


def test_a_letter_that_could_not_be_stored_comes_again(server: Postfix, box: LetterBox) -> None:
    box.stored.clear()
    box.refuse = 1
    post(server, "From: ana@vecina.example\r\nSubject: otra vez\r\n\r\nHola\r\n", "avisos@olivar.example")
    until(lambda: len(box.stored) == 1)
    assert "status=deferred" in server.log()
    until(lambda: _queue_empty(server))


def test_a_postfix_that_asks_first_takes_nothing_for_nobody(tmp_path: Path, box: LetterBox) -> None:
    box.stored.clear()
    text = "From: ana@vecina.example\r\nSubject: x\r\n\r\nHola\r\n"
    with postfix(tmp_path, domain=DOMAIN, lmtp_port=box.port, transports={}, asks_first=True) as asking:
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            post(asking, text, "rosa@olivar.example")
        ((code, _),) = refused.value.recipients.values()
        assert code == 550
        post(asking, text, "avisos@olivar.example")
        until(lambda: len(box.stored) == 1)


def test_an_address_with_an_enye_arrives(server: Postfix, box: LetterBox) -> None:
    box.stored.clear()
    text = "From: Íñigo <íñigo@vecina.example>\r\nTo: peñas@olivar.example\r\nSubject: Año\r\n\r\nEl caño gotea\r\n"
    post(server, text, "peñas@olivar.example", sender="íñigo@vecina.example", utf8=True)
    until(lambda: len(box.stored) == 1)
    said = said_of(box.stored[0])
    assert said.sender == "mailto:íñigo@vecina.example"
    assert (said.sender_name, said.subject, said.text) == ("Íñigo", "Año", "El caño gotea")
    assert box.stored[0].envelope["rcpt_to"] == ["peñas@olivar.example"]


def test_nobody_of_that_name_is_returned_to_the_sender(server: Postfix, mailbox: Dovecot) -> None:
    post(server, "From: ana@vecina.example\r\n\r\nHola\r\n", "rosa@olivar.example", sender="devuelta@vecina.example")
    until(lambda: len(_inbox(mailbox, "devuelta@vecina.example")) == 1)
    assert b"5.1.1" in _inbox(mailbox, "devuelta@vecina.example")[0]


def _inbox(mailbox: Dovecot, user: str) -> list[bytes]:
    with MailBoxUnencrypted("127.0.0.1", mailbox.imap_port).login(user, "pw") as imap:
        return [one.obj.as_bytes() for one in imap.fetch()]


def _outgoing(to: str, **more: object) -> Outgoing:
    given = {
        "key": "0b1c2d3e-1111-5222-8333-444455556666",
        "to": to,
        "subject": "Su aviso 2026-0412",
        "text": "Arreglada.",
    }
    return Outgoing(**(given | more))  # type: ignore[arg-type]


def test_what_a_provider_refuses_comes_back_as_a_bounce(server: Postfix, box: LetterBox) -> None:
    box.stored.clear()
    around = town(smtp_host="127.0.0.1", smtp_port=server.port, smtp_security="none")
    sent = driver.send(_outgoing("pepe@nadie.example", bounce_token="MZXW6YTBOI"), around)
    assert sent.outcome is Outcome.SENT
    until(lambda: len(box.stored) == 1)
    raw = box.stored[0]
    assert raw.envelope["mail_from"] == ""
    assert driver.read(raw, around) == [
        Bounced(
            recipient="pepe@nadie.example",
            permanent=True,
            status="5.1.1",
            token="mzxw6ytboi",
            external_id=sent.external_id,
        )
    ]


def test_our_answer_lies_threaded_in_the_neighbours_mailbox(server: Postfix, mailbox: Dovecot, box: LetterBox) -> None:
    around = town(smtp_host="127.0.0.1", smtp_port=server.port, smtp_security="none")
    words = _outgoing(
        "alejandra@vecina.example", reply_token="MZXW6YTBOI", bounce_token="KRUGS4Z", thread=("first@vecina.example",)
    )
    assert driver.send(words, around).outcome is Outcome.SENT
    until(lambda: len(_inbox(mailbox, "alejandra@vecina.example")) == 1)
    got = message_from_bytes(_inbox(mailbox, "alejandra@vecina.example")[0])
    assert got["References"] == "<first@vecina.example>"
    assert got["In-Reply-To"] == "<first@vecina.example>"
    assert got["Message-ID"] == f"<{words.key}@olivar.example>"
    assert got["Return-Path"] == "<b+KRUGS4Z@olivar.example>"
    box.stored.clear()
    answer = (
        f"From: alejandra@vecina.example\r\nTo: r+MZXW6YTBOI@olivar.example\r\nIn-Reply-To: {got['Message-ID']}\r\n"
        f"References: {got['References']} {got['Message-ID']}\r\nSubject: Re: otra cosa\r\n\r\nGracias\r\n"
    )
    post(server, answer, "r+MZXW6YTBOI@olivar.example", sender="alejandra@vecina.example")
    until(lambda: len(box.stored) == 1)
    said = said_of(box.stored[0])
    assert said.replies_to == (f"{words.key}@olivar.example", "first@vecina.example")
    assert (said.text, said.token, said.flags) == ("Gracias", "mzxw6ytboi", frozenset())


def test_the_line_of_the_private_postfix_is_on_loopback_only(server: Postfix) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as line:
        assert line.recv(200).startswith(b"220 mx.olivar.example")
