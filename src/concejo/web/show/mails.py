# SPDX-License-Identifier: AGPL-3.0-or-later
"""A letter of ours taken apart again, for the page of the demo's outgoing mail."""

import base64
import shlex
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from concejo.channels.models import SentMail
from concejo.ui import speech

SHOWN = ("From", "To", "Reply-To", "Date", "Message-ID", "In-Reply-To", "List-Unsubscribe", "Auto-Submitted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter as its reader sees it."""

    subject: str
    sender: str
    to: str
    at: datetime
    html: SafeString
    pictures: tuple[str, ...]
    """As `data:` addresses: the letter carries them, so no other page needs to be asked."""
    headers: tuple[tuple[str, str], ...]
    answer: str
    """The line for a terminal that answers it; empty when there is no letter box."""


def line(mail: SentMail) -> dict[str, Any]:
    """Its line in the list."""
    head = BytesHeaderParser(policy=policy.default).parsebytes(bytes(mail.body))
    return {
        "url": reverse("web:demo-mail-one", args=[mail.pk]),
        "to": str(head["To"] or ""),
        "sender": _name(str(head["From"] or "")),
        "subject": str(head["Subject"] or ""),
        "at": mail.at,
    }


def letter(mail: SentMail, *, port: int) -> Letter:
    """All of it."""
    message = message_from_bytes(bytes(mail.body), policy=policy.default)
    body = message.get_body(preferencelist=("plain",))
    return Letter(
        subject=str(message["Subject"] or ""),
        sender=_name(str(message["From"] or "")),
        to=str(message["To"] or ""),
        at=mail.at,
        html=speech.as_page(str(body.get_content()) if body else ""),
        pictures=tuple(_data(part) for part in message.walk() if part.get_content_maintype() == "image"),
        headers=tuple((name, str(message[name])) for name in SHOWN if message[name]),
        answer=_answer(message, port=port),
    )


def _name(mailbox: str) -> str:
    return mailbox.partition("<")[0].strip(' "') or mailbox


def _data(part: Any) -> str:
    return f"data:{part.get_content_type()};base64,{base64.b64encode(part.get_payload(decode=True)).decode()}"


def _answer(message: EmailMessage, *, port: int) -> str:
    """Curl sends a real answer to the town's letter box, by the address with the token."""
    if not port or not message["Reply-To"] or not message["To"]:
        return ""
    back, me = message["Reply-To"].addresses[0].addr_spec, message["To"].addresses[0].addr_spec
    words = [
        "curl", "--url", f"smtp://127.0.0.1:{port}", "--mail-from", me, "--mail-rcpt", back,
        "-F", "=Muchas gracias.;type=text/plain", "-H", f"From: {me}", "-H", f"To: {back}",
        "-H", f"Subject: Re: {str(message['Subject']).removeprefix('Re: ')}", "-H", f"In-Reply-To: {message['Message-ID']}",
    ]  # fmt: skip
    return shlex.join(words)
