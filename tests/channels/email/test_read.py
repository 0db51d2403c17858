# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a letter says, however it was written."""

import base64
import random
import time
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concejo.channels.contract import Raw, Said, Surroundings, Unreadable
from concejo.channels.kinds.email.html_text import text_of
from concejo.channels.kinds.email.read import dedupe_key, parsed, read
from tests.channels.email.conftest import letter, town

FROM = "From: Ana <ana@vecina.example>\n"
BASE64 = "Content-Transfer-Encoding: base64"
PIXELS = base64.b64encode(b"\x89PNG" + b"x" * 3000).decode()
DOT = base64.b64encode(b"\x89PNG" + b"x" * 100).decode()


def said(body: bytes | str, around: Surroundings | None = None, **envelope: str | list[str]) -> Said:
    (event,) = read(letter(body, **envelope), around or town())
    assert isinstance(event, Said)
    return event


def mixed(*parts: str, kind: str = "mixed") -> str:
    middle = "".join(f"--b\n{part}\n" for part in parts)
    return f'{FROM}MIME-Version: 1.0\nContent-Type: multipart/{kind}; boundary="b"\n\n{middle}--b--\n'


@pytest.mark.parametrize(
    ("head", "envelope"),
    [
        ("To: r+AbC123@olivar.example", {}),
        ("To: x@y.example\nCc: Ayuntamiento <R+ABC123@Olivar.Example>", {}),
        ("To: x@y.example\nDelivered-To: r+abc123@olivar.example", {}),
        ("To: x@y.example\nX-Original-To: r+abc123@olivar.example", {}),
        ("To: x@y.example", {"rcpt_to": ["r+ABC123@olivar.example"]}),
    ],
)
def test_the_token_is_found_wherever_the_address_stands(head: str, envelope: dict[str, list[str]]) -> None:
    assert said(f"{FROM}{head}\n\nHola", None, **envelope).token == "abc123"


@pytest.mark.parametrize(
    "to", ["r+abc@otro.example", "x+abc@olivar.example", "r+abc@sub.olivar.example", "r+@olivar.example"]
)
def test_nothing_else_is_a_token(to: str) -> None:
    assert said(f"{FROM}To: {to}\n\nHola").token is None


def test_a_town_with_one_mailbox_has_tokens_of_its_own_shape() -> None:
    around = town(reply_local="avisos+r-{token}")
    assert said(f"{FROM}To: avisos+r-abc@olivar.example\n\nHola", around).token == "abc"
    assert said(f"{FROM}To: avisos@olivar.example\n\nHola", town(reply_local="")).token is None


def test_the_subject_never_threads() -> None:
    one = said(f"{FROM}Subject: Re: [#2026-0412] r+abc@olivar.example\n\nHola")
    assert (one.token, one.replies_to) == (None, ())


def test_what_it_answers_is_told_nearest_first() -> None:
    one = said(f"{FROM}In-Reply-To: <c@x> odd\nReferences: <a@x> <b@x>\n\t<c@x>\n\nHola")
    assert one.replies_to == ("c@x", "b@x", "a@x")


@pytest.mark.parametrize(
    ("head", "sender", "name"),
    [
        ("From: =?iso-8859-1?Q?Mar=EDa_G=F3mez?= <MARIA@Vecina.Example>", "maria@vecina.example", "María Gómez"),
        ("From: =?utf-8?B?TWFyw61hIEfDs21leg==?= <maria@vecina.example>", "maria@vecina.example", "María Gómez"),
        ("From: =?x-nunca?Q?Mar=EDa?= <maria@vecina.example>", "maria@vecina.example", "María"),
        ('From: "Gómez, María" <maria@vecina.example>', "maria@vecina.example", "Gómez, María"),
        ("From: maria@vecina.example, otra@vecina.example", "maria@vecina.example", ""),
        ("From: maria@vecina.example\nFrom: otra@vecina.example", "maria@vecina.example", ""),
        ("Sender: maria@vecina.example", "maria@vecina.example", ""),
        ("Return-Path: <maria@vecina.example>", "maria@vecina.example", ""),
        ("From: maria@peñas.example", "maria@xn--peas-hqa.example", ""),
        ("From: undisclosed <>\nReply-To: maria@vecina.example", "maria@vecina.example", ""),
        (f"From: {'x' * 250}@nunca.example\nReply-To: maria@vecina.example", "maria@vecina.example", ""),
    ],
)
def test_who_wrote(head: str, sender: str, name: str) -> None:
    one = said(f"{head}\n\nHola")
    assert (one.sender, one.sender_name) == (f"mailto:{sender}", name)


def test_a_name_in_undeclared_eight_bits_is_read() -> None:
    assert said("From: María <maria@vecina.example>\nSubject: Año\n\nHola".encode("cp1252")).sender_name == "María"


def test_without_from_the_envelope_says_who_wrote() -> None:
    assert said("Subject: x\n\nHola", None, mail_from="ana@vecina.example").sender == "mailto:ana@vecina.example"


def test_without_any_sender_it_waits_for_a_person() -> None:
    with pytest.raises(Unreadable):
        read(letter("Subject: x\n\nHola"), town())


def test_when_it_was_written() -> None:
    assert said(f"{FROM}Date: Thu, 19 Nov 2026 10:00:00 +0100\n\nx").occurred_at == datetime(
        2026, 11, 19, 9, tzinfo=UTC
    )
    assert said(f"{FROM}Date: soon\n\nx").occurred_at is None
    assert said(f"{FROM}\nx").occurred_at is None
    tomorrow = said(f"{FROM}Date: Thu, 19 Nov 2099 10:00:00 +0100\n\nx").occurred_at
    assert tomorrow == datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("head", "flag"),
    [
        ("Auto-Submitted: auto-replied", "auto-reply"),
        ("Auto-Submitted: auto-generated (vacation)", "auto-reply"),
        ("X-Autoreply: yes", "auto-reply"),
        ("Precedence: bulk", "auto-reply"),
        ("Precedence: junk", "auto-reply"),
        ("X-Auto-Response-Suppress: OOF", "auto-reply"),
        ("Return-Path: <>", "auto-reply"),
        ("Subject: Respuesta automática: vacaciones", "auto-reply"),
        ("Subject: =?utf-8?Q?R=C3=A9ponse_automatique?= : absent", "auto-reply"),
        ("Subject: Out of Office: back Monday", "auto-reply"),
        ("List-Id: <vecinos.example>", "list"),
        ("X-Concejo: olivar.example", "own"),
        ("Message-ID: <0b1c2d3e-1111-5222-8333-444455556666@olivar.example>", "own"),
    ],
)
def test_flags(head: str, flag: str) -> None:
    assert said(f"{FROM}{head}\n\nHola").flags == {flag}


@pytest.mark.parametrize("sender", ["avisos@olivar.example", "r+abc@olivar.example", "b+abc@olivar.example"])
def test_the_towns_own_mailboxes_are_own(sender: str) -> None:
    assert "own" in said(f"From: {sender}\n\nHola").flags


@pytest.mark.parametrize(
    "head",
    [
        "Auto-Submitted: no",
        "X-Auto-Response-Suppress: None",
        "Subject: La oficina está fuera de servicio",
        "Message-ID: <5f1@olivar.example>",
        "X-Concejo: otro.example",
        "Precedence: first-class",
    ],
)
def test_a_person_is_not_a_machine(head: str) -> None:
    assert said(f"From: pilar@olivar.example\n{head}\n\nHola").flags == frozenset()


def test_an_empty_mail_from_is_a_machine() -> None:
    assert "auto-reply" in said(f"{FROM}\nHola", None, mail_from="").flags


def test_nothing_said_is_empty() -> None:
    assert said(f"{FROM}\n> viejo\n").flags == {"empty"}


def test_a_photo_alone_is_not_empty() -> None:
    photo = f"Content-Type: image/png; name=f.png\nContent-Disposition: attachment\n{BASE64}\n\n{PIXELS}"
    one = said(mixed(photo))
    assert [(e.name, e.content_type, len(e.data)) for e in one.enclosures] == [("f.png", "image/png", 3004)]
    assert one.flags == frozenset()


def test_logos_are_left_out_and_photos_inside_the_text_kept() -> None:
    head = "Content-Transfer-Encoding: base64\nContent-Type: image/png; name="
    one = said(
        mixed(
            'Content-Type: text/html\n\n<p>Mire</p><img src="cid:a"><img src="cid:b">',
            f"{head}logo.png\nContent-ID: <a>\nContent-Disposition: inline\n\n{DOT}",
            f"{head}foto.png\nContent-ID: <b>\nContent-Disposition: inline\n\n{PIXELS}",
            f"{head}icono.png\nContent-Disposition: attachment\n\n{DOT}",
            kind="related",
        )
    )
    assert one.text == "Mire"
    assert [e.name for e in one.enclosures] == ["foto.png", "icono.png"]


def test_apples_nesting_keeps_photo_and_words() -> None:
    inner = (
        'Content-Type: multipart/mixed; boundary="c"\n\n--c\nContent-Type: text/html\n\n<p>La <b>farola</b></p>\n--c\n'
    )
    inner += f"Content-Type: image/jpeg; name=IMG_1.jpeg\nContent-Disposition: inline\n{BASE64}\n\n{PIXELS}\n--c--"
    one = said(mixed("Content-Type: text/plain\n\nLa farola", inner, kind="alternative"))
    assert one.text == "La farola"
    assert [e.name for e in one.enclosures] == ["IMG_1.jpeg"]


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ("attachment; filename*=utf-8''acta%20a%C3%B1o.pdf", "acta año.pdf"),
        ("attachment; filename*0*=utf-8''acta%20; filename*1*=a%C3%B1o.pdf", "acta año.pdf"),
        ('attachment; filename="=?utf-8?Q?acta_a=C3=B1o.pdf?="', "acta año.pdf"),
        ('attachment; filename="../../etc/passwd"', "etc_passwd"),
        ('attachment; filename="a\x01b.pdf"', "a b.pdf"),
        ("attachment", "enclosure.pdf"),
        ("attachment; filename*=nunca''%ff%ff", "ÿÿ"),
    ],
)
def test_names_of_enclosures(disposition: str, name: str) -> None:
    part = f"Content-Type: application/pdf\nContent-Disposition: {disposition}\n\n%PDF"
    assert said(mixed("Content-Type: text/plain\n\nx", part)).enclosures[0].name == name


def test_an_attached_letter_and_winmail_are_kept_whole() -> None:
    inner = EmailMessage()
    inner["Subject"], inner["From"] = "Corte de luz", "luz@luz.example"
    inner.set_content("El jueves")
    one = said(
        mixed(
            f"Content-Type: message/rfc822\n\n{inner.as_string()}",
            "Content-Type: application/ms-tnef; name=winmail.dat\n\nTNEF",
        )
    )
    assert [(e.name, e.content_type) for e in one.enclosures] == [
        ("Corte de luz.eml", "message/rfc822"),
        ("winmail.dat", "application/ms-tnef"),
    ]
    assert b"El jueves" in one.enclosures[0].data
    assert one.text == ""


RUN = b"".join(base64.b64encode(random.Random(line).randbytes(57)) + b"\r\n" for line in range(300))
"""Three hundred lines of a photo."""


def parts(*bodies: bytes) -> bytes:
    head = b"From: a@vecinos.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
    return head + b"".join(b"--x\r\n" + body + b"\r\n" for body in bodies) + b"--x--\r\n"


PHOTO = b"Content-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n\r\n"
INSIDE = b"Content-Type: message/rfc822\r\n\r\n"


@pytest.mark.parametrize(
    "body",
    [
        parts(b"\r\nLa farola", PHOTO + RUN, PHOTO + RUN[:-2], PHOTO + RUN + b"QUJD\r\n"),
        parts(b"Content-Type: text/plain\r\n\r\n" + RUN + b"y algo\r\n" + RUN),
        parts(PHOTO + RUN).replace(b"\r\n", b"\n"),
        parts(PHOTO + RUN)[:9000],
        parts(INSIDE + parts(PHOTO + RUN).replace(b"--x", b"--y").replace(b"=x", b"=y") + RUN),
        RUN + parts(PHOTO + RUN) + RUN,
        b"From: a@vecinos.example\r\n" + RUN + b"\r\nLa farola\r\n",
    ],
    ids=["photos", "words", "bare line breaks", "cut off", "a letter inside", "around", "in the head"],
)
def test_a_photo_is_taken_apart_as_if_each_line_had_been_looked_at(body: bytes) -> None:
    found = parsed(Raw(kind="email", body=body, received_at=datetime(2026, 11, 30, tzinfo=UTC), envelope={}))
    assert found.as_bytes() == message_from_bytes(body, policy=policy.compat32).as_bytes()


def test_a_huge_text_is_cut_and_says_so() -> None:
    one = said(FROM + "\n" + "La farola sigue rota.\n" * 100_000)
    assert "truncated" in one.flags
    assert len(one.full_text) <= 1_000_000


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * 200_000,
        "<b x=1>" * 20_000 + "<p>a" * 20_000,
        '<b a="<1">' * 20_000 + "<p>a" * 20_000,
        "<!--" * 100_000,
        "<a " * 100_000,
        "<" * 500_000,
        "&#" * 500_000,
        "<table><tr><td>" * 50_000,
        "<a href='http://x.example'>" * 50_000,
        "<blockquote>" * 390 + "<p>x</p>" * 20_000,
    ],
    ids=range(10),
)
def test_hostile_html_takes_no_time(source: str) -> None:
    began = time.process_time()
    text_of(source)
    assert time.process_time() - began < 6


def test_hostile_nesting_is_survived() -> None:
    deep = "".join(f'Content-Type: multipart/mixed; boundary="b{i}"\n\n--b{i}\n' for i in range(3000))
    try:
        (one,) = read(letter(f"{FROM}MIME-Version: 1.0\n{deep}Content-Type: text/plain\n\nx"), town())
    except Unreadable:
        return
    assert isinstance(one, Said)


def test_the_same_letter_by_two_ways_has_one_key() -> None:
    words = FROM + "Message-ID: <1@vecina.example>\nSubject: x\n\nHola\n"
    one = letter(f"Received: by a\n{words}", rcpt_to=["avisos@olivar.example"])
    other = letter(f"Delivered-To: b\nReceived: by c\n{words}".replace("\n", "\r\n"))
    assert dedupe_key(one) == dedupe_key(other)
    assert dedupe_key(one) != dedupe_key(letter(words.replace("Hola", "Adiós")))
    assert dedupe_key(letter(FROM + "\nHola")) != dedupe_key(letter(FROM + "\nHola "))


def any_letter(body: bytes) -> Raw:
    return letter(body, mail_from="ana@vecina.example", rcpt_to=["avisos@olivar.example"])


HEADS = st.sampled_from(
    [
        "From: ",
        "To: ",
        "Subject: ",
        "Content-Type: ",
        "Content-Type: multipart/mixed; boundary=b",
        "Date: ",
        "--b",
        "",
        "Content-Transfer-Encoding: base64",
        "Content-Transfer-Encoding: x-uuencode",
        "Content-Disposition: attachment; ",
        "Content-Type: message/rfc822",
        "Content-Type: message/delivery-status",
        "Content-Type: text/html; charset=",
        "--b--",
        "Content-Type: multipart/report; boundary=b",
        "Content-Type: text/plain; charset*=''%; name*0*=x'%ff",
        "begin 666 x",
        "Final-Recipient: rfc822;",
        "Action: failed",
        "Message-ID: <",
        "References: <<>",
        "=?utf-8?B?=?=",
        "=?utf-16?Q?a?=",
    ]
)
SHAPED = st.lists(st.tuples(HEADS, st.binary(max_size=30)), max_size=25).map(
    lambda lines: b"\n".join(head.encode() + tail for head, tail in lines)
)


@settings(max_examples=600, deadline=None)
@given(st.one_of(st.binary(max_size=400), SHAPED))
def test_no_bytes_raise_anything_but_unreadable(body: bytes) -> None:
    dedupe_key(any_letter(body))
    try:
        events = read(any_letter(body), town())
    except Unreadable:
        return
    assert list(events) == list(read(any_letter(body), town()))
    for event in events:
        repr(event).encode()
        if isinstance(event, Said):
            for text in (event.text, event.subject, event.sender_name, event.sender, *event.to):
                text.encode("utf-8")
                assert "\x00" not in text
