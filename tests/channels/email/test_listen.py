# SPDX-License-Identifier: AGPL-3.0-or-later
"""The letter box, spoken to by hand."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Literal

import pytest

from concejo.channels.contract import Raw
from concejo.channels.kinds.email import listen, session
from concejo.channels.kinds.email.listen import Server, start

LIVING = {"avisos@olivar.example", "buzon@olivar.example"}
Talk = Callable[["Line"], Awaitable[None]]


class Line:
    """One connection, command by command."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def answer(self) -> str:
        """One whole answer, its lines joined; empty when the line is closed."""
        lines = []
        while True:
            one = (await asyncio.wait_for(self.reader.readline(), 10)).decode()
            lines.append(one.rstrip())
            if not one or one[3:4] != "-":
                return "\n".join(lines)

    async def say(self, command: str | bytes) -> str:
        """Say something and hear the answer."""
        self.writer.write((command.encode() if isinstance(command, str) else command) + b"\r\n")
        await self.writer.drain()
        return await self.answer()

    async def letter(
        self, *to: str, words: bytes = b"From: a@b.example\r\n\r\nHola\r\n", hello: str = "EHLO"
    ) -> list[str]:
        """A whole transaction; the answers after the dot."""
        await self.say(f"{hello} x")
        await self.say("MAIL FROM:<ana@vecina.example>")
        taken = [one for one in to if (await self.say(f"RCPT TO:<{one}>")).startswith("250")]
        assert (await self.say("DATA")).startswith("354")
        first = await self.say(words + b".")
        return [first, *[await self.answer() for _ in (taken[1:] if hello == "LHLO" else [])]]


class Box:
    """What was stored, and how it should go."""

    def __init__(self) -> None:
        self.stored: list[Raw] = []
        self.fails = False
        self.slow = 0.0

    async def store(self, raw: Raw) -> None:
        """As told."""
        await asyncio.sleep(self.slow)
        if self.fails:
            message = "disk full"
            raise OSError(message)
        self.stored.append(raw)

    async def opened(self, protocol: Literal["smtp", "lmtp"], **options: float) -> Server:
        """The letter box, open."""
        return await start(
            ("127.0.0.1", 0), protocol, accept_recipient=LIVING.__contains__, store=self.store, hostname="mx", **options
        )  # type: ignore[arg-type]


def talk(work: Talk, box: Box | None = None, *, protocol: Literal["smtp", "lmtp"] = "smtp", **options: float) -> Box:
    """Open a letter box, speak to it, close it."""
    used = box or Box()

    async def all_of_it() -> None:
        server = await used.opened(protocol, **options)
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        line = Line(reader, writer)
        assert (await line.answer()).startswith("220 mx")
        try:
            await work(line)
        finally:
            writer.close()
            await server.close()

    asyncio.run(asyncio.wait_for(all_of_it(), 60))
    return used


def test_a_letter_is_stored_with_what_the_network_said() -> None:
    async def work(line: Line) -> None:
        assert await line.letter("Avisos@Olivar.example", words=b"a\r\n..b\r\n\xff\x00\r\n") == ["250 2.0.0 Stored"]

    (raw,) = talk(work).stored
    assert raw.body == b"a\r\n.b\r\n\xff\x00\r\n"
    assert raw.kind == "email"
    assert raw.received_at.tzinfo is not None
    assert raw.envelope == {
        "mail_from": "ana@vecina.example",
        "rcpt_to": ["Avisos@Olivar.example"],
        "peer": "127.0.0.1",
        "helo": "x",
    }


def test_an_empty_sender_stays_empty() -> None:
    async def work(line: Line) -> None:
        await line.say("EHLO x")
        assert (await line.say("MAIL FROM:<>")).startswith("250")
        await line.say("RCPT TO:<avisos@olivar.example>")
        await line.say("DATA")
        await line.say("Hola\r\n.")

    assert talk(work).stored[0].envelope["mail_from"] == ""


def test_250_comes_only_after_the_letter_is_stored() -> None:
    box = Box()
    box.slow = 0.5

    async def work(line: Line) -> None:
        await line.say("EHLO x")
        await line.say("MAIL FROM:<a@b.example>")
        await line.say("RCPT TO:<avisos@olivar.example>")
        await line.say("DATA")
        line.writer.write(b"Hola\r\n.\r\n")
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(line.reader.readline(), 0.3)
        assert box.stored == []
        assert (await line.answer()).startswith("250")
        assert len(box.stored) == 1

    talk(work, box)


def test_what_cannot_be_stored_stays_with_the_other_server() -> None:
    box = Box()
    box.fails = True

    async def work(line: Line) -> None:
        assert (await line.letter("avisos@olivar.example"))[0].startswith("451 4.3.0")
        box.fails = False
        assert (await line.letter("avisos@olivar.example"))[0].startswith("250")

    assert len(talk(work, box).stored) == 1


def test_a_store_that_never_answers_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listen, "STORE_SECONDS", 0.3)
    box = Box()
    box.slow = 2.0

    async def work(line: Line) -> None:
        assert (await line.letter("avisos@olivar.example"))[0].startswith("451")

    talk(work, box)


def test_a_letter_is_kept_though_the_other_server_hung_up() -> None:
    box = Box()
    box.slow = 0.3

    async def work(line: Line) -> None:
        await line.say("EHLO x")
        await line.say("MAIL FROM:<a@b.example>")
        await line.say("RCPT TO:<avisos@olivar.example>")
        await line.say("DATA")
        line.writer.write(b"Hola\r\n.\r\n")
        await line.writer.drain()
        await asyncio.sleep(0.1)
        line.writer.close()
        await asyncio.sleep(0.05)

    assert len(talk(work, box).stored) == 1


def test_lmtp_answers_for_each_recipient() -> None:
    async def work(line: Line) -> None:
        to = ("avisos@olivar.example", "rosa@olivar.example", "buzon@olivar.example", "avisos@olivar.example")
        assert await line.letter(*to, hello="LHLO") == ["250 2.0.0 Stored"] * 3
        assert (await line.say("NOOP")).startswith("250")

    (raw,) = talk(work, protocol="lmtp").stored
    assert raw.envelope["rcpt_to"] == ["avisos@olivar.example", "buzon@olivar.example", "avisos@olivar.example"]


def test_lmtp_says_each_refusal_too() -> None:
    box = Box()
    box.fails = True

    async def work(line: Line) -> None:
        found = await line.letter("avisos@olivar.example", "buzon@olivar.example", hello="LHLO")
        assert [one[:9] for one in found] == ["451 4.3.0", "451 4.3.0"]
        assert (await line.say("HELO x")).startswith("500 5.5.1")
        assert (await line.say("EHLO x")).startswith("500 5.5.1")

    talk(work, box, protocol="lmtp")


def test_nobody_of_that_name() -> None:
    async def work(line: Line) -> None:
        await line.say("EHLO x")
        await line.say("MAIL FROM:<a@b.example>")
        assert (await line.say("RCPT TO:<rosa@olivar.example>")).startswith("550 5.1.1")
        assert (await line.say("RCPT TO:<\xff@olivar.example>".encode("latin-1"))).startswith("55")
        assert (await line.say("DATA")).startswith("503")

    assert talk(work).stored == []


def test_too_large_is_told_and_nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listen, "SIZE", 10_000)

    async def work(line: Line) -> None:
        words = b"a" * 70 + b"\r\n"
        assert (await line.letter("avisos@olivar.example", words=words * 200))[0].startswith("552 5.3.4")
        assert (await line.say("EHLO x")).count("SIZE 10000") == 1
        assert (await line.say("MAIL FROM:<a@b.example> SIZE=20000")).startswith("552")
        assert (await line.letter("avisos@olivar.example", words=words * 100))[0].startswith("250")

    assert len(talk(work).stored) == 1


def test_twenty_megabytes_is_the_limit() -> None:
    assert listen.SIZE == 20_000_000


def test_long_lines_are_taken_and_endless_ones_are_not() -> None:
    async def work(line: Line) -> None:
        assert (await line.letter("avisos@olivar.example", words=b"a" * 60_000 + b"\r\n"))[0].startswith("250")
        assert (await line.letter("avisos@olivar.example", words=b"a" * 500_000 + b"\r\n"))[0].startswith("500 5.5.2")
        assert (await line.letter("avisos@olivar.example"))[0].startswith("250")

    assert [len(one.body) for one in talk(work).stored] == [60_002, 27]


def test_a_dot_at_the_end_of_an_endless_line_does_not_end_the_letter() -> None:
    async def work(line: Line) -> None:
        await line.say("EHLO x")
        await line.say("MAIL FROM:<a@b.example>")
        await line.say("RCPT TO:<avisos@olivar.example>")
        await line.say("DATA")
        line.writer.write(b"a" * 300_000)
        await line.writer.drain()
        await asyncio.sleep(0.3)
        line.writer.write(b".\r\n")
        await line.writer.drain()
        await asyncio.sleep(0.1)
        assert (await line.say("MAIL FROM:<x@y.example>\r\n.")).startswith("500 5.5.2")
        assert (await line.say("NOOP")).startswith("250")

    assert talk(work).stored == []


def test_only_crlf_ends_a_line_so_nothing_is_smuggled() -> None:
    async def work(line: Line) -> None:
        words = b"Hola\n.\nMAIL FROM:<x@y.example>\r.\r\n.\n\r\nfin\r\n"
        assert (await line.letter("avisos@olivar.example", words=words)) == ["250 2.0.0 Stored"]

    assert len(talk(work).stored) == 1


def test_nothing_can_be_learned() -> None:
    async def work(line: Line) -> None:
        await line.say("EHLO x")
        known, unknown = await line.say("VRFY avisos@olivar.example"), await line.say("VRFY rosa@olivar.example")
        assert known == unknown
        assert known.startswith("252")
        assert (await line.say("EXPN vecinos")).startswith("502")
        assert (await line.say("AUTH PLAIN AGEAYg==")).startswith("502")
        assert "olivar" not in await line.say("HELP")

    talk(work)


def test_every_answer_carries_an_enhanced_code() -> None:
    async def work(line: Line) -> None:
        assert "250 ENHANCEDSTATUSCODES" in await line.say("EHLO x")
        for command in ("NOOP", "RSET", "MAIL FROM:<a@b.example>", "VRFY x", "EXPN x", "WHAT", "RCPT TO:<x", "DATA"):
            found = await line.say(command)
            assert found[4] == found[0], found
            assert found[5] == ".", found

    talk(work)


def test_garbage_breaks_nothing() -> None:
    async def work(line: Line) -> None:
        for rubbish in (b"\xff\xfe\xfd", b"MAIL FROM:\xff", b"", b"\x00" * 50, b"A" * 5000):
            assert (await line.say(rubbish))[:1] == "5"
        await line.say("EHLO x")
        for rubbish in (b"MAIL FROM:<\xff>", b"MAIL FROM:<a@b> X=\xff", b"RCPT TO:<" + b"a" * 3000 + b">"):
            assert (await line.say(rubbish))[:1] == "5"
        assert (await line.letter("avisos@olivar.example"))[0].startswith("250")

    assert len(talk(work).stored) == 1


def test_a_question_that_breaks_is_a_fault_of_ours() -> None:
    async def work() -> None:
        def accept(address: str) -> bool:
            raise RuntimeError(address)

        server = await start(("127.0.0.1", 0), "smtp", accept_recipient=accept, store=Box().store)
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        line = Line(reader, writer)
        await line.answer()
        await line.say("EHLO x")
        await line.say("MAIL FROM:<a@b.example>")
        found = await line.say("RCPT TO:<rosa@olivar.example>")
        assert found.startswith("451 4.3.0")
        assert "rosa" not in found
        writer.close()
        await server.close()

    asyncio.run(work())


def test_silence_is_not_waited_for_for_ever() -> None:
    async def work(line: Line) -> None:
        assert await line.answer() == ""

    talk(work, idle_seconds=0.3)


def test_too_many_connections_come_back_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listen, "MOST_CONNECTIONS", 1)

    async def work() -> None:
        server = await Box().opened("smtp")
        _, first = await asyncio.open_connection("127.0.0.1", server.port)
        await asyncio.sleep(0.1)
        reader, second = await asyncio.open_connection("127.0.0.1", server.port)
        assert (await reader.readline()).startswith(b"421 4.3.2")
        first.close()
        await asyncio.sleep(0.2)
        reader, third = await asyncio.open_connection("127.0.0.1", server.port)
        assert (await reader.readline()).startswith(b"220")
        second.close()
        third.close()
        await server.close()

    asyncio.run(work())


def test_too_many_recipients(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listen, "MOST_RECIPIENTS", 2)

    async def work(line: Line) -> None:
        await line.say("EHLO x")
        await line.say("MAIL FROM:<a@b.example>")
        found = [await line.say("RCPT TO:<avisos@olivar.example>") for _ in range(3)]
        assert [one[:3] for one in found] == ["250", "250", "452"]

    talk(work)


def test_commands_may_come_all_at_once() -> None:
    async def work(line: Line) -> None:
        await line.say("EHLO x")
        line.writer.write(b"MAIL FROM:<a@b.example>\r\nRCPT TO:<avisos@olivar.example>\r\nDATA\r\n")
        assert [(await line.answer())[:3] for _ in range(3)] == ["250", "250", "354"]
        assert (await line.say("Hola\r\n.")).startswith("250")

    assert len(talk(work).stored) == 1


def test_limits_of_one_connection_are_its_own() -> None:
    async def work() -> None:
        server = await Box().opened("smtp")
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        one = Line(reader, writer)
        await one.answer()
        await one.say("EHLO x")
        _, other = await asyncio.open_connection("127.0.0.1", server.port)
        await asyncio.sleep(0.1)
        assert (await one.say(f"MAIL FROM:<{'a' * 900}@b.example> SIZE=1000 SMTPUTF8 BODY=8BITMIME")).startswith("250")
        writer.close()
        other.close()
        await server.close()

    asyncio.run(work())
    assert session.COMMAND > 1000


def test_addresses_stay_out_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async def work(line: Line) -> None:
        await line.letter("avisos@olivar.example")
        await line.say("rosa@vecina.example")

    with caplog.at_level("DEBUG"):
        talk(work)
    assert "vecina" not in caplog.text
