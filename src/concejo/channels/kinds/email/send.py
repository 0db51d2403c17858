# SPDX-License-Identifier: AGPL-3.0-or-later
"""A letter handed to the town's SMTP server, and its answer in the town's words (RFC 5321, 3463, 4954).

When the line breaks after the words went out, nobody knows whether they arrived (RFC 1047): the outcome is UNKNOWN.
Sending the same delivery again is safe, because it carries the same Message-ID and mailboxes drop the double.
"""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from concejo.channels.contract import Outcome, Outgoing, Sent, Surroundings

from .mailboxes import domain_of, setting
from .write import envelope_sender, message_id, write

SECONDS = 20.0
SECURITIES = ("none", "starttls", "tls")
_GONE = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
_GONE_WORDS = re.compile(
    rb"user unknown|unknown user|no such (?:user|recipient|mailbox)|does not exist|recipient not found", re.IGNORECASE
)
_ENHANCED = re.compile(rb"\b([245]\.\d{1,3}\.\d{1,3})\b")
_DOT = re.compile(rb"^\.", re.MULTILINE)


class Refused(Exception):
    """The server said no at some step of the conversation."""

    def __init__(self, step: str, code: int, answer: bytes) -> None:
        super().__init__(f"{code} at {step}")
        self.step, self.code, self.answer = step, code, answer


class Lost(Exception):
    """The line broke after the words had gone out and before the server answered."""


def send(outgoing: Outgoing, around: Surroundings) -> Sent:
    """One attempt; never raises for what the network does."""
    try:
        letter = write(outgoing, around)
        sender = envelope_sender(outgoing, around)
    except ValueError as error:
        return Sent(outcome=Outcome.INVALID, detail=str(error))
    external_id = message_id(outgoing, around)
    try:
        with connected(around) as server:
            return _hand_over(server, letter, sender, external_id)
    except Exception as error:  # noqa: BLE001 - a driver must not raise; `_told` names each kind it knows
        return _told(error, external_id)


@contextmanager
def connected(around: Surroundings) -> Iterator[smtplib.SMTP]:
    """A signed-in connection; raises what smtplib raises. Never falls back from TLS to an open line."""
    host, security = setting(around, "smtp_host", ""), setting(around, "smtp_security", "") or "starttls"
    if not host or security not in SECURITIES:
        message = "smtp_host is empty, or smtp_security is not one of none, starttls, tls"
        raise smtplib.SMTPNotSupportedError(message)
    port = int(setting(around, "smtp_port", "") or {"none": 25, "starttls": 587, "tls": 465}[security])
    context = ssl.create_default_context(cafile=setting(around, "smtp_ca_file", "") or None)
    name = domain_of(around)
    server = (
        smtplib.SMTP_SSL(host, port, local_hostname=name, timeout=SECONDS, context=context)
        if security == "tls"
        else smtplib.SMTP(host, port, local_hostname=name, timeout=SECONDS)
    )
    try:
        if security == "starttls":
            server.starttls(context=context)
        server.ehlo_or_helo_if_needed()
        if setting(around, "smtp_user", ""):
            server.login(setting(around, "smtp_user", ""), setting(around, "smtp_password", ""))
        yield server
        _bye(server)
    finally:
        server.close()


def _bye(server: smtplib.SMTP) -> None:
    """The letter is already answered for: a server that hangs up without a word changes nothing."""
    try:
        server.docmd("QUIT")
    except (smtplib.SMTPException, OSError):
        return


def _hand_over(server: smtplib.SMTP, letter: EmailMessage, sender: str, external_id: str) -> Sent:
    """MAIL, RCPT, DATA, each answer read by itself so that we know at which step it stopped."""
    recipient = letter["To"].addresses[0].addr_spec
    options = ["BODY=8BITMIME"] if server.has_extn("8bitmime") else []
    if not recipient.isascii():
        if not server.has_extn("smtputf8"):
            return Sent(outcome=Outcome.INVALID, detail="the server cannot carry addresses outside ASCII (SMTPUTF8)")
        options.append("SMTPUTF8")
        server.command_encoding = "utf-8"
    data = letter.as_bytes()
    if server.has_extn("size"):
        options.append(f"size={len(data)}")
    _expect("MAIL", *server.mail(sender, options))
    _expect("RCPT", *server.rcpt(recipient))
    _expect("DATA", *server.docmd("DATA"), wanted=3)
    try:
        server.send(_DOT.sub(b"..", data) + (b"" if data.endswith(b"\r\n") else b"\r\n") + b".\r\n")
        code, answer = server.getreply()
    except (OSError, smtplib.SMTPServerDisconnected) as error:
        raise Lost from error
    _expect("the words", code, answer)
    return Sent(outcome=Outcome.SENT, external_id=external_id, detail=f"{code}")


def _expect(step: str, code: int, answer: bytes, *, wanted: int = 2) -> None:
    if code // 100 != wanted:
        raise Refused(step, code, answer)


_MEANS: tuple[tuple[type[Exception], Outcome, str], ...] = (
    (smtplib.SMTPConnectError, Outcome.UNREACHABLE, "{code} at greeting"),
    (smtplib.SMTPHeloError, Outcome.UNREACHABLE, "{code} at greeting"),
    (ssl.SSLCertVerificationError, Outcome.CONFIG, "the certificate of the server is not trusted"),
    (smtplib.SMTPNotSupportedError, Outcome.CONFIG, "the server lacks what the settings ask for (TLS, sign-in)"),
    (smtplib.SMTPResponseException, Outcome.UNREACHABLE, "{code}"),
    (OSError, Outcome.UNREACHABLE, "{kind}"),
    (smtplib.SMTPException, Outcome.UNREACHABLE, "{kind}"),
)
"""The first that fits; what fits none could not be sent as it is."""


def _told(error: Exception, external_id: str) -> Sent:
    """What an error means for the delivery. `detail` holds codes only: servers repeat addresses in their words."""
    if isinstance(error, Lost):
        detail = "the line broke after the words went out; trying again is safe (same Message-ID)"
        return Sent(outcome=Outcome.UNKNOWN, external_id=external_id, detail=detail)
    if isinstance(error, Refused):
        return _refused(error)
    code = getattr(error, "smtp_code", "")
    if isinstance(error, smtplib.SMTPAuthenticationError):
        outcome = Outcome.UNREACHABLE if error.smtp_code // 100 == 4 else Outcome.CONFIG
        return Sent(outcome=outcome, detail=f"{code} at sign-in")
    for kind, outcome, words in _MEANS:
        if isinstance(error, kind):
            return Sent(outcome=outcome, detail=words.format(code=code, kind=type(error).__name__))
    return Sent(outcome=Outcome.INVALID, detail=type(error).__name__)


def _refused(error: Refused) -> Sent:
    match = _ENHANCED.search(error.answer)
    status = match.group(1).decode() if match else ""
    detail = f"{error.code} {status}".strip() + f" at {error.step}"
    if error.code == 421:
        return Sent(outcome=Outcome.UNREACHABLE, detail=detail)
    if error.code // 100 == 4:
        return Sent(outcome=Outcome.THROTTLED, detail=detail)
    if error.code in {530, 534, 535, 538} or (status == "5.7.1" and b"relay" in error.answer.lower()):
        return Sent(outcome=Outcome.CONFIG, detail=detail)
    if error.step == "RCPT" and (status in _GONE or (not status and _GONE_WORDS.search(error.answer))):
        return Sent(outcome=Outcome.RECIPIENT_GONE, detail=detail)
    return Sent(outcome=Outcome.INVALID, detail=detail)
