# SPDX-License-Identifier: AGPL-3.0-or-later
"""An unfinished form as its pages show it: who reads it, and all answers before they are sent."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from concejo.cases import questions
from concejo.channels.models import Draft
from concejo.core.words import in_language
from concejo.people import queries as people
from concejo.people.models import Role
from concejo.web import drafts
from concejo.web.show import findings


def readers(told: drafts.Answers) -> list[dict[str, str]]:
    """The people who will read it, by name and job, as far as it can be known now."""
    clerks = [role.person.public_name for role in Role.objects.current().filter(kind=Role.Kind.CLERK)]
    category = drafts.category_of(told)
    workers = people.members(category.department) if category and category.department else []
    rows = []
    if not drafts.is_private(told):
        rows.append({"icon": "people", "words": _("Public: everybody who opens the square.")})
    if clerks:
        rows.append({"icon": "person", "words": _("Always: %(names)s, at the desk.") % {"names": ", ".join(clerks)}})
    if workers:
        names = ", ".join(one.public_name for one in workers)
        rows.append({"icon": "person", "words": _("Whoever may have to do it: %(names)s.") % {"names": names}})
    rows.append({"icon": "lock", "words": _("Your e-mail or telephone: only the desk, never in public.")})
    return rows


def personal(told: drafts.Answers) -> dict[str, Any] | None:
    """What the guard finds in the words and the place, before they are sent: what it will cover, and what waits."""
    return findings.of_typed(f"{told.text}\n{told.place}".strip(), get_language() or "")


def _answered(told: drafts.Answers, draft: Draft) -> list[tuple[str, str, str]]:
    """What the kind asked, and what she answered."""
    kind, language = drafts.category_of(told), get_language() or "es"
    if kind is None or told.about != kind.slug or told.join:
        return []
    url = reverse("web:speak-about", args=[draft.token])
    return [
        (in_language(one.text, language), questions.words_of(one, told.answers[one.code], language), url)
        for one in questions.of(kind)
        if one.code in told.answers
    ]


def review(told: drafts.Answers, draft: Draft) -> list[dict[str, Any]]:
    """All answers, each with its way back."""
    count = len(draft.media)
    photos = ngettext("%(n)d photo", "%(n)d photos", count) % {"n": count} if count else _("none")
    public = _("The whole town, without your name")
    if told.name:
        public = _("The whole town, as “%(name)s”") % {"name": told.name}
    everybody = told.visibility == "public" and not drafts.is_private(told)

    def step(number: int) -> str:
        return reverse("web:speak-step", args=[draft.token, number])

    rows = [
        (_("What"), told.text, step(1)),
        *_answered(told, draft),
        (_("Where"), told.place or _("no place"), step(2)),
        (_("Photo"), photos, step(3)),
        (_("Who reads it"), public if everybody else _("Only the town hall"), step(4)),
    ]
    joined = drafts.joined_case(told)
    if joined is not None:
        alike = reverse("web:speak-alike", args=[draft.token])
        rows = [
            rows[0],
            (_("You join"), f"{joined.number}: {joined.headline(get_language() or 'es')}", alike),
            rows[-2],
            (_("Who reads your words"), _("Only the town hall"), ""),
        ]
    return [{"label": label, "value": value, "change_url": url} for label, value, url in rows]
