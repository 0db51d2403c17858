# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every page knows: the town, the languages, the way around, and who of the town hall is reading."""

from datetime import time, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concejo.core import clock
from concejo.core.words import in_language
from concejo.people import queries as people
from concejo.people import rules
from concejo.people.models import Person
from concejo.square import actions as square
from concejo.square.queries import urgent
from concejo.town.models import Town
from concejo.ui import moments

NAMES = {"es": "español", "fr": "français", "en": "English"}


def page(request: HttpRequest) -> dict[str, Any]:
    """The context of every page."""
    town = Town.objects.current()
    shown = {"town": town_shown(town), "languages": _languages(request), "demo": settings.DEMO, "alert": _alert()}
    staff = _staff(request)
    if staff is None and _neighbour(request):
        return shown | {
            "nav": _nav(request, [*_public_places(), (reverse("web:account"), _("My account"))]),
            "signout_url": reverse("account_logout"), "footer_links": _footer_links(),
        }  # fmt: skip
    if staff is None:
        return shown | {"nav": _nav(request, _public_places()), "footer_links": _footer_links()}
    return shown | {
        "nav": _nav(request, _staff_places(staff)),
        "staff": {"name": staff.public_name, "role": _role(staff), "url": reverse("web:me")},
        "signout_url": reverse("account_logout"),
        "footer_links": _footer_links(),
    }


def town_shown(town: Town) -> dict[str, Any]:
    """The town as templates read it."""
    language = get_language() or town.language
    return {
        "name": town.name,
        "hall": in_language(town.hall, language),
        "arms_url": reverse("web:media", args=[town.arms]) if town.arms else "",
        "phone": town.phone,
        "email": f"avisos@{town.mail_domain}" if town.mail_domain not in {"", "localhost"} else "",
        "address": town.address,
        "hours": in_language(town.hours, language),
        "accent_css_url": reverse("web:accent", args=[town.accent.lstrip("#")]) if town.accent else "",
        "population": town.population,
    }


def reader(request: HttpRequest) -> Person | None:
    """Who of the town hall reads this page; nobody else is known, and asking sets no cookie."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    person = rules.person_of(request.user)
    return person if rules.is_staff(person) else None


def _staff(request: HttpRequest) -> Person | None:
    return reader(request) if hasattr(request, "user") else None


def _neighbour(request: HttpRequest) -> bool:
    """Somebody without a post is signed in to her own account."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not hasattr(request, "user"):
        return False
    return rules.person_of(request.user) is not None


def _role(person: Person) -> str:
    language = get_language() or "es"
    department = people.department_of(person)
    return in_language(person.title, language) or (in_language(department.name, language) if department else "")


def _public_places() -> list[tuple[str, str]]:
    return [
        (reverse("web:home"), _("Square")),
        (reverse("web:cases"), _("Cases")),
        (reverse("web:departments"), _("Who is who")),
        (reverse("web:search"), _("Search")),
    ]


def _staff_places(person: Person) -> list[tuple[str, str]]:
    places = [(reverse("web:work"), _("Tasks"))]
    if rules.may_do_desk(person):
        places = [(reverse("web:desk"), _("Desk")), (reverse("web:counter"), _("Counter")), *places]
    if rules.may_administer(person):
        places.append((reverse("web:town"), _("Town hall")))
    elif rules.may_see_whole_town(person):
        places.append((reverse("web:waits"), _("What waits")))
    return [*places[:4], (reverse("web:home"), _("Square"))]


def _alert() -> dict[str, str] | None:
    """The urgent notice of today, above every page."""
    told = urgent(clock.now())
    if told is None:
        return None
    text, conversation, until = told
    ends = moments.local(until)
    if ends.time() == time():
        ends -= timedelta(minutes=1)  # the end of a day is 23:59 of that day, not 0:00 of the next
    words = square.first_sentence(text, most=160)
    return {
        "sentence": words if words.endswith(("?", "!", "…")) else f"{words}.",
        "detail": _("Until %(day)s, %(clock)s") % {"day": moments.day(ends), "clock": moments.clock(ends)},
        "url": reverse("web:conversation", args=[conversation]),
    }


def _nav(request: HttpRequest, places: list[tuple[str, str]]) -> list[dict[str, Any]]:
    path = request.path
    best = max(
        (url for url, _label in places if path == url or (url != "/" and path.startswith(url))), key=len, default=""
    )
    return [{"url": url, "label": label, "current": url == best} for url, label in places]


def _languages(request: HttpRequest) -> list[dict[str, Any]]:
    current = (get_language() or "").split("-")[0]
    rows = []
    for code, _name in settings.LANGUAGES:
        query = request.GET.copy()
        query["lang"] = code
        rows.append({
            "code": code, "label": code.upper(), "name": NAMES[code], "url": f"?{query.urlencode()}",
            "current": code == current,
        })  # fmt: skip
    return rows


def _footer_links() -> list[dict[str, str]]:
    demo = [{"url": reverse("web:demo-mail"), "label": _("Outgoing mail of the demo")}] if settings.DEMO else []
    alone = [{"url": reverse("web:alone"), "label": _("Done by one person alone")}]
    alone = alone if Town.objects.current().one_clerk else []
    return [
        {"url": reverse("web:map"), "label": _("Map")},
        {"url": reverse("web:figures"), "label": _("Figures")},
        {"url": reverse("web:slip"), "label": _("I have a number and a code")},
        {"url": reverse("web:own"), "label": _("My page")},
        {"url": reverse("account_enter"), "label": _("My account")},
        {"url": reverse("web:follow"), "label": _("Hear of it")},
        {"url": reverse("web:moderation"), "label": _("What was hidden, and why")},
        {"url": reverse("account_login"), "label": _("For those who work here")},
        *alone,
        *demo,
    ]
