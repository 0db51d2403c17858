# SPDX-License-Identifier: AGPL-3.0-or-later
"""How an account of the town presents itself: its document, with what the town's own pages say of it."""

import html

from django.utils.translation import gettext as _
from django.utils.translation import override

from concejo.core.words import in_language
from concejo.fediverse import actors
from concejo.fediverse.models import Actor
from concejo.fediverse.names import actor_url, base
from concejo.fediverse.wire import CONTEXT, Json, moment
from concejo.people import queries as people
from concejo.people.models import Person
from concejo.town.models import Department, Town


def document(one: Actor) -> Json:
    """Person for an employee, Organization for a department and the town, Application for the one that signs."""
    town = Town.objects.current()
    word, quiet = actors.username(one), actors.is_quiet(one)
    with override(town.language):
        name, summary, page, fields = _profile(one, town)
    found = {
        "@context": CONTEXT, "id": actor_url(one), "type": _kind(one), "preferredUsername": word,
        "webfinger": f"{word}@{town.handle_domain}", "name": name,
        "summary": f"<p>{html.escape(summary)}</p>" if summary else "", "url": page,
        "inbox": actor_url(one, "inbox"), "outbox": actor_url(one, "outbox"),
        "followers": actor_url(one, "followers"), "following": actor_url(one, "following"),
        "featured": actor_url(one, "featured"), "endpoints": {"sharedInbox": f"{base()}/inbox"},
        "published": moment(one.made_at), "manuallyApprovesFollowers": quiet,
        "discoverable": bool(one.handle) and not quiet, "indexable": not quiet,
        "attachment": [_field(name, value) for name, value in fields if value],
        "publicKey": {"id": f"{actor_url(one)}#main-key", "owner": actor_url(one), "publicKeyPem": one.public_key},
    }  # fmt: skip
    if town.arms and one.handle:
        found["icon"] = {"type": "Image", "mediaType": "image/png", "url": town.url(f"/media/{town.arms}")}
    return found


def _kind(one: Actor) -> str:
    if one.handle is None:
        return "Application"
    return "Organization" if actors.person_of(one) is None else "Person"


def _profile(one: Actor, town: Town) -> tuple[str, str, str, list[tuple[str, str]]]:
    """Name, what it is for, its page, and the fields beside it."""
    department, person = actors.department_of(one), actors.person_of(one)
    if department is not None:
        return _of_department(department, town)
    if person is not None:
        return _of_person(person, one, town)
    page = town.url("/")
    hall = [(_("Hours"), _plain(in_language(town.hours, town.language))), (_("Telephone"), _plain(town.phone))]
    address = [(_("Address"), _plain(town.address))]
    return town.name, town.address, page, [("Web", _mine(page)), *(hall + address if one.handle else [])]


def _of_department(one: Department, town: Town) -> tuple[str, str, str, list[tuple[str, str]]]:
    page = town.url(f"/d/{one.handle.word}/")
    hours = in_language(one.hours or town.hours, town.language)
    fields = [
        ("Web", _mine(page)), (_("Hours"), _plain(hours)), (_("Telephone"), _plain(one.phone or town.phone)),
        (_("Address"), _plain(town.address)),
    ]  # fmt: skip
    name = f"{in_language(one.name, town.language)} · {town.name}"
    return name, in_language(one.purpose, town.language), page, fields


def _of_person(one: Person, actor: Actor, town: Town) -> tuple[str, str, str, list[tuple[str, str]]]:
    page, quiet = town.url(f"/p/{actors.username(actor)}/"), actors.is_quiet(actor)
    department = people.department_of(one)
    works = in_language(department.name, town.language) if department and not quiet else ""
    title = in_language(one.title, town.language)
    summary = _("This account is quiet: nothing is said here any more.") if quiet else ""
    summary = summary or " · ".join(part for part in (title, works, town.name) if part)
    link = town.url(f"/d/{department.handle.word}/") if department and works else ""
    at = f'<a href="{html.escape(link)}">{html.escape(works)}</a>' if link else ""
    return one.public_name or actors.username(actor), summary, page, [("Web", _mine(page)), (_("Works at"), at)]


def _mine(page: str) -> str:
    """A link to a page that links back with rel="me", as other servers verify it."""
    return f'<a href="{html.escape(page)}" rel="me">{html.escape(page)}</a>'


def _plain(words: str) -> str:
    return html.escape(" ".join(words.split()))


def _field(name: str, value: str) -> Json:
    return {"type": "PropertyValue", "name": name, "value": value}
