# SPDX-License-Identifier: AGPL-3.0-or-later
"""The body of a letter: its words and what came with them (RFC 2045-2049, 2183, 2231, 3676).

Every rule here is lenient: a wrong charset, damaged base64 or a part that makes no sense costs that part at most.
"""

import binascii
import codecs
import mimetypes
import re
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.errors import MessageError
from email.message import Message

from concejo.channels.contract import Enclosure

from .headers import eight_bit, line_of, payload_of, words
from .html_text import text_of

TEXT_LIMIT = 1_000_000
"""Characters of words that are kept; the letter itself is kept whole elsewhere."""
LOGO = 2048
"""Bytes under which a picture inside the text is a logo or a tracking dot."""
DEEPEST = 30
MOST_PARTS = 500
_NOISE = bytes({*range(256)} - {*b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="})
"""Bytes that stand for nothing in base64."""
_BAD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")
_PATH = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]+")
_BREAKS = re.compile(r"\r\n|\r|\u0085|\u2028|\u2029")
_EXCUSE = re.compile(r"html", re.IGNORECASE)
_WIDE = ("utf-16", "utf-32", "utf-7", "iso2022", "shift_jis", "gb", "big5", "euc", "hz", "cp93", "cp94", "cp95")
_NOT_WORDS = frozenset({"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"})


@dataclass(frozen=True, slots=True)
class Content:
    """What a letter holds; `plain` says that the words were written as plain text."""

    text: str = ""
    enclosures: tuple[Enclosure, ...] = ()
    truncated: bool = False
    plain: bool = False


def content_of(message: Message) -> Content:
    """The words and enclosures of a parsed letter."""
    found = _walk(message, 0)
    text = unicodedata.normalize("NFC", _BAD.sub("", _BREAKS.sub("\n", found.text)))
    cut = found.truncated or len(text) > TEXT_LIMIT
    return Content(text[:TEXT_LIMIT].strip("\n"), found.enclosures[:MOST_PARTS], cut, found.plain)


def _walk(part: Message, depth: int) -> Content:
    kind = part.get_content_type()
    if kind == "message/rfc822" or (kind.startswith("message/") and part.is_multipart()):
        return Content(enclosures=(_letter_inside(part),))
    if part.is_multipart():
        if depth >= DEEPEST:
            return Content(truncated=True)
        children = [child for child in _children(part) if child.get_content_type() not in _NOT_WORDS]
        found = [_walk(child, depth + 1) for child in children[:MOST_PARTS]]
        return _alternative(found) if kind == "multipart/alternative" else _together(found)
    if kind.startswith("multipart/"):
        return _text(part, "text/plain")
    if kind in {"text/plain", "text/html", "text/enriched"} and not _is_enclosed(part):
        return _text(part, kind)
    enclosure = _enclosure(part, kind)
    return Content(enclosures=(enclosure,) if enclosure else ())


def _children(part: Message) -> Sequence[Message]:
    payload = payload_of(part)
    return payload if isinstance(payload, list) else []


def _together(found: Sequence[Content]) -> Content:
    texts = [one.text.strip("\n") for one in found if one.text.strip()]
    return Content(
        "\n\n".join(texts),
        tuple(thing for one in found for thing in one.enclosures),
        any(one.truncated for one in found),
        all(one.plain for one in found if one.text.strip()),
    )


def _alternative(found: Sequence[Content]) -> Content:
    """The plain words when there are any worth reading, else the richest other; enclosures of every alternative."""
    plain = [one for one in found if one.plain and one.text.strip() and not _is_excuse(one.text)]
    other = [one for one in found if one.text.strip()]
    best = plain[0] if plain else (other[-1] if other else Content())
    things = {thing.data: thing for one in found for thing in one.enclosures}
    return Content(best.text, tuple(things.values()), any(one.truncated for one in found), best.plain)


def _is_excuse(text: str) -> bool:
    """A plain part that only says that one should read the other."""
    return len(text) < 300 and _EXCUSE.search(text) is not None and "\n" not in text.strip()


def _is_enclosed(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(_name(part))


def _text(part: Message, kind: str) -> Content:
    text = decoded(data_of(part), _parameter(part, "charset"))
    truncated = len(text) > 2 * TEXT_LIMIT
    text = _BREAKS.sub("\n", text[: 2 * TEXT_LIMIT])
    if kind == "text/html":
        return Content(text_of(text), truncated=truncated)
    if _parameter(part, "format").lower() == "flowed":
        text = unflowed(text, delsp=_parameter(part, "delsp").lower() == "yes")
    return Content(text, truncated=truncated, plain=True)


def _parameter(part: Message, name: str) -> str:
    try:
        value = part.get_param(name, "")
    except (MessageError, ValueError, IndexError, TypeError, UnicodeError):
        return ""
    return str(value[2] if isinstance(value, tuple) else value).strip(" \"'")


def data_of(part: Message) -> bytes:
    """The bytes of a part, its transfer encoding undone as far as possible (RFC 2045 section 6)."""
    encoding = line_of(part, "Content-Transfer-Encoding").lower().strip()
    if encoding == "base64":
        text = payload_of(part)
        return _from_base64(text if isinstance(text, str) else "")
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, MessageError):
        payload = b""
    return payload if isinstance(payload, bytes) else b""


def _from_base64(text: str) -> bytes:
    """Line noise is skipped, padding in the middle starts anew, a cut end gives what is whole."""
    data = text.encode("ascii", "ignore")
    if b"=" not in data.rstrip(b"=\r\n "):
        with suppress(binascii.Error):
            return binascii.a2b_base64(data)
    runs = data.translate(None, _NOISE).split(b"=")
    whole = (run[:-1] if len(run) % 4 == 1 else run for run in runs)
    return b"".join(binascii.a2b_base64(run + b"=" * (-len(run) % 4)) for run in whole)


def decoded(data: bytes, charset: str) -> str:
    """Bytes as words: valid UTF-8 wins over any single-byte charset that was declared (they often lie)."""
    name = _codec(charset)
    if any(name.startswith(wide) for wide in _WIDE):
        return data.decode(name, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if name in {"ascii", "iso8859-1", "utf-8", "utf-8-sig"}:
        return eight_bit(data)
    return data.decode(name, "replace")


def _codec(charset: str) -> str:
    try:
        info = codecs.lookup(charset)
        b"".decode(charset)
    except (LookupError, ValueError, TypeError, UnicodeError):
        return "ascii"
    return info.name


def unflowed(text: str, *, delsp: bool = False) -> str:
    """Lines that were only broken for the wire are joined again (RFC 3676 section 4), quotes within their depth."""
    out: list[list[str]] = []
    joining = False
    depth = 0
    for line in text.split("\n"):
        quotes = len(line) - len(line.lstrip(">"))
        body = line[quotes:].removeprefix(" ")
        soft = body.endswith(" ") and body != "-- "
        kept = body[:-1] if soft and delsp else body
        if joining and quotes == depth and body != "-- ":
            out[-1].append(kept)
        else:
            out.append([">" * quotes + " " if quotes else "", kept])
        joining, depth = soft, quotes
    return "\n".join("".join(pieces) for pieces in out)


def _name(part: Message) -> str:
    """The file name somebody gave it, without any path."""
    try:
        raw = part.get_filename("") or ""
    except (MessageError, ValueError, IndexError, TypeError, UnicodeError, LookupError):
        return ""
    name = words(eight_bit(str(raw).encode("utf-8", "surrogateescape")))
    return unicodedata.normalize("NFC", _PATH.sub("_", name).strip(" ._"))[-120:]


def _enclosure(part: Message, kind: str) -> Enclosure | None:
    data = data_of(part)
    name = _name(part)
    inline = part.get_content_disposition() != "attachment" and bool(line_of(part, "Content-ID") or not name)
    if not data or (kind.startswith("image/") and inline and len(data) < LOGO):
        return None
    if kind == "application/octet-stream" and name:
        kind = mimetypes.guess_type(name)[0] or kind
    return Enclosure(name=name or f"enclosure{mimetypes.guess_extension(kind) or '.bin'}", content_type=kind, data=data)


def _letter_inside(part: Message) -> Enclosure:
    """A letter that was attached stays whole: it is what somebody else said, never this sender's words."""
    inner = next(iter(_children(part)), None)
    if inner is None:
        return Enclosure(name="letter.eml", content_type="message/rfc822", data=data_of(part))
    subject = _PATH.sub("_", words(line_of(inner, "Subject")))[:80].strip(" ._")
    try:
        data = inner.as_bytes()
    except (MessageError, ValueError, KeyError, LookupError, TypeError, AttributeError, RecursionError):
        data = "".join(f"{key}: {value}\n" for key, value in inner.raw_items()).encode("utf-8", "replace")
    return Enclosure(name=f"{subject or 'letter'}.eml", content_type="message/rfc822", data=data)
