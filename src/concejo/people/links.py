# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one place where signed tokens are made and read. Each purpose has a key of its own.

A token is base32 of an 8-byte id and the first 10 bytes of its HMAC-SHA256 (RFC 2104): 29 letters and digits, no case,
so it survives a mail server that folds local parts. It says *which row*, and gives just the right of its purpose.
"""

import base64
import binascii
import hashlib
import hmac
from enum import StrEnum

from concejo.privacy import keyring


class Purpose(StrEnum):
    """What a token gives the right to."""

    REPLY = "reply"
    """To add a comment to one conversation, for one participant."""
    BOUNCE = "bounce"
    """To tell that one delivery did not arrive."""
    CASE = "case"
    """To follow, confirm and reopen one report's case."""
    FOLLOW = "follow"
    """To end one following."""
    DIGEST = "digest"
    """To end all that is gathered into letters of one kind for one address."""
    PUBLISH = "publish"
    """To let the town publish one first message."""
    DRAFT = "draft"
    """To go on with one unfinished form."""
    CODE = "code"
    """To type the code of one proof."""
    OWN = "own"
    """To see and change one's own addresses for half an hour after a code came back."""


def make(purpose: Purpose, row: int) -> str:
    """The token for that row."""
    packed = row.to_bytes(8, "big")
    return _written(packed + _mac(keyring.key_of(f"link:{purpose}"), packed)).lower()


def read(purpose: Purpose, token: str) -> int | None:
    """The row's id, or `None` if the token was not made here for this purpose.

    29 letters carry 145 bits and a token has 144: the spare bit is checked too, so that one right is one text.
    """
    told = token.strip().upper()
    try:
        raw = base64.b32decode(told + "=" * (-len(told) % 8))
    except (binascii.Error, ValueError):
        return None
    packed, mac = raw[:8], raw[8:]
    if len(raw) != 18 or _written(raw) != told or not _was_made(purpose, packed, mac):
        return None
    return int.from_bytes(packed, "big")


def code_path(code: str) -> str:
    """What is stored of the code on a printed slip: an HMAC, so that the database cannot tell the code."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hmac.new(keyring.key_of("slip"), plain.encode(), hashlib.sha256).hexdigest()


def _written(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=")


def _was_made(purpose: Purpose, packed: bytes, mac: bytes) -> bool:
    """By the key of today, or by one from before a renewal: a link in an old mail goes on working."""
    if hmac.compare_digest(mac, _mac(keyring.key_of(f"link:{purpose}"), packed)):
        return True
    return any(hmac.compare_digest(mac, _mac(key, packed)) for key in keyring.every_key_of(f"link:{purpose}"))


def _mac(key: bytes, packed: bytes) -> bytes:
    return hmac.new(key, packed, hashlib.sha256).digest()[:10]
