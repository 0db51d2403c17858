# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bodies to whom cases are passed on by Open311: how they are reached, and what became of a case there.

What a body answers becomes a letter like any other, stored under its own mark, so that asking again brings nothing
twice. The words stand in the case under the body's name; what its state means here is a table on a page.
"""

import hashlib
import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from concejo.cases.models import Case, ExternalBody, Step
from concejo.channels import intake, registry
from concejo.channels.kinds.open311 import client, envelope
from concejo.channels.kinds.open311.client import NotUnderstood, There
from concejo.channels.kinds.open311.driver import SCHEME, TO
from concejo.channels.models import Channel, Delivery
from concejo.core import clock, http
from concejo.core.ids import new_id
from concejo.people.models import Address
from concejo.square.models import Post

log = logging.getLogger(__name__)
EVERY = timedelta(minutes=5)
OVERLAP = timedelta(hours=1)
"""Of two looks: clocks of two servers differ, and what comes twice is one letter."""
MANY, TOGETHER = 1000, 50
"""Updates in one answer that may be not all of them; numbers that are asked for in one address."""
AFTERWARDS = timedelta(days=60)
"""How long after it was closed here a case is still asked about."""
FIRST = "*"
"""In the table of kinds: what all others are reported as."""
STATES = {
    "open": "", "investigating": "started", "in_progress": "started", "action_scheduled": "started", "fixed": "done",
    "closed": "done", "duplicate": "", "not_councils_responsibility": "", "no_further_action": "",
    "internal_referral": "", "for_triage": "", "reopen": "started", "cancelled": "",
}  # fmt: skip
"""What the states of mySociety's extension mean here, unless the body's page says otherwise; empty is words alone."""


def body_of(address: Address | None) -> ExternalBody | None:
    """Whose address it is, if it is reached by Open311."""
    if address is None or address.scheme != SCHEME:
        return None
    return ExternalBody.objects.filter(address=address).first()


def endpoint(delivery: Delivery) -> dict[str, str]:
    """What the driver needs to reach the body; empty for one that gets mail."""
    body = body_of(delivery.address)
    return _facts(body) if body else {}


def _facts(body: ExternalBody) -> dict[str, str]:
    told = body.open311
    return {
        "body": str(body.pk), "url": str(told.get("url", "")), "how": str(told.get("how", "json")),
        "jurisdiction": str(told.get("jurisdiction", "")),
    }  # fmt: skip


def there(body: ExternalBody) -> There:
    """Its endpoint."""
    return client.there(_facts(body), registry.surroundings(envelope.KIND))


def keep_key(body: ExternalBody, key: str) -> None:
    """Its key, sealed; never shown again."""
    channel, _ = Channel.objects.get_or_create(kind=envelope.KIND)
    registry.keep_secrets(channel, {f"key:{body.pk}": key})
    channel.save(update_fields=["secrets"])


def service_there(case: Case, delivery: Delivery) -> str:
    """What the body calls that kind; else what it calls all others; else as it is called here."""
    body = body_of(delivery.address)
    services = body.open311.get("services", {}) if body else {}
    slug = case.category.slug if case.category else FIRST
    return str(services.get(slug) or services.get(FIRST) or slug)


def reported_to(case: Case) -> list[Address]:
    """Bodies that know the case by a number of theirs."""
    return [one.address for one in _reports().filter(subject__in=_forwards(case)) if one.address]


def number_there(case: Case, delivery: Delivery) -> str:
    """What the body calls the case."""
    row = _reports().filter(subject__in=_forwards(case), address=delivery.address).order_by("-made_at").first()
    return row.external_id if row and not row.external_id.startswith(client.TOKEN) else ""


def _forwards(case: Case) -> list[int]:
    return list(case.steps.filter(act="forwarded").values_list("pk", flat=True))


def _reports() -> Any:
    sent = Delivery.objects.filter(kind=envelope.KIND, cause="forwarded", work=Delivery.State.DONE)
    return sent.exclude(external_id="").select_related("address")


def ask_all() -> int:
    """Every body is asked what became of the cases that it knows; returns how many letters that brought."""
    brought = 0
    for body in ExternalBody.objects.filter(active=True, address__scheme=SCHEME).select_related("address"):
        if body.asked_at and body.asked_at + EVERY > clock.now():
            continue
        try:
            brought += _ask(body)
        except (http.Forbidden, http.Unreachable, NotUnderstood) as error:
            log.warning("%s could not be asked what became of its cases (%s); it is asked again", body.name, error)
    return brought


def _ask(body: ExternalBody) -> int:
    now = clock.now()
    known = _known(body, since=now - AFTERWARDS)
    brought = 0
    if known:
        end = there(body)
        try:
            told = client.updates(end, since=_written((body.asked_at or now - AFTERWARDS) - OVERLAP))
        except NotUnderstood:
            told = [_as_update(one) for some in _batched(sorted(known)) for one in client.requests(end, some)]
        brought = sum(_hear(body, one, known) for one in told)
        now = min(now, _last(told) or now) if len(told) >= MANY else now  # the rest comes with the next look
    ExternalBody.objects.filter(pk=body.pk).update(asked_at=now)
    return brought


def _batched(numbers: list[str]) -> Iterable[list[str]]:
    """As many as fit into an address."""
    return (numbers[at : at + TOGETHER] for at in range(0, len(numbers), TOGETHER))


def _last(told: Iterable[dict[str, Any]]) -> datetime | None:
    moments = [parse_datetime(str(one.get("updated_datetime") or "")) for one in told]
    return max((one for one in moments if one is not None and one.tzinfo is not None), default=None)


def _known(body: ExternalBody, *, since: datetime) -> dict[str, Step]:
    """Cases that are still asked about, by their number there; a token is exchanged for one first."""
    rows = list(_reports().filter(address=body.address))
    steps = Step.objects.select_related("case__conversation").in_bulk([one.subject for one in rows])
    found = {}
    for row in rows:
        step = steps.get(row.subject)
        if step is None or (step.case.closed_at and step.case.closed_at < since):
            continue
        if row.external_id.startswith(client.TOKEN):
            number = client.number_of(there(body), row.external_id.removeprefix(client.TOKEN))
            if not number:
                continue
            Delivery.objects.filter(pk=row.pk).update(external_id=number[:250])
            row.external_id = number[:250]
        found[row.external_id] = step
    return found


def _as_update(request: dict[str, Any]) -> dict[str, Any]:
    """Where updates are not known, the state itself is one; the same state again is the same one."""
    status = str(request.get("status", "")).lower()
    number = request.get("service_request_id")
    return {
        "service_request_id": number, "update_id": f"{number}:{status}:{request.get('updated_datetime') or ''}",
        "status": status, "description": request.get("status_notes") or "",
        "updated_datetime": request.get("updated_datetime"),
    }  # fmt: skip


def _hear(body: ExternalBody, update: dict[str, Any], known: dict[str, Step]) -> bool:
    """An update of a case that we passed on becomes a letter, once; of what we did not, nothing."""
    number, name = (str(update.get(one) or "") for one in ("service_request_id", "update_id"))
    step = known.get(number)
    status = str(update.get("status") or "").strip().lower().replace(" ", "_")
    at = parse_datetime(str(update.get("updated_datetime") or ""))
    if step is None or not name or (at is not None and at.tzinfo is not None and at < step.at):
        return False
    state = {**STATES, **body.open311.get("states", {})}.get(status, "")
    words = str(update.get("description") or "").strip()[: client.LONGEST]
    begun = Post.objects.public().filter(conversation=step.case.conversation_id).order_by("at", "id").first()
    if begun is None or (not words and not state):
        return False
    photos = update.get("media_url")
    several = [photos] if isinstance(photos, str) else photos if isinstance(photos, list) else []
    told = envelope.Told(
        sender=body.address.urn, sender_name=body.name, text=words or status.replace("_", " ").capitalize(),
        hints={"via": envelope.KIND, "name": body.name} | ({"outside": state} if state else {}),
        replies_to=(f"post:{begun.pk}",), media_urls=tuple(_addresses(several)),
    )  # fmt: skip
    facts = {"body": str(body.pk), "update": name[:80], "number": step.case.number}
    raw = envelope.write(told, (), envelope=facts, at=clock.now())
    mark = hashlib.sha256(json.dumps(["outside", body.pk, number, name, status]).encode()).hexdigest()
    before = intake.known(mark)
    intake.store(raw, dedupe=mark)
    return not before


def _addresses(several: Iterable[object]) -> list[str]:
    found = []
    for one in list(several)[:4]:
        try:
            http.look_at(str(one))
        except (http.Forbidden, ValueError):
            continue
        found.append(str(one))
    return found


def _written(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True)
class Tested:
    """What an endpoint answered: sentences about what is wrong, and what can be reported there."""

    wrong: list[str]
    services: list[tuple[str, str]]


def test(body: ExternalBody) -> Tested:
    """Ask a body what can be reported there; nothing is reported."""
    try:
        told = client.services(there(body))
    except (http.Forbidden, http.Unreachable, NotUnderstood) as error:
        return Tested([_("The endpoint cannot be asked: %(why)s.") % {"why": str(error)}], [])
    services = [(str(one.get("service_code") or ""), str(one.get("service_name") or "")) for one in told]
    codes = {code for code, _name in services}
    wrong = [
        _("«%(theirs)s» (%(ours)s) is not known there.") % {"theirs": theirs, "ours": ours}
        for ours, theirs in body.open311.get("services", {}).items()
        if theirs not in codes
    ]
    if not codes:
        wrong.append(_("It answers, and nothing can be reported there."))
    return Tested(wrong, services)


def fresh_urn() -> str:
    """The address of a body in this channel: a name that says nothing."""
    return f"{SCHEME}:{TO}{new_id()}"
