# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town's SMTP server, in every mood it can be in."""

import smtplib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from concejo.channels.contract import RETRY, Outcome, Outgoing, Sent
from concejo.channels.kinds.email import send as sending
from concejo.channels.kinds.email.driver import driver
from tests.channels.email.conftest import town
from tests.counterparts.ports import free_port

WORDS = Outgoing(key="0b1c2d3e-1111-5222-8333-444455556666", to="ana@vecina.example", subject="x", text="a\n.\n..b\n.c")


class Mood:
    """A server that answers as told."""

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.got: list[Envelope] = []

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """As told."""
        envelope.mail_from = address
        return self.answers.get("mail", "250 ok")

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """As told."""
        envelope.rcpt_tos.append(address)
        return self.answers.get("rcpt", "250 ok")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """As told."""
        self.got.append(envelope)
        return self.answers.get("data", "250 ok")


@contextmanager
def serving(mood: Mood, **options: object) -> Iterator[int]:
    server = Controller(mood, hostname="127.0.0.1", port=free_port(), **options)
    server.start()
    try:
        yield server.port
    finally:
        server.stop()


def sent_to(port: int, words: Outgoing = WORDS, **settings: str | None) -> Sent:
    return driver.send(words, town(smtp_host="127.0.0.1", smtp_port=port, **({"smtp_security": "none"} | settings)))


def test_words_arrive_as_they_were_and_dots_stay() -> None:
    mood = Mood()
    with serving(mood) as port:
        sent = sent_to(port)
    assert (sent.outcome, sent.external_id) == (Outcome.SENT, f"{WORDS.key}@olivar.example")
    (got,) = mood.got
    assert (got.mail_from, got.rcpt_tos) == (f"b+{WORDS.key}@olivar.example", ["ana@vecina.example"])
    assert isinstance(got.content, bytes)
    assert b"\r\na\r\n.\r\n..b\r\n.c\r\n" in got.content


@pytest.mark.parametrize(
    ("step", "answer", "outcome"),
    [
        ("rcpt", "550 5.1.1 <ana@vecina.example> User unknown", Outcome.RECIPIENT_GONE),
        ("rcpt", "550 No such user here", Outcome.RECIPIENT_GONE),
        ("rcpt", "550 5.7.1 spam", Outcome.INVALID),
        ("rcpt", "554 5.7.1 Relay access denied", Outcome.CONFIG),
        ("rcpt", "451 4.7.1 greylisted", Outcome.THROTTLED),
        ("rcpt", "452 4.2.2 full", Outcome.THROTTLED),
        ("mail", "421 4.3.0 closing", Outcome.UNREACHABLE),
        ("mail", "530 5.7.0 sign in first", Outcome.CONFIG),
        ("data", "554 5.6.0 no", Outcome.INVALID),
        ("data", "550 5.1.1 after all", Outcome.INVALID),
        ("data", "451 4.3.0 later", Outcome.THROTTLED),
    ],
)
def test_each_answer_means_something(step: str, answer: str, outcome: Outcome) -> None:
    with serving(Mood(**{step: answer})) as port:
        sent = sent_to(port)
    assert sent.outcome is outcome
    assert "ana" not in sent.detail
    assert sent.detail.startswith(answer[:3])


def test_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sent_to(free_port()).outcome is Outcome.UNREACHABLE

    def no_such_host(*_: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr(smtplib.SMTP, "_get_socket", no_such_host)
    assert sent_to(25).outcome is Outcome.UNREACHABLE


def test_settings_that_cannot_work() -> None:
    assert driver.send(WORDS, town()).outcome is Outcome.CONFIG
    assert sent_to(1, smtp_security="perhaps").outcome is Outcome.CONFIG
    with serving(Mood()) as port:
        assert sent_to(port, smtp_security="starttls").outcome is Outcome.CONFIG
        assert sent_to(port, smtp_user="u", smtp_password="p").outcome is Outcome.CONFIG


def test_fields_left_blank_take_their_default() -> None:
    blank = {"smtp_user": None, "smtp_ca_file": None, "from_local": None, "reply_local": None, "bounce_local": None}
    mood = Mood()
    with serving(mood) as port:
        assert sent_to(port, **blank).outcome is Outcome.SENT
    assert mood.got[0].mail_from == f"b+{WORDS.key}@olivar.example"
    blank = {"smtp_host": "127.0.0.1", "smtp_port": None, "smtp_security": None}
    assert driver.send(WORDS, town(**blank)).outcome is not Outcome.INVALID


def test_a_word_the_server_does_not_know_never_raises() -> None:
    assert sent_to(1, Outgoing(key="k", to="nobody", subject="", text="")).outcome is Outcome.INVALID


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # on loopback there is nobody to listen in
@pytest.mark.parametrize(("password", "outcome"), [("right", Outcome.SENT), ("wrong", Outcome.CONFIG)])
def test_signing_in(password: str, outcome: Outcome) -> None:
    def known(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        assert isinstance(data, LoginPassword)
        return AuthResult(success=data.password == b"right", handled=False)

    with serving(Mood(), authenticator=known, auth_require_tls=False, auth_required=True) as port:
        assert sent_to(port, smtp_user="avisos", smtp_password=password).outcome is outcome


def test_an_address_outside_ascii_needs_a_server_that_can() -> None:
    words = Outgoing(key="k", to="íñigo@vecina.example", subject="x", text="y")
    mood = Mood()
    with serving(mood) as port:
        assert sent_to(port, words).outcome is Outcome.SENT
    assert mood.got[0].rcpt_tos == ["íñigo@vecina.example"]
    with serving(Mood(), enable_SMTPUTF8=False) as port:
        assert sent_to(port, words).outcome is Outcome.INVALID


@contextmanager
def scripted(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server of a few lines, for what no real server does on purpose."""
    with socket.create_server(("127.0.0.1", 0)) as door:

        def answer() -> None:
            line, _ = door.accept()
            with line:
                talk(line)

        thread = threading.Thread(target=answer)
        thread.start()
        yield int(door.getsockname()[1])
        thread.join(20)


def _until_data(line: socket.socket, answers: list[bytes]) -> None:
    line.sendall(b"220 x\r\n")
    for one in answers:
        line.recv(4096)
        line.sendall(one)


def test_a_line_that_breaks_after_the_words_is_unknown_and_says_that_again_is_safe() -> None:
    def talk(line: socket.socket) -> None:
        _until_data(line, [b"250 x\r\n", b"250 x\r\n", b"250 x\r\n", b"354 x\r\n"])
        while not line.recv(4096).endswith(b"\r\n.\r\n"):
            pass

    with scripted(talk) as port:
        sent = sent_to(port)
    assert sent.outcome is Outcome.UNKNOWN
    assert sent.external_id == f"{WORDS.key}@olivar.example"
    assert "safe" in sent.detail


def test_a_server_silent_after_the_words_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "SECONDS", 0.5)

    def talk(line: socket.socket) -> None:
        _until_data(line, [b"250 x\r\n", b"250 x\r\n", b"250 x\r\n", b"354 x\r\n"])
        while line.recv(4096):
            pass

    with scripted(talk) as port:
        assert sent_to(port).outcome is Outcome.UNKNOWN


def test_a_line_that_breaks_before_the_words_is_tried_again() -> None:
    with scripted(lambda line: _until_data(line, [b"250 x\r\n"])) as port:
        sent = sent_to(port)
    assert sent.outcome is Outcome.UNREACHABLE
    assert sent.outcome in RETRY


def test_a_server_that_hangs_up_after_its_yes_has_said_yes() -> None:
    def talk(line: socket.socket) -> None:
        _until_data(line, [b"250 x\r\n", b"250 x\r\n", b"250 x\r\n", b"354 x\r\n"])
        while not line.recv(4096).endswith(b"\r\n.\r\n"):
            pass
        line.sendall(b"250 2.0.0 ok\r\n")

    with scripted(talk) as port:
        assert sent_to(port).outcome is Outcome.SENT


def test_targets_are_one_per_mailbox() -> None:
    found = driver.targets(["mailto:Ana@Vecina.example", "mailto:ana@vecina.example", "tel:+34600", "mailto:x"])
    assert [(one.urn, one.to) for one in found] == [("mailto:Ana@Vecina.example", "ana@vecina.example")]
