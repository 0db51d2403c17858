# SPDX-License-Identifier: AGPL-3.0-or-later
"""One connection of another mail server: aiosmtpd's conversation with what it lacks (RFC 5321, 2033, 2034, 2920).

Ours: DATA reads within fixed memory, LMTP answers once per accepted recipient, enhanced status codes, limits on time,
no word about who exists beyond RCPT itself, and nothing of a conversation in the logs.
"""

import asyncio
import collections
import logging
import re
from collections.abc import Callable
from enum import StrEnum
from typing import Any, Protocol

from aiosmtpd.smtp import SMTP, Envelope, Session, syntax

MOST_RECIPIENTS = 100
LONGEST_LINE = 65_536
"""Octets of one line that are taken: RFC 5321 allows 1,000, and real mail programs do not keep to it."""
COMMAND = 2_048
_NEEDS_CODE = re.compile(r"([245])\d\d (?!\d\.\d{1,3}\.\d{1,3}\b)")
logging.getLogger("mail.log").setLevel(logging.CRITICAL)
"""aiosmtpd writes every command with its addresses; people's addresses stay out of logs."""


class Data(StrEnum):
    """How the words came in."""

    WHOLE = "whole"
    TOO_MUCH = "552 5.3.4 The letter is larger than 20 MB can be; please send large files another way"
    TOO_LONG = "500 5.5.2 A line is too long"


class Answers(Protocol):
    """What the listener decides; `handle_stored` says whether the letter is durable."""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take or refuse one recipient."""

    async def handle_stored(self, session: Session, envelope: Envelope) -> str:
        """Store the letter, then answer."""


class Smtp(SMTP):
    """SMTP as the town speaks it."""

    line_length_limit = LONGEST_LINE
    lmtp = False

    def __init__(
        self,
        handler: Answers,
        *,
        idle_seconds: float,
        gone: Callable[["Smtp"], None],
        **options: Any,
    ) -> None:
        # aiosmtpd keeps these limits on the class and empties them at every new connection: each has its own here.
        self.command_size_limits = collections.defaultdict(lambda: COMMAND)
        super().__init__(handler, timeout=idle_seconds, enable_SMTPUTF8=True, decode_data=False, **options)
        self._answers, self._gone = handler, gone
        self._greeting = True

    def connection_lost(self, error: Exception | None) -> None:
        """The place is free for another."""
        self._gone(self)
        super().connection_lost(error)

    async def push(self, status: Any) -> None:  # aiosmtpd: str or bytes
        """Enhanced status codes on every answer but greetings (RFC 2034 section 4)."""
        text = status if isinstance(status, str) else status.decode("utf-8", "replace")
        match = None if self._greeting else _NEEDS_CODE.match(text)
        if match:
            text = f"{text[:3]} {match.group(1)}.{'5' if match.group(1) == '5' else '0'}.0 {text[4:]}"
        self._greeting = False
        await super().push(text.encode("utf-8", "replace"))

    async def handle_exception(self, error: Exception) -> str:
        """A fault of ours: the other server keeps the letter and comes back."""
        logging.getLogger(__name__).error("mail listener: %s", type(error).__name__)
        return "451 4.3.0 Something went wrong here; please try again later"

    async def smtp_HELP(self, arg: str) -> None:  # noqa: N802 - aiosmtpd finds them by name
        """Nothing to learn."""
        await self.push("214 2.0.0 See RFC 5321")

    async def smtp_VRFY(self, arg: str) -> None:  # noqa: N802 - aiosmtpd finds them by name
        """The same answer for everybody (RFC 5321 section 7.3)."""
        await self.push("252 2.5.0 Send a letter and see")

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802 - aiosmtpd finds them by name
        """Nobody signs in here."""
        await self.push("502 5.5.1 Not here")

    @syntax("EHLO hostname")
    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802 - aiosmtpd finds them by name
        """Greeting; see `_greet`."""
        await self._greet(hostname)

    async def _greet(self, hostname: str | None) -> None:
        if not hostname or self.session is None:
            await self.push("501 5.5.4 Who are you?")
            return
        self.envelope = self._create_envelope()
        self.session.extended_smtp, self.session.host_name = True, hostname
        offers = [self.hostname, "PIPELINING", f"SIZE {self.data_size_limit}", "8BITMIME", "SMTPUTF8"]
        if self.tls_context and not self._tls_protocol:
            offers.append("STARTTLS")
        for offer in offers:
            await self.push(f"250-{offer}")
        self._greeting = True
        await self.push("250 ENHANCEDSTATUSCODES")

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd finds them by name
        """Words until a lone dot; stored before any 250; one answer, or one per recipient (RFC 2033 section 4.2)."""
        envelope, session = self.envelope, self.session
        if envelope is None or session is None or not session.host_name or not envelope.rcpt_tos:
            await self.push("503 5.5.1 RCPT first")
            return
        if arg:
            await self.push("501 5.5.4 DATA takes no argument")
            return
        await self.push("354 End with a line that holds only a dot")
        how, content = await self._words()
        if how is Data.WHOLE:
            envelope.content = envelope.original_content = content
            status = await self._answers.handle_stored(session, envelope)
        else:
            status = how.value
        recipients = len(envelope.rcpt_tos)
        self.envelope = self._create_envelope()
        for _ in range(recipients if self.lmtp else 1):
            await self.push(status)

    async def _words(self) -> tuple[Data, bytes]:
        """Lines with their dots undone (RFC 5321 section 4.5.2). Only CRLF ends a line: nothing can be smuggled in."""
        kept, size, how, fragment = bytearray(), 0, Data.WHOLE, False
        while True:
            try:
                line = await self._reader.readuntil(b"\r\n")
                ends = True
            except asyncio.LimitOverrunError as error:
                line, ends = await self._reader.read(max(1, error.consumed)), False
            self._reset_timeout()
            if ends and not fragment and line == b".\r\n":
                return how, bytes(kept)
            size += len(line)
            if not ends or fragment:
                how = Data.TOO_LONG if how is Data.WHOLE else how
            if self.data_size_limit and size > self.data_size_limit:
                how = Data.TOO_MUCH
            if how is Data.WHOLE:
                kept += line[1:] if line.startswith(b".") else line
            else:
                kept.clear()
            fragment = not ends


class Lmtp(Smtp):
    """LMTP: no HELO, and after DATA one answer for each recipient that was accepted, in their order."""

    lmtp = True

    @syntax("LHLO hostname")
    async def smtp_LHLO(self, arg: str) -> None:  # noqa: N802 - aiosmtpd finds them by name
        """The greeting of LMTP (RFC 2033 section 4.1)."""
        await self._greet(arg)

    async def smtp_HELO(self, arg: str) -> None:  # noqa: N802 - aiosmtpd finds them by name
        """Not in LMTP."""
        await self.push("500 5.5.1 LHLO, please")

    async def smtp_EHLO(self, arg: str) -> None:  # noqa: N802 - aiosmtpd finds them by name
        """Not in LMTP."""
        await self.push("500 5.5.1 LHLO, please")
