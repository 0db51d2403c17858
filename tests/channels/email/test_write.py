# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words of the town as a letter."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concejo.channels.contract import Enclosure, Outgoing, Said
from concejo.channels.kinds.email.read import read
from concejo.channels.kinds.email.write import envelope_sender, page_of, write
from tests.channels.email.conftest import letter, town

KEY = "0b1c2d3e-1111-5222-8333-444455556666"


def outgoing(**more: object) -> Outgoing:
    given_: dict[str, object] = {"key": KEY, "to": "ana@vecina.example", "subject": "Su aviso", "text": "Arreglada."}
    return Outgoing(**(given_ | more))  # type: ignore[arg-type]


def wire(letter_: EmailMessage) -> EmailMessage:
    found = message_from_bytes(letter_.as_bytes(), policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def test_the_head_of_an_answer() -> None:
    got = wire(
        write(
            outgoing(
                subject="Aviso 2026-0412: año nuevo, farola nueva",
                reply_token="MZXW6",
                thread=("first@vecina.example", "second@olivar.example"),
                unsubscribe_url="https://olivar.example/u/TOKEN",
                language="fr",
            ),
            town(),
        )
    )
    assert got["Message-ID"] == f"<{KEY}@olivar.example>"
    assert got["From"] == "Ayuntamiento de Olivar <avisos@olivar.example>"
    assert got["Reply-To"] == "Ayuntamiento de Olivar <r+MZXW6@olivar.example>"
    assert got["In-Reply-To"] == "<second@olivar.example>"
    assert got["References"] == "<first@vecina.example> <second@olivar.example>"
    assert got["List-Unsubscribe"] == "<https://olivar.example/u/TOKEN>"
    assert got["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert got["Subject"] == "Aviso 2026-0412: año nuevo, farola nueva"
    assert got["Content-Language"] == "fr"
    assert got["X-Auto-Response-Suppress"] == "All"
    assert got["Auto-Submitted"] is None
    assert got["Date"].datetime.tzinfo is not None


def test_what_no_person_wrote_says_so() -> None:
    assert write(outgoing(automatic=True), town())["Auto-Submitted"] == "auto-generated"
    assert write(outgoing(automatic=True, thread=("a@b",)), town())["Auto-Submitted"] == "auto-replied"


def test_the_same_words_have_the_same_id() -> None:
    assert write(outgoing(), town())["Message-ID"] == write(outgoing(), town())["Message-ID"]


def test_the_envelope_carries_a_token() -> None:
    assert envelope_sender(outgoing(reply_token="A", bounce_token="MZXW6"), town()) == "b+MZXW6@olivar.example"
    assert envelope_sender(outgoing(), town()) == f"b+{KEY}@olivar.example"
    assert envelope_sender(outgoing(), town(bounce_local="")) == "avisos@olivar.example"


def test_a_town_with_one_mailbox() -> None:
    got = write(outgoing(reply_token="MZXW6"), town(from_local="hola", reply_local="hola+r-{token}", bounce_local=""))
    assert got["From"] == "Ayuntamiento de Olivar <hola@olivar.example>"
    assert got["Reply-To"] == "Ayuntamiento de Olivar <hola+r-MZXW6@olivar.example>"
    assert write(outgoing(reply_token="MZXW6"), town(reply_local=""))["Reply-To"] is None


@pytest.mark.parametrize(
    ("language", "marker"),
    [
        ("es", "## Responda por encima de esta línea ##"),
        ("fr", "## Répondez au-dessus de cette ligne ##"),
        ("en", "## Please reply above this line ##"),
    ],
)
def test_the_marker_stands_on_top_where_an_answer_is_wanted(language: str, marker: str) -> None:
    got = wire(write(outgoing(reply_token="MZXW6", language=language, text="Año"), town()))
    plain, page = (got.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert page is not None
    assert plain.get_content().replace("\r\n", "\n") == f"{marker}\n\nAño\n"
    assert marker in page.get_content()
    without = wire(write(outgoing(language=language), town())).get_body(("plain",))
    assert without is not None
    assert marker not in without.get_content()


def test_given_html_keeps_its_page_and_gets_the_marker() -> None:
    given_ = '<html><body class="a"><p>Hola</p></body></html>'
    body = wire(write(outgoing(html=given_, reply_token="A"), town())).get_body(("html",))
    assert body is not None
    text = body.get_content()
    assert text.index('<body class="a">') < text.index("Responda") < text.index("<p>Hola")


def test_words_become_a_page_with_links_and_nothing_else() -> None:
    page = page_of('<script>x</script> & "y"\n\nhttps://olivar.example/c/2026-0412?a=1&b=2.', "es")
    assert "<script>" not in page
    assert "&lt;script&gt;x&lt;/script&gt; &amp; &quot;y&quot;" in page
    target = "https://olivar.example/c/2026-0412?a=1&amp;b=2"
    assert f'<a href="{target}">{target}</a>.' in page


def test_enclosures_travel_whole() -> None:
    things = (
        Enclosure(name="año.pdf", content_type="application/pdf", data=b"%PDF\x00\r\n.\r\n"),
        Enclosure(name="../x\r\nBcc: y", content_type="nonsense\r\n", data=b"z"),
        Enclosure(name="n.txt", content_type="text/plain", data="año".encode()),
    )
    got = [
        (one.get_filename(), one.get_content_type(), one.get_payload(decode=True))
        for one in wire(write(outgoing(enclosures=things), town())).iter_attachments()
    ]
    assert got[0] == ("año.pdf", "application/pdf", b"%PDF\x00\r\n.\r\n")
    assert got[1] == ("../x Bcc: y", "application/octet-stream", b"z")
    assert got[2][2] == "año".encode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"to": "nobody"},
        {"to": ""},
        {"to": "a@b.example\r\nBcc: c@d.example"},
        {"to": "a@b.example, c@d.example"},
        {"key": "a\r\nb"},
        {"key": "a>b"},
        {"reply_token": "a b"},
        {"reply_token": "a\r\nBcc: x@y.example"},
        {"unsubscribe_url": "https://x.example/\r\nBcc: y"},
        {"unsubscribe_url": "javascript:alert(1)"},
        {"unsubscribe_url": "https://x.example/>,<https://evil.example"},
    ],
)
def test_what_has_not_its_shape_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"."):
        write(outgoing(**wrong), town())


HOSTILE = st.text(alphabet=st.sampled_from('ab:\r\n\x00\x0b\x0c\x85\u2028 =?<>"@,ñ'), max_size=60)
ALLOWED = {"from", "to", "subject", "date", "message-id", "reply-to", "in-reply-to", "references", "x-concejo"}
ALLOWED |= {"x-auto-response-suppress", "content-language", "mime-version", "content-type", "list-unsubscribe"}


@settings(max_examples=300, deadline=None)
@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_nothing_a_person_says_can_add_a_header(subject: str, name: str, thread: str, language: str) -> None:
    given_ = outgoing(
        subject=f"{subject}\r\nBcc: x@evil.example",
        sender_name=f"{name}\nBcc: x@evil.example",
        thread=(thread, "a@b"),
        language=language,
        reply_token="A",
    )
    data = write(given_, town()).as_bytes()
    head = message_from_bytes(data, policy=policy.compat32)
    assert {one.lower() for one in head} <= ALLOWED
    assert len(head.get_all("To", [])) == 1
    assert message_from_bytes(data, policy=policy.default)["To"].addresses[0].addr_spec == "ana@vecina.example"


def test_our_own_letter_is_known_as_ours_and_its_quote_is_cut() -> None:
    ours = write(outgoing(reply_token="MZXW6", text="Ya está.\n\n¿Funciona?"), town())
    (said,) = read(letter(ours.as_bytes()), town())
    assert isinstance(said, Said)
    assert "own" in said.flags
    quoted = "".join(f"> {line}\n" for line in said.full_text.split("\n"))
    answer = f"From: ana@vecina.example\nTo: {ours['Reply-To']}\n\nSí\n\nEl lun, Ayuntamiento escribió:\n{quoted}"
    (back,) = read(letter(answer), town())
    assert isinstance(back, Said)
    assert (back.text, back.token) == ("Sí", "mzxw6")
