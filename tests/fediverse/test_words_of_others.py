# SPDX-License-Identifier: AGPL-3.0-or-later
"""HTML and odd shapes of other servers become plain words, or nothing; never an error, never a script."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concejo.channels.contract import Other, Picture, Raw, Said, Surroundings, Unreadable
from concejo.fediverse import plain, read

TOWN = Surroundings(mail_domain="olivar.example", public_url="https://olivar.example", town_name="Olivar")
WHO = "https://peer.example/users/tomas"
LAMPS = "https://olivar.example/actors/7"


def heard(said: dict[str, Any], **activity: Any) -> Any:
    """What one Create of a Note to the town says."""
    whole = {
        "id": "https://peer.example/c/1", "type": "Create", "actor": WHO,
        "object": {"id": "https://peer.example/n/1", "type": "Note", "attributedTo": WHO,
                   "to": [read_public(), LAMPS], "content": "Hola", **said}, **activity,
    }  # fmt: skip
    raw = Raw(
        kind="fediverse",
        body=json.dumps(whole).encode(),
        envelope={"sender": "acct:tomas@peer.example"},
        received_at=NOW,
    )
    return list(read.read(raw, TOWN))


def read_public() -> str:
    """For everybody."""
    return "https://www.w3.org/ns/activitystreams#Public"


NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>La farola<br>está rota</p><p>Gracias</p>", "La farola\nestá rota\n\nGracias"),
        ("<script>alert(1)</script>Hola", "Hola"),
        ('<a href="javascript:alert(1)" onclick="x()">Pulsa</a>', "Pulsa"),
        ("<ul><li>uno</li><li>dos</li></ul>", "- uno\n- dos"),
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("\u202eedoc\u202c \u200bHola", "edoc Hola"),
        ("<p>sin cerrar <b>nada", "sin cerrar nada"),
        ("<img src=x onerror=alert(1)>", ""),
        ("<style>p{}</style><p>ya</p>", "ya"),
    ],
)  # fmt: skip
def test_html_becomes_plain_words(html: str, words: str) -> None:
    assert plain.text_of(html) == words


def test_a_mention_is_heard_with_everything_that_came() -> None:
    (said,) = heard(
        {"summary": "Calle", "contentMap": {"fr": "Salut"}, "content": "<p>Salut</p>",
         "inReplyTo": "https://olivar.example/objects/5",
         "attachment": [{"type": "Image", "url": "https://peer.example/1.jpg", "name": "La farola"}, "x",
                        {"type": "Image", "url": 5}]}
    )  # fmt: skip
    assert isinstance(said, Said)
    assert said.text == "Calle\n\nSalut"
    assert said.language == "fr"
    assert said.replies_to[0] == "post:5"
    assert said.hints["visibility"] == "public"
    assert said.elsewhere == (Picture(url="https://peer.example/1.jpg", alt="La farola"),)


@pytest.mark.parametrize(
    ("to", "visibility"),
    [([read_public()], "public"), (["as:Public"], "public"), ([LAMPS], "private"),
     (["https://peer.example/users/tomas/followers", LAMPS], "private")],
)  # fmt: skip
def test_only_what_is_for_everybody_is_public(to: list[str], visibility: str) -> None:
    tag = [{"type": "Mention", "href": LAMPS}]
    (said,) = heard({"to": to, "tag": tag})
    assert said.hints["visibility"] == visibility


def test_unlisted_is_public() -> None:
    (said,) = heard({"to": [LAMPS], "cc": [read_public()]})
    assert said.hints["visibility"] == "public"


def test_a_vote_is_no_answer_and_a_poll_is_text_with_its_choices() -> None:
    assert heard({"name": "Sí", "content": None, "inReplyTo": "https://olivar.example/objects/5"}) == [Other()]
    (said,) = heard({"type": "Question", "oneOf": [{"type": "Note", "name": "Sí"}, {"type": "Note", "name": "No"}]})
    assert said.text == "Hola\n\n- Sí\n\n- No\n\nhttps://peer.example/n/1"


def test_an_article_comes_with_its_link() -> None:
    (said,) = heard({"type": "Article", "name": "Las farolas", "url": "https://peer.example/farolas"})
    assert said.text == "Las farolas\n\nHola\n\nhttps://peer.example/farolas"


@pytest.mark.parametrize("name", ["quote", "quoteUri", "quoteUrl", "_misskey_quote"])
def test_a_quote_is_the_words_with_the_link_of_what_is_quoted(name: str) -> None:
    (said,) = heard({name: "https://other.example/n/5", "content": "<p>Miren esto</p>"})
    assert said.text == "Miren esto\n\nhttps://other.example/n/5"
    (said,) = heard({name: "https://other.example/n/5", "content": "Miren<br>RE: https://other.example/n/5"})
    assert said.text.count("https://other.example/n/5") == 1
    (said,) = heard({name: {"id": "https://other.example/n/5", "content": "Palabras de otra"}})
    assert said.text == "Hola\n\nhttps://other.example/n/5"
    (said,) = heard({name: "javascript:alert(1)"})
    assert said.text == "Hola"


def test_a_quote_may_be_a_tag() -> None:
    rel = "https://misskey-hub.net/ns#_misskey_quote"
    (said,) = heard({"tag": [{"type": "Link", "rel": rel, "href": "https://other.example/n/5"}]})
    assert said.text == "Hola\n\nhttps://other.example/n/5"


@pytest.mark.parametrize(
    ("said", "language", "words"),
    [
        ({"content": "Salut", "contentMap": {"es": "Hola", "fr": "Salut"}}, "fr", "Salut"),
        ({"content": "Salut", "contentMap": {"fr": "Salut"}}, "fr", "Salut"),
        ({"content": None, "contentMap": {"es": "Hola", "fr": "Salut"}}, "es", "Hola"),
        ({"contentMap": {"es-ES": "Hola"}}, "es", "Hola"),
        ({"contentMap": {"../": "Hola"}}, None, "Hola"),
        ({"contentMap": ["es"]}, None, "Hola"),
        ({"summaryMap": {"es": "Aviso"}}, None, "Aviso\n\nHola"),
    ],
)
def test_maps_of_languages(said: dict[str, Any], language: str | None, words: str) -> None:
    (one,) = heard(said)
    assert (one.language, one.text) == (language, words)


def test_a_content_warning_stands_before_the_words_and_nothing_is_a_link_that_runs() -> None:
    (said,) = heard(
        {"type": "Page", "summary": "Sangre", "name": "Accidente", "url": [{"href": "javascript:alert(1)"},
         {"type": "Link", "mediaType": "text/html", "href": "https://peer.example/p"}, "data:text/html,x"],
         "attachment": [{"type": "Video", "url": "https://peer.example/1.mp4"}, {"type": "Link", "href": "file:///x"}]}
    )  # fmt: skip
    assert said.text == "Sangre\n\nAccidente\n\nHola\n\nhttps://peer.example/p\n\nhttps://peer.example/1.mp4"


@pytest.mark.parametrize(
    "answers",
    ["https://olivar.example/objects/5", ["https://olivar.example/objects/5"],
     {"type": "Link", "href": "https://olivar.example/objects/5"}, {"id": "https://olivar.example/objects/5"}],
)  # fmt: skip
def test_what_is_answered_may_be_named_in_many_ways(answers: Any) -> None:
    (said,) = heard({"inReplyTo": answers})
    assert said.replies_to == ("post:5", "https://olivar.example/objects/5")


def test_words_of_somebody_else_are_refused() -> None:
    with pytest.raises(Unreadable):
        heard({"attributedTo": "https://peer.example/users/mayor"})
    with pytest.raises(Unreadable):
        heard({"id": "https://other.example/n/1"})


def test_ten_thousand_mentions_and_a_thousand_pictures_cost_no_more_than_the_first() -> None:
    many = [{"type": "Mention", "href": f"https://peer.example/{one}"} for one in range(10_000)]
    pictures = [{"type": "Image", "url": f"https://peer.example/{one}.jpg"} for one in range(1000)]
    (said,) = heard({"tag": many, "attachment": pictures})
    assert len(said.elsewhere) == 4
    assert said.to == (LAMPS,)


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30) | st.sampled_from([LAMPS, WHO, read_public()]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
NAMES = st.sampled_from(
    ["id", "type", "to", "cc", "tag", "content", "contentMap", "summary", "name", "attachment", "inReplyTo", "url",
     "attributedTo", "oneOf", "published"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(NAMES, ODD, max_size=8))
def test_odd_shapes_are_understood_or_unreadable_and_nothing_else(said: dict[str, Any]) -> None:
    try:
        events = heard(said)
    except Unreadable:
        return
    assert len([one for one in events if isinstance(one, Said)]) <= 1
    assert set(map(type, events)) <= {Said, Other}
