# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands beside a case for those who work on it: sentences to choose from, cases that have to do with it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from concejo.cases import rules, sentences
from concejo.cases.models import AnswerTemplate, Case
from concejo.core.words import in_language
from concejo.people.models import Person
from concejo.web.show.cases import badge


def ready(asked: str, case: Case, person: Person) -> dict[str, str]:
    """The sentence that was chosen, filled in, to be read through and changed before it is sent."""
    row = AnswerTemplate.objects.filter(pk=int(asked), active=True).first() if asked.isdigit() else None
    return {"text": sentences.filled(row, case, by=person, language=sentences.language_of(case))} if row else {}


def choices(act: str, *, chosen: str) -> list[dict[str, Any]]:
    """The sentences that are offered for an act, as links to the same page with the words filled in."""
    language = get_language() or "es"
    return [
        {"url": f"?with={one.pk}#id_text", "name": in_language(one.name, language), "current": chosen == str(one.pk)}
        for one in sentences.templates_for(act)
    ]


def see_also(case: Case, *, person: Person | None, language: str) -> list[dict[str, Any]]:
    """Cases that have to do with this one: for everybody the public ones, for a colleague those that they may open."""
    part = reverse("web:work-act", args=[case.number, "unlink"])
    rows = case.see_also.with_all().order_by("-opened_at", "-id")[:12]
    return [
        {
            "number": one.number, "title": one.headline(language) if not one.is_private else one.number,
            "sign": badge(one), "url": reverse("web:work-case" if person else "web:case", args=[one.number]),
            "part_url": f"{part}?number={one.number}" if person else "",
        }
        for one in rows
        if (rules.may_open(person, one) if person else not one.is_private)
    ]  # fmt: skip
