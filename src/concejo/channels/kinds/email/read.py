# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a letter says: the same bytes always give the same events, with no network and no database.

The conversation is found by the token in the address, then by In-Reply-To and References; never by the subject.
"""

import hashlib
import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from email import message_from_bytes, policy
from email.message import Message

from concejo.channels.contract import Bounced, Raw, Said, Surroundings, Unreadable

from .bounce import bounces_of
from .cut import cut
from .flags import flags_of
from .headers import date_of, ids_of, line_of, lines_of, mailboxes, words
from .mailboxes import reply_token
from .mime import Content, content_of

_DELIVERED = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To")
_BODY = re.compile(rb"\r?\n\r?\n")
_RUN = re.compile(rb"(?:(?<=\n\r\n)|(?<=\n\n))[A-Za-z0-9+/\r\n]{12000,}")
"""A body of base64 (RFC 2045 section 6.8), long enough to be worth it: no boundary and no head has only such signs."""
NAME_LIMIT = 200
SUBJECT_LIMIT = 500


def read(raw: Raw, around: Surroundings) -> list[Said | Bounced]:
    """One `Said`, or what a bounce tells (possibly nothing); raises `Unreadable` for what has no sender or no shape."""
    message = parsed(raw)
    addresses = recipients_of(message, raw)
    name, sender = sender_of(message, raw)
    returned = bounces_of(message, raw, around, addresses=addresses, sender=sender)
    if returned is not None:
        return list(returned)
    if not sender:
        message_text = "no sender: neither From, Sender, Reply-To nor the envelope holds an address"
        raise Unreadable(message_text)
    try:
        content = content_of(message)
    except RecursionError as error:
        message_text = "the parts of this letter are nested without end"
        raise Unreadable(message_text) from error
    return [_said(message, raw, around, content=content, who=(name, sender), addresses=addresses)]


def _said(
    message: Message,
    raw: Raw,
    around: Surroundings,
    *,
    content: Content,
    who: tuple[str, str],
    addresses: tuple[str, ...],
) -> Said:
    name, sender = who
    text = cut(content.text)
    flags = set(flags_of(message, raw, around, sender=sender))
    if content.truncated:
        flags.add("truncated")
    if not text and not content.enclosures:
        flags.add("empty")
    answered = ids_of(message, "In-Reply-To") + ids_of(message, "References")[::-1]
    return Said(
        sender=f"mailto:{sender}",
        sender_name=name[:NAME_LIMIT],
        to=addresses,
        subject=words(line_of(message, "Subject"))[:SUBJECT_LIMIT],
        text=text,
        full_text=content.text,
        enclosures=content.enclosures,
        external_id=next(iter(ids_of(message, "Message-ID")), ""),
        replies_to=tuple(dict.fromkeys(answered))[:100],
        token=reply_token(around, addresses),
        occurred_at=_when(message, raw),
        flags=frozenset(flags),
    )


def parsed(raw: Raw) -> Message:
    """The letter taken apart; see `headers` for why with this policy."""
    try:
        return _without_long_runs(raw.body)
    except (RecursionError, ValueError, LookupError, AssertionError, AttributeError, TypeError) as error:
        message_text = "the letter cannot be taken apart"
        raise Unreadable(message_text) from error


_LAST_BREAK = re.compile(r"\r?\n\Z")


def _without_long_runs(body: bytes) -> Message:
    """The parser looks at each line of a photo for a boundary; lines of pure base64 are none, and are put in again."""
    runs: list[str] = []
    mark = secrets.token_hex(16)

    def keep(run: re.Match[bytes]) -> bytes:
        runs.append(run[0].decode("ascii"))
        return f"{mark}{len(runs) - 1:08d}\r\n".encode()

    def put(found: re.Match[str]) -> str:
        run = runs[int(found[1])]
        return run if found[2] else _LAST_BREAK.sub("", run)  # the last line break before a boundary is the boundary's

    message = message_from_bytes(_RUN.sub(keep, body), policy=policy.compat32)
    for part in message.walk() if runs else ():
        for name in ("_payload", "preamble", "epilogue"):
            said = getattr(part, name)
            if isinstance(said, str) and mark in said:
                setattr(part, name, re.sub(mark + r"(\d{8})(\r\n)?", put, said))
    return message


def head_of(raw: Raw) -> Message:
    """Only the head of the letter: what was enclosed is not taken apart."""
    try:
        return message_from_bytes(split(raw.body)[0], policy=policy.compat32)
    except (RecursionError, ValueError, LookupError, AssertionError, AttributeError, TypeError) as error:
        message_text = "the head of the letter cannot be read"
        raise Unreadable(message_text) from error


def _when(message: Message, raw: Raw) -> datetime | None:
    said = date_of(message)
    return min(said, raw.received_at) if said and raw.received_at.tzinfo else said


def sender_of(message: Message, raw: Raw) -> tuple[str, str]:
    """(name, address): the first mailbox of From, else Sender, Reply-To, the envelope."""
    for header in ("From", "Sender", "Reply-To", "Resent-From", "Return-Path"):
        found = mailboxes(lines_of(message, header))
        if found:
            return found[0]
    given = raw.envelope.get("mail_from", "")
    found = mailboxes([given]) if isinstance(given, str) else []
    return found[0] if found else ("", "")


def recipients_of(message: Message, raw: Raw) -> tuple[str, ...]:
    """Every address it was written or delivered to, lower case, the envelope's first."""
    given = raw.envelope.get("rcpt_to", [])
    envelope: Iterable[str] = [given] if isinstance(given, str) else given
    lines = [line for header in (*_DELIVERED, "To", "Cc") for line in lines_of(message, header)]
    return tuple(dict.fromkeys(address for _, address in mailboxes([*envelope, *lines])))[:500]


def dedupe_key(raw: Raw) -> str:
    """The same letter by two ways (two recipients, LMTP again after a crash, IMAP later) has one key.

    Trace headers differ by the way it came, so the key is made of what the sender wrote: Message-ID, From, Date,
    Subject and the body. A forged Message-ID alone cannot make a letter disappear.
    """
    head, body = split(raw.body)
    try:
        message = message_from_bytes(head, policy=policy.compat32)
    except (ValueError, LookupError, RecursionError):
        return hashlib.sha256(raw.body).hexdigest()
    ids = lines_of(message, "Message-ID")
    if not ids:
        return hashlib.sha256(raw.body).hexdigest()
    digest = hashlib.sha256()
    for piece in (*ids, *(line for name in ("From", "Date", "Subject") for line in lines_of(message, name))):
        digest.update(piece.encode("utf-8", "replace") + b"\0")
    digest.update(body.replace(b"\r\n", b"\n").rstrip(b"\n"))
    return digest.hexdigest()


def split(letter: bytes) -> tuple[bytes, bytes]:
    """Head and body of a letter, the empty line between them with the head."""
    match = _BODY.search(letter)
    return (letter[: match.end()], letter[match.end() :]) if match else (letter, b"")
