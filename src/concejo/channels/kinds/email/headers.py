# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands in the head of a letter, however badly it was written (RFC 5322, 2047, 6532).

The letter is parsed with the `compat32` policy on purpose: it keeps broken headers as they came, where the newer policy
raises for some of them (IndexError and HeaderParseError inside the parser, still so in Python 3.11).
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

LONGEST = 20_000
"""Characters of one address header that are looked at."""
LONGEST_ADDRESS = 254
"""RFC 5321 section 4.5.3.1.3; what is longer reaches nobody."""
MESSAGE_ID = re.compile(r"<([^<>\s]{1,900})>")
_FOLD = re.compile(r"[\r\n]+[ \t]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")
_ADDRESS = re.compile(r"[^\s<>,;:\"()\[\]@]+@[^\s<>,;:\"()@]+")
_LOOSE_WORD = re.compile(r"(\?=)(?==\?)")


def eight_bit(data: bytes) -> str:
    """Undeclared 8-bit text: UTF-8 when it is valid, else what a Windows machine of western Europe would mean."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def lines_of(message: Message, name: str) -> list[str]:
    """All headers of that name from the top, unfolded, undeclared 8-bit repaired, encoded words left alone."""
    wanted = name.lower()
    found = []
    for key, value in message.raw_items():
        if key.lower() == wanted:
            data = str(value).encode("utf-8", "surrogateescape")
            found.append(_FOLD.sub(" ", eight_bit(data)).strip())
    return found


def line_of(message: Message, name: str) -> str:
    """The first header of that name, or nothing."""
    return next(iter(lines_of(message, name)), "")


def payload_of(part: Message) -> str | list[Message]:
    """The text of a part as it stands on the wire, or the parts inside it."""
    try:
        payload = part.get_payload()
    except (TypeError, LookupError, ValueError):
        # A charset that is no charset: without it the text is only text.
        del part["Content-Type"]
        payload = part.get_payload()
    if isinstance(payload, list):
        return [one for one in payload if isinstance(one, Message)]
    return payload if isinstance(payload, str) else ""


def words(value: str) -> str:
    """Encoded words made readable (RFC 2047); a wrong charset or broken base64 never raises."""
    try:
        pieces = decode_header(_LOOSE_WORD.sub(r"\1 ", value))
    except (HeaderParseError, ValueError):
        return _CONTROL.sub(" ", value).strip()
    text = "".join(_piece(data, charset) for data, charset in pieces)
    return _CONTROL.sub(" ", text).strip()


def _piece(data: bytes | str, charset: str | None) -> str:
    if isinstance(data, str):
        return data
    if charset is None:
        return data.decode("utf-8", "replace") if _valid(data) else data.decode("raw-unicode-escape", "replace")
    try:
        return data.decode(charset)
    except (LookupError, UnicodeDecodeError, ValueError):
        return eight_bit(data)


def _valid(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\\u" not in data


def normal(address: str) -> str:
    """One spelling per mailbox: lower case, the domain as the DNS writes it; empty when it is no address."""
    local, at, domain = address.strip().strip("<>").rpartition("@")
    if not at or not local or not domain or _CONTROL.search(address) or " " in address.strip():
        return ""
    domain = domain.rstrip(".").lower()
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    return f"{local.lower()}@{domain}" if domain else ""


def mailboxes(values: Iterable[str]) -> list[tuple[str, str]]:
    """(name, address) of every mailbox named in address headers; groups opened, garbage left out, order kept."""
    found: dict[str, str] = {}
    for whole in values:
        value = whole[:LONGEST]
        here = [(words(name), normal(address)) for name, address in getaddresses([value])]
        if not any(address for _, address in here):
            here = [("", normal(match)) for match in _ADDRESS.findall(value)]
        for name, address in here:
            if address and len(address) <= LONGEST_ADDRESS:
                found.setdefault(address, name)
    return [(name, address) for address, name in found.items()]


def ids_of(message: Message, name: str) -> list[str]:
    """Message-IDs in a header, without brackets, in their order (RFC 5322 section 3.6.4)."""
    return [match for value in lines_of(message, name) for match in MESSAGE_ID.findall(value)]


def date_of(message: Message) -> datetime | None:
    """When the sender's machine says it was written, in UTC; nothing when it says nonsense."""
    value = line_of(message, "Date")
    if not value:
        return None
    try:
        moment = parsedate_to_datetime(value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
