# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from concejo.ui import moments

EVENING = datetime(2026, 11, 19, 21, 48, tzinfo=UTC)


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    before = moments.now
    moments.wind(lambda: datetime(2026, 11, 23, 18, 0, tzinfo=UTC))
    with timezone.override("Europe/Madrid"):
        yield
    moments.wind(timezone.now)
    assert moments.now is before


def said(template: str, language: str = "en", **facts: object) -> str:
    with translation.override(language):
        return Template("{% load concejo %}" + template).render(Context(facts))


def test_the_clock_is_the_towns_and_says_its_offset() -> None:
    assert said("{{ at|clock }}", at=EVENING) == '<time datetime="2026-11-19T22:48+01:00">22:48</time>'


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "Thursday 19 November"), ("es", "jueves 19 de noviembre"), ("fr", "jeudi 19 novembre")],
)
def test_a_day_is_said_as_people_say_it(language: str, expected: str) -> None:
    assert said("{{ at|day }}", language, at=EVENING) == expected


def test_the_year_is_said_when_it_is_not_this_one() -> None:
    assert said("{{ at|day }}", "es", at=date(2025, 3, 4)) == "martes 4 de marzo de 2025"


def test_only_the_first_of_the_month_is_an_ordinal_in_french() -> None:
    assert said("{{ at|day }}", "fr", at=date(2026, 12, 1)) == "mardi 1er décembre"
    assert said("{{ at|day }}", "fr", at=date(2026, 12, 2)) == "mercredi 2 décembre"


def test_a_day_that_has_begun_in_town_but_not_in_utc_is_the_towns() -> None:
    assert said("{{ at|day }}", at=datetime(2026, 11, 19, 23, 30, tzinfo=UTC)) == "Friday 20 November"


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(20, "less than a minute"), (540, "9 min"), (89 * 60, "89 min"), (39840, "11 h"), (47 * 3600, "47 h"),
     (48 * 3600, "2 days"), (timedelta(days=9), "9 days")],
)  # fmt: skip
def test_how_long_something_took(seconds: float | timedelta, expected: str) -> None:
    assert said("{{ took|span }}", took=seconds) == expected


def test_how_long_ago() -> None:
    assert "3 days ago" in said("{{ at|ago }}", at=EVENING)
    assert "in 2 days" in said("{{ at|ago }}", at=datetime(2026, 11, 25, 19, 0, tzinfo=UTC))


@pytest.mark.parametrize("filter_name", ["clock", "day", "ago", "span", "words", "tel", "tongue"])
def test_what_is_missing_says_nothing(filter_name: str) -> None:
    assert said(f"{{{{ nothing|{filter_name} }}}}", nothing=None) == ""
    assert said(f"{{{{ unknown.name|{filter_name} }}}}") == ""
