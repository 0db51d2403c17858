# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the administrator's pages show the town: what is missing, who does what, how each channel fares."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from concejo.cases import forgetting
from concejo.cases.models import Category
from concejo.channels import queries as channel_queries
from concejo.channels import registry
from concejo.channels.models import Channel
from concejo.core import clock, ledger
from concejo.core.words import in_language
from concejo.people.models import Person, Role
from concejo.town.calendar import local_day
from concejo.town.models import BACKUP_MADE, Holiday, Street, Town
from concejo.ui import moments


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing that a town needs: set or missing, and where it is set."""

    done: bool
    words: str
    url: str
    label: str


def checklist(person: Person) -> list[Task]:
    """What is set and what is missing, the most important first."""
    town = Town.objects.current()
    told = [_factor(person), _mail(), *_backup(town), *_holidays(town), _streets(), _reach(town), _staff(), _kinds()]
    return [*told, *_forgetting()]


def _factor(person: Person) -> Task:
    has = bool(factors(person))
    words = (
        _("You sign in with a second factor.")
        if has
        else _("You sign in with a password alone. Set up a second factor.")
    )
    return Task(done=has, words=words, url=reverse("mfa_index"), label=_("Second factor"))


def _mail() -> Task:
    channel = Channel.objects.filter(kind="email").first()
    connected = bool(channel and channel.settings.get("smtp_host"))
    if channel and channel.problem:
        words = _("E-mail has a problem: %(problem)s") % {"problem": channel.problem}
        return Task(done=False, words=words, url=reverse("web:town-email"), label=_("E-mail"))
    words = _("E-mail is connected.") if connected else _("No e-mail yet: nobody can be answered by mail.")
    return Task(done=connected, words=words, url=reverse("web:town-email"), label=_("E-mail"))


def _backup(town: Town) -> list[Task]:
    """Whoever runs the machine sets it; here stands whether it works."""
    if not settings.OPTIONS["nightly_backup"]:
        words = _("There is no nightly backup. Whoever runs the machine sets it.")
        return [] if settings.DEMO else [Task(done=False, words=words, url="", label="")]
    last = ledger.last(BACKUP_MADE)
    if last is None:
        return [Task(done=False, words=_("The first nightly backup has not been made yet."), url="", label="")]
    day = f"{moments.day(last)}, {moments.clock(last)}"
    good = clock.now() - last < timedelta(days=2)
    words = (
        _("The last backup that was proved by restoring it: %(day)s.")
        if good
        else _("There has been no good backup since %(day)s. Whoever runs the machine reads why with ./concejo doctor.")
    )
    return [Task(done=good, words=words % {"day": day}, url="", label="")]


def _holidays(town: Town) -> list[Task]:
    year = local_day(clock.now(), town=town).year
    known = {one.year for one in Holiday.objects.values_list("day", flat=True)}
    known_words = _("The holidays of %(year)d are known.")
    missing = _("The holidays of %(year)d are missing: deadlines would count them as working days.")
    return [
        Task(
            done=one in known,
            words=(known_words if one in known else missing) % {"year": one},
            url=reverse("web:town-holidays"),
            label=_("Holidays"),
        )
        for one in (year, year + 1)
    ]


def _streets() -> Task:
    count = Street.objects.count()
    some = ngettext("%(number)d street is known.", "%(number)d streets are known.", count) % {"number": count}
    words = some if count else _("No streets yet: nobody's place is recognised.")
    return Task(done=count > 0, words=words, url=reverse("web:town-streets"), label=_("Streets"))


def _reach(town: Town) -> Task:
    done = bool(town.phone and town.address)
    words = (
        _("Neighbours read how to telephone and where the town hall is.")
        if done
        else _("The telephone or the address of the town hall is missing.")
    )
    return Task(done=done, words=words, url=reverse("web:town-settings"), label=_("Settings"))


def _staff() -> Task:
    count = Role.objects.current().values("person").distinct().count()
    words = ngettext("%(number)d person works here.", "%(number)d people work here.", count) % {"number": count}
    words = words if count > 1 else _("You are alone: welcome your colleagues.")
    return Task(done=count > 1, words=words, url=reverse("web:town-people"), label=_("People"))


def _kinds() -> Task:
    loose = Category.objects.filter(active=True, department=None).count()
    words = ngettext(
        "%(number)d kind of case belongs to no department.", "%(number)d kinds of cases belong to no department.", loose
    ) % {"number": loose}
    words = words if loose else _("Each kind of case has its department.")
    return Task(done=not loose, words=words, url=reverse("web:town-categories"), label=_("Kinds of cases"))


def _forgetting() -> list[Task]:
    """Before the first cases are forgotten."""
    begins = forgetting.begins_at()
    if begins is None or begins < clock.now():
        return []
    words = _("From %(day)s on, cases whose years are over are forgotten.") % {"day": moments.day(begins)}
    return [Task(done=False, words=words, url=reverse("web:town-categories"), label=_("Kinds of cases"))]


def places() -> list[dict[str, str]]:
    """The pages below, each with what it is for."""
    rows = (
        ("web:town-settings", "house", _("Settings of the town"), _("name, hours, languages, colour, arms")),
        ("web:town-people", "people", _("People of the town hall"), _("posts, passwords, who stands in")),
        ("web:town-roll", "book", _("Roll of residents"), _("who can be verified at the counter; how many live where")),
        ("web:town-departments", "shield", _("Departments"), _("who is spoken to, about what")),
        ("web:town-categories", "file", _("Kinds of cases"), _("who does it, in how many days")),
        ("web:town-routes", "right", _("Who gets what"), _("rules by kind, street, hour and words")),
        ("web:town-templates", "pen", _("Sentences for answers"), _("written once, filled in for each case")),
        (
            "web:town-bodies",
            "mail",
            _("Bodies outside the town hall"),
            _("to whom cases are passed on, by mail or Open311"),
        ),
        ("web:town-clients", "web", _("Programs that report to the town"), _("keys for apps and neighbouring towns")),
        ("web:town-streets", "road", _("Streets"), _("the town's own gazetteer")),
        ("web:town-map", "pin", _("Map"), _("a file of streets and houses, the boundary")),
        ("web:town-assets", "lamp", _("Things with a number"), _("lamps, containers, found by their number")),
        ("web:town-move-ins", "plus", _("Moving in"), _("the cases of an old register, from a file")),
        ("web:town-holidays", "clock", _("Holidays"), _("days on which nobody works")),
        ("web:town-channels", "mail", _("Channels"), _("e-mail and how it fares")),
        ("web:post", "desk", _("Post office"), _("what did not arrive, what was not heard")),
    )
    return [
        {"url": reverse(name), "icon": icon, "title": title, "detail": detail} for name, icon, title, detail in rows
    ]


def factors(person: Person) -> list[str]:
    """The kinds of second factor that somebody has (recovery codes alone are none)."""
    rows = Authenticator.objects.filter(user__person=person).exclude(type=Authenticator.Type.RECOVERY_CODES)
    names = {"totp": _("codes from an app"), "webauthn": _("a passkey")}
    return [names.get(kind, kind) for kind in rows.values_list("type", flat=True)]


def last_administrator() -> str:
    """Why not."""
    return _("Nobody else looks after the town for good. Make somebody else administrator first.")


def post_words(role: Role) -> str:
    """``employee · Lighting``."""
    kind = str(Role.Kind(role.kind).label)
    language = get_language() or "es"
    return f"{kind} · {in_language(role.department.name, language)}" if role.department else kind


def staff_by_post() -> list[dict[str, Any]]:
    """Everybody who was welcomed, under their first post; whoever holds none comes last."""
    with_factor = set(
        Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES).values_list("user__person_id", flat=True)
    )
    rows = (
        Person.objects.exclude(account=None)
        .exclude(handle=None)
        .select_related("handle", "account")
        .order_by("public_name", "id")
    )
    current: dict[int, list[Role]] = {}
    for role in Role.objects.current().select_related("department").order_by("id"):
        current.setdefault(role.person_id, []).append(role)
    order = [*Role.Kind.values]
    groups: dict[str, list[dict[str, Any]]] = {kind: [] for kind in [*order, ""]}
    for person in rows:
        roles = sorted(current.get(person.pk, []), key=lambda role: order.index(role.kind))
        groups[roles[0].kind if roles else ""].append({
            "person": person, "posts": [post_words(role) for role in roles], "factor": person.pk in with_factor,
        })  # fmt: skip
    names = dict(Role.Kind.choices) | {"": _("without a post")}
    return [{"title": names[kind], "rows": some} for kind, some in groups.items() if some]


WITH_SERVERS = ("email", "fediverse")
"""Channels on which many servers speak, so that the town may choose among them."""


def channel_name(kind: str) -> str:
    """What people call it."""
    names = {
        "email": _("E-mail"), "web": _("Web form"), "counter": _("Counter and telephone"), "fediverse": _("Fediverse"),
        "open311": _("Open311"),
    }  # fmt: skip
    return names.get(kind, kind)


def channels() -> list[dict[str, Any]]:
    """Every installed channel, and when it last heard and spoke."""
    rows = {row.kind: row for row in Channel.objects.all()}
    heard: dict[str, datetime] = channel_queries.last_heard()
    return [
        {
            "kind": kind,
            "name": channel_name(kind),
            "icon": {"email": "mail", "web": "web", "counter": "phone", "fediverse": "fedi"}.get(kind, "plane"),
            "heard_at": heard.get(kind),
            "spoke_at": rows[kind].spoke_at if kind in rows else None,
            "problem": rows[kind].problem if kind in rows else "",
            "url": reverse("web:town-email") if kind == "email" else "",
            "stances_url": reverse("web:town-stances", args=[kind]) if kind in WITH_SERVERS else "",
            "speaks": driver.speaks,
        }
        for kind, driver in sorted(registry.drivers().items(), key=lambda one: one[0] != "email")
    ]
