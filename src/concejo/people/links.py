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

from django.conf import settings

from concejo.privacy.townkey import derive


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
    PUBLISH = "publish"
    """To let the town publish one first message."""
    DRAFT = "draft"
    """To go on with one unfinished form."""


def make(purpose: Purpose, row: int) -> str:
    """The token for that row."""
    packed = row.to_bytes(8, "big")
    return _written(packed + _mac(purpose, packed)).lower()


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
    if len(raw) != 18 or not hmac.compare_digest(mac, _mac(purpose, packed)) or _written(raw) != told:
        return None
    return int.from_bytes(packed, "big")


def code_path(code: str) -> str:
    """What is stored of the code on a printed slip: an HMAC, so that the database cannot tell the code."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hmac.new(_key("slip"), plain.encode(), hashlib.sha256).hexdigest()


def _written(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=")


def _mac(purpose: Purpose, packed: bytes) -> bytes:
    return hmac.new(_key(purpose), packed, hashlib.sha256).digest()[:10]


def _key(purpose: str) -> bytes:
    return derive(settings.TOWN_KEY_FILE, f"link:{purpose}")
