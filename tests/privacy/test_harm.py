# SPDX-License-Identifier: AGPL-3.0-or-later
"""Threats and hate are held for a human; anger, rats, bonfires and courses for immigrant women are not."""

from pathlib import Path

import pytest

from cast import Cast
from concejo.core.models import LedgerLine
from concejo.privacy.guard import DOUBTFUL, check
from concejo.square import actions
from concejo.square.models import Post

HARM = {"threat", "hate"}
FOUND = 0.9
"""The share of threats and hateful messages that must be found, in each language."""


def messages(language: str) -> tuple[list[str], list[str]]:
    """Harmful ones, and those behind a dash that only sound so."""
    lines = (Path(__file__).parent / "harm" / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    return [one for one in lines if not one.startswith("- ")], [one[2:] for one in lines if one.startswith("- ")]


def harm_in(text: str, language: str) -> set[str]:
    return {one.kind for one in check(text, language=language).findings} & HARM


@pytest.mark.parametrize("language", ["es", "fr", "en"])
def test_most_threats_and_hate_are_found_and_nothing_that_only_sounds_so(language):
    harmful, innocent = messages(language)
    assert len(harmful) >= 50
    assert len(innocent) >= 50
    missed = [one for one in harmful if not harm_in(one, language)]
    assert len(missed) <= (1 - FOUND) * len(harmful), missed
    assert [one for one in innocent if harm_in(one, language)] == []


def test_they_are_doubtful_so_nothing_is_covered_and_nobody_is_judged_by_a_machine():
    assert HARM < DOUBTFUL
    text = "Hay que matarlos a todos, a los del bar."
    assert check(text, language="es").masked().text == text


@pytest.mark.parametrize(
    ("words", "kind"),
    [("Como no arregles la farola te voy a matar.", "threat"), ("Fuera moros de nuestro pueblo.", "hate")],
)
def test_such_a_message_waits_until_somebody_has_looked(town: Cast, words: str, kind: str):
    post = town.hears("Alejandra", words)
    assert post.state == Post.State.HELD
    assert {one.kind for one in actions.doubts(post)} == {kind}
    facts = [str(line.facts) for line in LedgerLine.objects.all()]
    assert any(kind in one for one in facts)
    assert not any(words[:12] in one for one in facts), "decisions are logged, contents are not"
    actions.let_stand(post, by=town["Andrés"].ref)
    post.refresh_from_db()
    assert post.state == Post.State.PUBLISHED, "a human decides"


def test_hostile_text_takes_no_longer_than_it_is_long():
    for piece in ("voy a ", "los moros son ", "i hope you ", "je vais te ", "kill ", "gitanos de "):
        check(piece * 15_000)
