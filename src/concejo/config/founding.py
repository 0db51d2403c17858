# SPDX-License-Identifier: AGPL-3.0-or-later
"""A town is founded: its settings, a clerk's office, the kinds of cases, the first administrator."""

from dataclasses import dataclass
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from concejo.cases import taxonomy
from concejo.people import actions as people
from concejo.people.models import Role
from concejo.town.models import HANDLE, Department, Handle, Town

ZONES = {"es": "Europe/Madrid", "fr": "Europe/Paris", "en": "Europe/London"}
OFFICE = {
    "es": ("secretaria", "Secretaría"),
    "fr": ("secretariat", "Secrétariat"),
    "en": ("office", "Town clerk's office"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Founding:
    """What was told at set-up."""

    name: str
    language: str
    time_zone: str
    public_url: str
    mail_domain: str
    admin_name: str
    admin_handle: str
    admin_email: str
    password: str

    def __str__(self) -> str:
        return (
            f"{self.name} is founded. Sign in at {self.public_url.rstrip('/')}/account/login/ as {self.admin_handle} "
            f"with the password {self.password}"
        )


def found(told: Founding) -> str:
    """Found the town; returns a sentence if something told makes no sense, else an empty text."""
    problem = _problem(told)
    if problem:
        return problem
    languages = [told.language, *(one for one in ("es", "fr", "en") if one != told.language)]
    with transaction.atomic():
        Town.objects.create(
            name=told.name, languages=languages, time_zone=told.time_zone or ZONES[told.language],
            public_url=told.public_url, mail_domain=told.mail_domain,
            handle_domain=urlsplit(told.public_url).hostname or told.mail_domain,
            region={"fr": "FR", "en": "GB"}.get(told.language, "ES"),
        )  # fmt: skip
        word, name = OFFICE[told.language]
        office = Department.objects.create(handle=Handle.objects.create(word=word), name={told.language: name})
        posts = [
            people.Post(kind=Role.Kind.ADMINISTRATOR),
            people.Post(kind=Role.Kind.CLERK, department=office),
        ]
        people.welcome(
            told.admin_name, handle=told.admin_handle, password=told.password, email=told.admin_email, posts=posts,
            by="setup",
        )  # fmt: skip
        taxonomy.load()
    return ""


def _problem(told: Founding) -> str:  # noqa: PLR0911 -- one sentence for each thing that can be wrong
    if Town.objects.exists():
        return f"{Town.objects.current().name} is founded already here. Another town needs another --data folder."
    if told.language not in ZONES:
        return "The first language is es, fr or en."
    if not HANDLE.fullmatch(told.admin_handle):
        return "A handle has small letters, digits, dots and dashes only."
    if urlsplit(told.public_url).scheme not in {"http", "https"}:
        return "The public address begins with https:// (or http://)."
    try:
        ZoneInfo(told.time_zone or ZONES[told.language])
        validate_password(told.password)
    except ZoneInfoNotFoundError:
        return f"There is no time zone {told.time_zone}."
    except ValidationError as error:
        return " ".join(error.messages)
    return ""
