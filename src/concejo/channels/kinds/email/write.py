# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words of the town as a letter (RFC 5322, 2369, 8058, 3834): the same words always make the same Message-ID.

Nothing that comes from a person can add a header: line breaks become spaces, ids and tokens must have their shape.
"""

import html
import re
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime

from concejo.channels.contract import Outgoing, Surroundings

from .cut import MARKERS
from .flags import MARK
from .headers import normal
from .mailboxes import bounce_address, domain_of, reply_address, sender_of

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")
_ID = re.compile(r"[^<>\s@]{1,400}@[^<>\s@]{1,400}\Z")
_KEY = re.compile(r"[A-Za-z0-9._-]{1,100}\Z")
_WEB = re.compile(r"https?://[!-~]{1,1900}\Z")
_LINK = re.compile(r"https?://[^\s<>\"]{1,1900}[^\s<>\".,;:!?)\]]")
_BODY_TAG = re.compile(r"<body[^>]*>", re.IGNORECASE)
MOST_REFERENCES = 20


def message_id(outgoing: Outgoing, around: Surroundings) -> str:
    """`key@mail_domain`, without brackets: what an answer names in In-Reply-To."""
    if not _KEY.match(outgoing.key):
        message = "the key of a delivery may hold letters, digits, dots, - and _ only"
        raise ValueError(message)
    return f"{outgoing.key}@{domain_of(around)}"


def envelope_sender(outgoing: Outgoing, around: Surroundings) -> str:
    """MAIL FROM (VERP): a returned letter finds its delivery."""
    token = outgoing.bounce_token or outgoing.key.replace(".", "")
    return bounce_address(around, token) or sender_of(around)


def write(outgoing: Outgoing, around: Surroundings, *, now: datetime | None = None) -> EmailMessage:
    """The whole letter; raises `ValueError` for a recipient, key, token or link that has not its shape."""
    recipient = normal(outgoing.to.removeprefix("mailto:"))
    if not recipient:
        message = "the recipient is no e-mail address"
        raise ValueError(message)
    letter = EmailMessage(policy=SMTP if recipient.isascii() else SMTPUTF8)
    letter["From"] = _mailbox(sender_of(around), outgoing.sender_name or around.town_name)
    letter["To"] = _mailbox(recipient, "")
    letter["Subject"] = one_line(outgoing.subject)
    letter["Date"] = format_datetime(now or datetime.now(UTC))
    letter["Message-ID"] = f"<{message_id(outgoing, around)}>"
    _answering(letter, outgoing, around)
    _automatic(letter, outgoing, around)
    _body(letter, outgoing)
    for thing in outgoing.enclosures:
        _enclose(letter, thing.name, thing.content_type, thing.data)
    # Last, because each new part takes the Content- headers of the letter with it.
    letter["Content-Language"] = re.sub(r"[^A-Za-z-]", "", outgoing.language)[:20] or "es"
    return letter


def one_line(value: str) -> str:
    """A header value of one line."""
    return _CONTROL.sub(" ", value).strip()[:500]


def _mailbox(address: str, name: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(display_name=one_line(name), username=local, domain=domain)


def _answering(letter: EmailMessage, outgoing: Outgoing, around: Surroundings) -> None:
    reply_to = reply_address(around, outgoing.reply_token)
    if reply_to:
        letter["Reply-To"] = _mailbox(reply_to, around.town_name)
    thread = [one for one in outgoing.thread if _ID.match(one)]
    if thread:
        kept = thread if len(thread) <= MOST_REFERENCES else [thread[0], *thread[1 - MOST_REFERENCES :]]
        letter["In-Reply-To"] = f"<{thread[-1]}>"
        letter["References"] = " ".join(f"<{one}>" for one in kept)
    if outgoing.unsubscribe_url:
        if not _WEB.match(outgoing.unsubscribe_url) or set("<>,") & set(outgoing.unsubscribe_url):
            message = "the unsubscribe link is no web address"
            raise ValueError(message)
        letter["List-Unsubscribe"] = f"<{outgoing.unsubscribe_url}>"
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _automatic(letter: EmailMessage, outgoing: Outgoing, around: Surroundings) -> None:
    """What no person wrote says so, as an answer when it is one (RFC 3834 section 5); no machine may answer it."""
    if outgoing.automatic:
        letter["Auto-Submitted"] = "auto-replied" if outgoing.thread else "auto-generated"
    letter["X-Auto-Response-Suppress"] = "All"
    letter[MARK] = domain_of(around)


def _body(letter: EmailMessage, outgoing: Outgoing) -> None:
    marker = MARKERS.get(outgoing.language[:2].lower(), MARKERS["en"]) if outgoing.reply_token else ""
    text = outgoing.text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip("\n")
    page = outgoing.html or page_of(text, outgoing.language)
    if marker:
        line = f'<p style="color:#595959;font-size:12px;margin:0 0 16px">{html.escape(marker)}</p>'
        page = _on_top(page, line)
        text = f"{marker}\n\n{text}"
    letter.set_content(text + "\n", charset="utf-8", cte="quoted-printable")
    letter.add_alternative(page.replace("\x00", ""), subtype="html", charset="utf-8", cte="quoted-printable")


def _on_top(page: str, line: str) -> str:
    body = _BODY_TAG.search(page)
    return page[: body.end()] + line + page[body.end() :] if body else line + page


def page_of(text: str, language: str) -> str:
    """Plain words as a small HTML page: paragraphs, line breaks and links, everything else escaped."""
    paragraphs = [f"<p>{_linked(one)}</p>" for one in re.split(r"\n{2,}", text) if one.strip()]
    tongue = html.escape(re.sub(r"[^A-Za-z-]", "", language)[:20] or "es")
    return (
        f'<!doctype html><html lang="{tongue}"><head><meta charset="utf-8"></head>'
        '<body style="font-family:sans-serif;font-size:16px;line-height:1.5;max-width:40em">'
        + "\n".join(paragraphs)
        + "</body></html>"
    )


def _linked(text: str) -> str:
    out, last = [], 0
    for match in _LINK.finditer(text):
        target = html.escape(match.group())
        out += [html.escape(text[last : match.start()]), f'<a href="{target}">{target}</a>']
        last = match.end()
    return "".join([*out, html.escape(text[last:])]).replace("\n", "<br>\n")


def _enclose(letter: EmailMessage, name: str, content_type: str, data: bytes) -> None:
    kind, _, detail = content_type.partition("/")
    safe = bool(re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", content_type, re.IGNORECASE)) and kind.lower() != "multipart"
    if not safe or kind.lower() == "message":
        kind, detail = "application", "octet-stream"
    letter.add_attachment(data, maintype=kind, subtype=detail, filename=one_line(name)[:120] or "file")
