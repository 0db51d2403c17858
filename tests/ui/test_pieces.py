# SPDX-License-Identifier: AGPL-3.0-or-later
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace as Thing

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import timezone, translation

from concejo.ui import icons, threads

ROOMS = Path(__file__).parents[2] / "src" / "concejo"
START = datetime(2026, 11, 19, 21, 48, tzinfo=UTC)


def shown(template: str, **facts: object) -> str:
    return Template("{% load concejo %}" + template).render(Context(facts))


def posts(number: int) -> list[Thing]:
    return [Thing(at=START + timedelta(hours=hour), photos=[], html="", who_name=str(hour)) for hour in range(number)]


# drawings ------------------------------------------------------------------------------------------------------


def test_every_drawing_that_a_template_names_is_in_the_sprite() -> None:
    named = {
        name
        for page in ROOMS.rglob("*.html")
        for name in re.findall(r'{% icon "(\w+)"|icon_name="(\w+)"', page.read_text(encoding="utf-8"))
        for name in name
        if name
    }
    assert named
    assert named <= icons.names()


def test_the_drawings_of_the_design_language_are_all_there() -> None:
    wanted = (
        "mail phone desk web fedi plane sms lamp water bin road tree shield school house paw alert clock live vote pin "
        "camera lock eye bell check redo no dash half file person people at hand right left play cc print text book"
    )
    assert set(wanted.split()) <= icons.names()


def test_a_drawing_that_a_town_made_up_is_replaced_by_a_plain_one() -> None:
    assert "#file" in shown('{% icon "<script>" %}')


# names and states ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "expected"), [("es", "Alumbrado"), ("fr", "Éclairage"), ("fr-ca", "Éclairage")])
def test_a_name_is_said_in_the_readers_language(language: str, expected: str) -> None:
    with translation.override(language):
        assert shown("{{ name|tongue }}", name={"es": "Alumbrado", "fr": "Éclairage"}) == expected


def test_a_name_that_is_missing_in_every_known_language_is_the_first_there_is() -> None:
    with translation.override("fr"):
        assert shown("{{ name|tongue }}", name={"ca": "Enllumenat"}) == "Enllumenat"


def test_a_state_is_a_drawing_and_words() -> None:
    badge = shown("{% state sign %}", sign=Thing(tone="mended", icon="check", words="Reparada & lista"))
    assert badge.startswith('<p class="state mended"><svg')
    assert "Reparada &amp; lista</p>" in badge
    assert shown("{% state sign 'span' %}", sign=None) == ""


# fields --------------------------------------------------------------------------------------------------------


class Question(forms.Form):
    place = forms.CharField(label="Where?", help_text="Street and number.")
    readers = forms.ChoiceField(label="Who?", choices=[("all", "All"), ("hall", "Hall")], widget=forms.RadioSelect)


def test_label_hint_and_error_belong_to_the_control() -> None:
    page = shown("{% field form.place %}", form=Question({}))
    assert '<label for="id_place">' in page
    assert 'aria-describedby="id_place_hint id_place_wrong"' in page
    assert 'id="id_place_hint"' in page
    assert 'id="id_place_wrong"' in page
    assert 'aria-invalid="true"' in page


def test_the_question_is_the_heading_of_its_page() -> None:
    assert '<h1><label for="id_place">Where?</label></h1>' in shown(
        "{% field form.place heading=True %}", form=Question()
    )


def test_choices_are_rows_under_one_legend() -> None:
    page = shown("{% field form.readers hints=hints %}", form=Question(), hints={"hall": "Nobody else."})
    assert page.count('class="choice"') == 2
    assert "<legend" in page
    assert "Nobody else." in page


def test_the_summary_leads_to_the_field() -> None:
    assert '<a href="#id_place">' in render_to_string("ui/part/errors.html", {"form": Question({"readers": "all"})})


# conversations -------------------------------------------------------------------------------------------------


def test_six_messages_are_shown_and_the_middle_of_seven_is_folded_and_counted() -> None:
    assert threads.lay(posts(6)).folded == 0
    laid = threads.lay(posts(7))
    assert laid.folded == 2
    assert [line.post.who_name for line in laid.first if line.post] == ["0", "1"]
    assert [line.post.who_name for line in laid.last if line.post] == ["4", "5", "6"]


def test_each_day_is_said_once() -> None:
    with timezone.override("Europe/Madrid"):
        lines = threads.lay(posts(5)).first
    assert [line.day is not None for line in lines] == [True, False, False, True, False, False, False]


def test_a_list_shows_how_it_began_and_the_last_picture() -> None:
    spoken = posts(4)
    spoken[2].photos = [1]
    laid = threads.lay_brief(spoken)
    assert [line.post.who_name for line in laid.last if line.post] == ["2"]
    assert laid.folded == 2
    assert threads.lay_brief([]).folded == 0
    assert threads.lay_brief(posts(1)).last == []


# pages that must stand by themselves ----------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "413", "429", "500"])
def test_a_page_that_says_what_went_wrong_needs_nothing(code: str) -> None:
    page = render_to_string(f"{code}.html")
    assert page.count("<h1>") == 1
    assert "<title>" in page


def test_no_template_carries_inline_style_or_script() -> None:
    for page in ROOMS.rglob("templates/**/*.html"):
        text = re.sub(r"{%.*?%}", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.search(
            r"\sstyle=|<style|\son[a-z]+=|javascript:|<script(?![^>]*(?:src=|application/json))", text
        ), page
