# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters as a neighbour's mail program and the town's mail server make them (RFC 5322, RFC 8601)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from concejo.channels.contract import Enclosure, Raw

SERVER = "mx.olivar.example"
"""The town's own mail server: what it found out about a sender stands on top of each letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The letter of ours that is answered: it hangs below the answer, as mail programs do."""

    external_id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What somebody writes."""

    sender: str
    name: str
    to: str
    subject: str
    text: str
    at: datetime
    key: str
    """Becomes the Message-ID."""
    answers: Answered | None = None
    enclosures: Sequence[Enclosure] = ()
    automatic: bool = False


def sent(letter: Letter) -> Raw:
    """The letter as it reaches the town, with its envelope."""
    domain = letter.sender.rpartition("@")[2]
    mail = EmailMessage(policy=SMTP)
    mail["Authentication-Results"] = f"{SERVER}; dmarc=pass header.from={domain}"
    mail["From"] = Address(display_name=letter.name, addr_spec=letter.sender)
    mail["To"] = letter.to
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(letter.at)
    mail["Message-ID"] = f"<{letter.key}@{domain}>"
    if letter.automatic:
        mail["Auto-Submitted"] = "auto-replied"
    text = letter.text
    if letter.answers:
        mail["In-Reply-To"] = mail["References"] = f"<{letter.answers.external_id}>"
        day = f"El {letter.at:%d/%m/%Y} a las {letter.at:%H:%M}, Olivar del Genil escribió:"
        text += f"\n\n{day}\n{_quoted(letter.answers.text)}"
    mail.set_content(text + "\n", cte="quoted-printable")
    for one in letter.enclosures:
        kind, _, detail = one.content_type.partition("/")
        mail.add_attachment(one.data, maintype=kind, subtype=detail, filename=one.name)
    envelope: dict[str, str | list[str]] = {"mail_from": letter.sender, "rcpt_to": [letter.to]}
    return Raw(kind="email", body=mail.as_bytes(), envelope=envelope, received_at=letter.at)


def pdf(words: str) -> Enclosure:
    """A PDF of one page with one line, small and valid (ISO 32000-1)."""
    stream = f"BT /F1 18 Tf 72 720 Td ({words}) Tj ET".encode("latin-1")
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(data))
        data += b"%d 0 obj%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"xref\n0 6\n0000000000 65535 f \n" + table + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n"
    return Enclosure(
        name="recibo.pdf", content_type="application/pdf", data=data + b"%d\n%%%%EOF\n" % data.rindex(b"xref\n0")
    )


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.strip().splitlines()[:12])
