# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts on other servers: found, fetched with a signed request, believed only as far as their own server says so."""

from typing import Any
from urllib.parse import quote

from django.db import transaction

from concejo.channels.contract import Unreadable
from concejo.core import clock, http
from concejo.fediverse import actors, signing
from concejo.fediverse.models import RemoteActor
from concejo.fediverse.names import actor_url
from concejo.fediverse.plain import line_of
from concejo.fediverse.shapes import document, host_of, several, who
from concejo.fediverse.wire import PROFILE, SCHEME, TYPE
from concejo.people import actions as people
from concejo.town.pretending import pretends

AGENT = "Concejo (+https://www.w3.org/TR/activitypub/)"
_MOST = 250


class NotFetched(Exception):
    """It cannot be had, or it is not what it says it is."""


class Gone(NotFetched):
    """Its server says that there is nothing under that name, or nothing any more."""


def fetch(url: str, *, seconds: float = http.SECONDS) -> dict[str, Any]:
    """A document of another server, asked for under the town's signature; raises `NotFetched`."""
    reply, signed = _asked(url, seconds)
    if reply.status == 401 and signing.refused(url, signed):
        reply, signed = _asked(url, seconds)
    if reply.status in {404, 410}:
        raise Gone(f"{reply.status}")
    if reply.status != 200:
        raise NotFetched(f"{reply.status}")
    signing.took(url, signed)
    try:
        found = document(reply.body)
    except Unreadable as error:
        raise NotFetched(str(error)) from error
    if not isinstance(found, dict):
        raise NotFetched("no JSON object")
    return found


def _asked(url: str, seconds: float) -> tuple[http.Reply, dict[str, str]]:
    """One question, signed in the way that this server wants."""
    one = actors.application()
    signed = signing.sign(actors.private_key(one), key_id=f"{actor_url(one)}#main-key", method="GET", url=url)
    try:
        headers = {**signed, "Accept": f"{TYPE}, {PROFILE}", "User-Agent": AGENT}
        return http.ask("GET", url, headers=headers, seconds=seconds), signed
    except (http.Forbidden, http.Unreachable) as error:
        raise NotFetched(str(error)) from error


def link(account: str, *, rel: str, field: str = "href", seconds: float = 4.0) -> str:
    """What WebFinger says of `who@server` (RFC 7033): the first link of that kind. Raises `NotFetched`."""
    server = account.rpartition("@")[2]
    scheme = "http" if http.is_literal(server.partition(":")[0]) else "https"  # only trials have no names
    address = f"{scheme}://{server}/.well-known/webfinger?resource={quote(f'acct:{account}', safe='')}"
    headers = {"Accept": "application/jrd+json, application/json", "User-Agent": AGENT}
    try:
        reply = http.get(address, headers=headers, hops=2, seconds=seconds)
        found = document(reply.body) if reply.status == 200 else None
    except (http.Forbidden, http.Unreachable, Unreadable) as error:
        raise NotFetched(str(error)) from error
    links = found.get("links") if isinstance(found, dict) else None
    those = [one for one in several(links)[:50] if isinstance(one, dict) and one.get("rel") == rel]
    wanted = [_text(one, field) for one in those if rel != "self" or "json" in _text(one, "type")]
    return next((one for one in wanted if one), "")


def of_account(account: str) -> RemoteActor:
    """The account `who@server`: known, or found by WebFinger and fetched. Raises `NotFetched`."""
    known = RemoteActor.objects.select_related("address").filter(address__scheme=SCHEME, address__path=account).first()
    if known is not None:
        return known
    uri = link(account, rel="self")
    if not uri:
        raise NotFetched("its server does not know this account")
    found = of_uri(uri)
    if found.address.path != account:
        raise NotFetched("its server calls this account otherwise")
    return found


def of_key(key_id: str, *, again: bool = False) -> RemoteActor:
    """Whose key that is: known, or fetched; `again` asks anew, since keys change. Raises `NotFetched`."""
    known = RemoteActor.objects.select_related("address").filter(key_id=key_id).first()
    if known is not None and not again:
        return known
    found = fetch(key_id.partition("#")[0])
    owner = _text(found.get("publicKey"), "owner") or _text(found, "owner") or _text(found, "id")
    if not owner or host_of(owner) != host_of(key_id):
        raise NotFetched("the owner of the key lives elsewhere")
    document = found if owner == found.get("id") and "inbox" in found else fetch(owner)
    if _text(document.get("publicKey"), "id") != key_id:
        raise NotFetched("the account does not name this key as its own")
    return keep(document, uri=owner)


def of_uri(uri: str) -> RemoteActor:
    """The account of that id: known, or fetched."""
    known = RemoteActor.objects.select_related("address").filter(uri=uri).first()
    return known or keep(fetch(uri), uri=uri)


def renewed(activity: dict[str, Any]) -> dict[str, str]:
    """What an account says of itself after it changed (`renewed`), or where it lives now (`moved`).

    A move counts only if the new account names the old one among those that it is also known as (FEP-7628); nothing is
    believed that the activity itself says.
    """
    old = who(activity["actor"])
    try:
        if activity["type"] == "Update":
            if who(activity.get("object")) != old:
                return {}
            return {"renewed": keep(fetch(old), uri=old).uri}
        fresh = who(activity.get("target"))
        if who(activity.get("object")) != old or not fresh:
            return {}
        document = fetch(fresh)
        if old not in several(document.get("alsoKnownAs")):
            return {}
        return {"moved": keep(document, uri=fresh).uri}
    except NotFetched:
        return {}


def keep(document: dict[str, Any], *, uri: str) -> RemoteActor:
    """Write down what an account says of itself; everything must be on its own server."""
    key = document.get("publicKey")
    inbox, endpoints = _text(document, "inbox"), document.get("endpoints")
    shared, key_id, pem = _text(endpoints, "sharedInbox"), _text(key, "id"), _text(key, "publicKeyPem")
    name = _text(document, "preferredUsername")
    if _text(document, "id") != uri or _text(key, "owner") != uri or not (inbox and pem and name):
        raise NotFetched("the account is not complete, or not the one that was asked for")
    if any(host_of(one) != host_of(uri) for one in (inbox, key_id, shared or uri)) or not host_of(uri).isascii():
        raise NotFetched("an account must live on one server, whose name is written in ASCII")
    if max(map(len, (uri, inbox, shared, key_id))) > _MOST or len(pem) > 4096 or not _is_name(name):
        raise NotFetched("a name is too long")
    account = f"{name.lower()}@{host_of(uri)}"
    called = line_of(_text(document, "name"), most=80)
    with transaction.atomic():
        address = people.meet(f"{SCHEME}:{account}", name=f"@{account}"[:80] if pretends(called) else called)
        fresh = {
            "key_id": key_id, "public_key": pem, "inbox": inbox, "shared_inbox": shared, "fetched_at": clock.now(),
            "address": address,
        }  # fmt: skip
        RemoteActor.objects.filter(address=address).exclude(uri=uri).delete()  # the name was given to another account
        return RemoteActor.objects.update_or_create(uri=uri, defaults=fresh)[0]


def _is_name(name: str) -> bool:
    return len(name) <= 64 and all(one.isascii() and (one.isalnum() or one in "_.-") for one in name)


def _text(thing: Any, name: str) -> str:
    value = thing.get(name) if isinstance(thing, dict) else None
    return value if isinstance(value, str) else ""
