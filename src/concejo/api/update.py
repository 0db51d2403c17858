# SPDX-License-Identifier: AGPL-3.0-or-later
"""A word about a case that is there already, as mySociety's extension of Open311 has it (POST servicerequestupdates).

Whoever reported a case through a key says through the same key that it is mended, or broken still; from all others it
is a word in the conversation.
"""

import hashlib
import json
from dataclasses import dataclass

from concejo.api.keys import Known, client_of
from concejo.api.moments import moment
from concejo.api.params import Params
from concejo.api.report import LONGEST, jurisdiction, mail_of, media_urls
from concejo.api.wrong import Error, Wrong, bad, missing, unknown
from concejo.cases.models import Case
from concejo.channels.contract import Enclosure
from concejo.channels.kinds.open311.driver import urn_of
from concejo.channels.kinds.open311.envelope import Told
from concejo.channels.models import Accepted, Client
from concejo.square.models import Post

STATUSES = frozenset({
    "open", "investigating", "in_progress", "action_scheduled", "fixed", "closed", "duplicate",
    "not_councils_responsibility", "no_further_action", "internal_referral", "for_triage", "reopen", "cancelled",
})  # fmt: skip
"""Small letters with ``_``, as they are compared."""
_SAYS = {"fixed": "mended", "reopen": "broken"}
THERE = Error("400", "update_id already exists")


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What is to be kept."""

    client: Client
    number: str
    update_id: str
    told: Told
    photos: tuple[Enclosure, ...]
    mark: str


def read(params: Params, known: Known) -> Update:
    """Look it through; raises `Wrong`."""
    client = client_of(params.one("api_key"), known)
    wrong: list[Error] = []
    jurisdiction(params, known.town, wrong)
    told = {name: params.one(name) for name in ("service_request_id", "update_id", "updated_datetime", "status")}
    wrong += [missing(name) for name, value in told.items() if not value]
    status = told["status"].lower().replace(" ", "_")
    if status and status not in STATUSES:
        wrong.append(bad("status", "one of " + ", ".join(sorted(STATUSES)) + " is expected"))
    if told["updated_datetime"]:
        moment("updated_datetime", told["updated_datetime"], wrong)
    text = params.one("description").replace("\r\n", "\n").replace("\x00", "")
    if len(text) > LONGEST:
        wrong.append(bad("description", f"more than {LONGEST} letters"))
    if len(told["update_id"]) > 80:
        wrong.append(bad("update_id", "more than 80 letters"))
    urls = media_urls(params, wrong)
    begun = _begun(told["service_request_id"], wrong)
    sender = _sender(params, client, told["service_request_id"], wrong)
    if wrong or begun is None:
        raise Wrong(*wrong)
    said = Told(
        sender=sender, text=text or status.replace("_", " ").capitalize(), replies_to=(f"post:{begun.pk}",),
        sender_name=" ".join(f"{params.one('first_name')} {params.one('last_name')}".split())[:80] or client.name,
        hints={"via": "open311"} | ({"says": _SAYS[status]} if status in _SAYS else {}), media_urls=urls,
    )  # fmt: skip
    number, update_id = told["service_request_id"], told["update_id"]
    mark = hashlib.sha256(json.dumps(["update", client.pk, number, update_id]).encode()).hexdigest()
    return Update(client=client, number=number, update_id=update_id, told=said, photos=tuple(params.photos), mark=mark)


def _begun(number: str, wrong: list[Error]) -> Post | None:
    """The first published words of a public case; private and unknown are the same."""
    if not number:
        return None
    case = Case.objects.public().filter(number=number).first()
    post = (
        Post.objects.public().filter(conversation=case.conversation_id).order_by("at", "id").first() if case else None
    )
    if post is None:
        wrong.append(unknown("service_request_id"))
    return post


def _sender(params: Params, client: Client, number: str, wrong: list[Error]) -> str:
    """Whoever reported it, where the client did; else whose mail address it names; else the client."""
    sender = mail_of(params, wrong)
    reported = Accepted.objects.filter(client=client, number=number, update_id="").exists()
    return urn_of(client.pk, number) if reported or not sender else sender
