# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every address of the house, opened and posted to by every role, against a table written by hand.

A new address without a row fails. To add one: write its name, a path that leads there (`{lamp}` and the like come from
`places` below), what each role meets who opens it, and, where that differs, who sends an empty form to it.

    ok    the page is shown (200), or the empty form comes back with its errors (422)
    go    led elsewhere (302): to the next step, to the page that the whole town sees, away after an act
    in    signs in first
    no    told that it is not theirs (403)
    -     does not exist for them (404)
    x     this address does not take that (405, 400)
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver, resolve

from cast import PASSWORD, Cast, address, photo
from concejo.cases import actions as cases
from concejo.cases import moving_in, reckon
from concejo.cases.models import AnswerTemplate, Case, ExternalBody, MoveIn, Route, SavedFilter
from concejo.channels import clients, stances
from concejo.channels.models import Letter
from concejo.core import clock
from concejo.fediverse import actors
from concejo.people import actions, links
from concejo.people.models import Account, Countersign, Person, Proof, Role
from concejo.square import actions as square
from concejo.square.models import Follow, Planned
from concejo.square.pictures import keep, prepare
from concejo.town.models import Department, Holiday, Street
from concejo.web import drafts

#           nobody neighbour member other head clerk moderator councillor mayor administrator
WHO = ("", "Alejandra", "Miguel", "Teresa", "Dolores", "Pilar", "Andrés", "Inés", "Rosario", "Sofía")
"""Miguel works in the department that has the lamp, Teresa in another one, which Dolores heads."""
EVERYBODY = "ok ok ok ok ok ok ok ok ok ok"
GOES = "     go go go go go go go go go go"
NOBODY = "   -  -  -  -  -  -  -  -  -  -"
STAFF = "    in -  ok ok ok ok ok ok ok ok"
LED = "      in -  go go go go go go go go"
CLERK = "    in -  no no no ok no no no ok"
CLERKGO = "  in -  no no no go no no no go"
OFFICE = "   in -  -  -  -  -  -  -  -  ok"
OFFICEGO = " in -  -  -  -  -  -  -  -  go"
DRAWERS = "  in -  -  -  -  ok -  -  -  ok"
DRAWERGO = " in -  -  -  -  go -  -  -  go"
WRONG = "    x  x  x  x  x  x  x  x  x  x"
NOT_THEIRS = "in -  -  -  -  -  -  -  -  -"
STAFF_LOCK = "in go ok ok ok ok ok ok ok ok"
NO_LOCK = "  in go -  -  -  -  -  -  -  -"  # nobody of them has such a lock
SIGNED_IN = "in ok ok ok ok ok ok ok ok ok"

#   name: (path, who opens it, who sends an empty form; the same if it is not told)
TABLE: dict[str, tuple[str, ...]] = {
    # the square, the cases, who is who: everybody's
    "web:home": ("/", EVERYBODY),
    "web:now": ("/now/", EVERYBODY),
    "web:conversations": ("/talk/", EVERYBODY),
    "web:conversation": ("/t/{talk}/", GOES),  # to the page of its case
    "web:fresh": ("/t/{talk}/new/", EVERYBODY),
    "web:conversation-feed": ("/t/{talk}/feed/", EVERYBODY),
    "web:history": ("/t/{talk}/p/{post}/", NOBODY),
    "web:search": ("/search/", EVERYBODY),
    "web:search-feed": ("/search/feed/?q=farola", EVERYBODY),
    "web:cases": ("/cases/", EVERYBODY),
    "web:figures": ("/figures/", EVERYBODY),
    "web:figures-file": ("/figures/category.csv", EVERYBODY),
    "web:map": ("/map/", EVERYBODY),
    "web:map-points": ("/map/points/", EVERYBODY),
    "web:case": ("/c/{lamp}/", EVERYBODY),
    "web:case-feed": ("/c/{lamp}/feed/", EVERYBODY),
    "web:departments": ("/d/", EVERYBODY),
    "web:department": ("/d/alumbrado/", EVERYBODY),
    "web:department-feed": ("/d/alumbrado/feed/", EVERYBODY),
    "web:handle": ("/at/miguel/", GOES),
    "web:person": ("/p/miguel/", EVERYBODY),
    "web:person-feed": ("/p/miguel/feed/", EVERYBODY),
    "web:feed": ("/feed/", EVERYBODY),
    "web:cases-feed": ("/cases/feed/", EVERYBODY),
    "web:alone": ("/alone/", EVERYBODY),
    "web:moderation": ("/moderation/", EVERYBODY),
    "web:sitemap": ("/sitemap.xml", EVERYBODY),
    "web:robots": ("/robots.txt", EVERYBODY),
    "web:media": ("/media/{photo}", EVERYBODY),
    "web:accent": ("/accent-1b3c9b.css", EVERYBODY),
    "web:demo-mail": ("/demo/mail/", NOBODY),  # only in a demo town
    "web:demo-mail-one": ("/demo/mail/1/", NOBODY),
    # with a signed link or a code: whoever holds it
    "web:mine": ("/c/{lamp}/{mine}/", EVERYBODY),
    "web:mine-photo": ("/c/{lamp}/{mine}/photo/{sealed}/", EVERYBODY, GOES),
    "web:mine-act": ("/c/{lamp}/{mine}/broken/", EVERYBODY, GOES),
    "web:mine-answers": ("/c/{lamp}/{mine}/answers/", EVERYBODY),
    "web:publish": ("/publish/{held}/", EVERYBODY),
    "web:unfollow": ("/unfollow/{follow}/", EVERYBODY),
    "web:topic-feed": ("/feed/square/", EVERYBODY),
    "web:follow": ("/follow/", EVERYBODY),
    "web:follow-confirm": ("/follow/{follow}/", EVERYBODY),
    "web:slip": ("/slip/", EVERYBODY),
    "web:own": ("/my/", EVERYBODY),
    "web:own-code": ("/my/code/{code}/", EVERYBODY),
    "web:own-page": ("/my/{own}/", EVERYBODY, NOBODY),
    "web:own-talk": ("/my/{own}/t/{talk}/", NOBODY),  # a public one is read where everybody reads it
    "web:own-picture": ("/my/{own}/picture/{sealed}/", NOBODY),
    "web:own-file": ("/my/{own}/file/", EVERYBODY),
    "web:own-file-take": ("/my/{own}/file/take/", GOES, EVERYBODY),
    "web:own-file-erase": ("/my/{own}/file/erase/", EVERYBODY),
    "web:speak": ("/speak/", EVERYBODY),
    "web:speak-offline": ("/speak/offline/", EVERYBODY),
    "web:speak-manifest": ("/speak/manifest.webmanifest", EVERYBODY),
    "web:speak-worker": ("/speak/worker.js", EVERYBODY),
    "web:speak-step": ("/speak/{draft}/1/", EVERYBODY),
    "web:speak-alike": ("/speak/{draft}/alike/", GOES),
    "web:speak-about": ("/speak/{draft}/about/", GOES),  # nothing was written yet that it could ask about
    "web:speak-sent": ("/speak/{draft}/sent/", NOBODY),  # nothing was sent yet
    "web:speak-cover": ("/speak/{draft}/cover/none/", NOBODY),
    # a neighbour's own account
    "web:account": ("/my/account/", "go ok -  -  -  -  -  -  -  -", "go go -  -  -  -  -  -  -  -"),
    "web:account-leave": ("/my/account/leave/", "go ok -  -  -  -  -  -  -  -"),
    # for programs
    "api:explained": ("/open311/", EVERYBODY),
    "api:described": ("/open311/v2/openapi.json", EVERYBODY, EVERYBODY),
    "api:discovery": ("/open311/v2/discovery.json", EVERYBODY, WRONG),
    "api:services": ("/open311/v2/services.xml", EVERYBODY, WRONG),
    "api:definition": ("/open311/v2/services/lamp.json", EVERYBODY, WRONG),
    "api:requests": ("/open311/v2/requests.json", EVERYBODY, "no " * 10),  # without a key
    "api:request": ("/open311/v2/requests/{lamp}.json", EVERYBODY, WRONG),
    "api:token": ("/open311/v2/tokens/1.json", NOBODY, WRONG),
    "api:updates": ("/open311/v2/servicerequestupdates.json", EVERYBODY, "no " * 10),
    "api:open-data": ("/open311/v2/cases.geojson", EVERYBODY, WRONG),
    "api:unknown": ("/open311/v2/dragons.json", NOBODY, NOBODY),
    "api:unknown-plain": ("/open311/v2/dragons", NOBODY, NOBODY),
    # for other servers
    "fediverse:webfinger": ("/.well-known/webfinger?resource=acct:alumbrado@olivar.example", EVERYBODY, WRONG),
    "fediverse:host-meta": ("/.well-known/host-meta", EVERYBODY, WRONG),
    "fediverse:nodeinfo-links": ("/.well-known/nodeinfo", EVERYBODY, WRONG),
    "fediverse:nodeinfo": ("/nodeinfo/2.1", EVERYBODY, WRONG),
    "fediverse:instance": ("/api/v1/instance", EVERYBODY, WRONG),
    "fediverse:shared-inbox": ("/inbox", EVERYBODY, WRONG),  # nobody has signed it
    "fediverse:actor": ("/actors/{actor}", EVERYBODY, WRONG),
    "fediverse:named": ("/actors/named/alumbrado", "go go go go go go go go go go", WRONG),
    "fediverse:follow": ("/follow-from/alumbrado/", EVERYBODY, EVERYBODY),
    "fediverse:inbox": ("/actors/{actor}/inbox", EVERYBODY, WRONG),
    "fediverse:outbox": ("/actors/{actor}/outbox", EVERYBODY, WRONG),
    "fediverse:followers": ("/actors/{actor}/followers", EVERYBODY, WRONG),
    "fediverse:following": ("/actors/{actor}/following", EVERYBODY, WRONG),
    "fediverse:featured": ("/actors/{actor}/featured", EVERYBODY, WRONG),
    "fediverse:said": ("/objects/{said}", EVERYBODY, WRONG),
    "fediverse:replies": ("/objects/{said}/replies", EVERYBODY, WRONG),
    "fediverse:context": ("/contexts/{talk}", EVERYBODY, WRONG),
    # work
    "web:work": ("/tasks/", STAFF),
    "web:work-case": ("/tasks/{lamp}/", "in -  ok go go ok ok ok ok ok", "in -  ok go go ok no no ok ok"),
    "web:work-act": ("/tasks/{lamp}/hand/", "in -  ok go go ok no no ok ok"),
    "web:work-mark": ("/tasks/{lamp}/mark/", "in -  x  x  x  x  x  x  x  x", "in -  go go go go go go go go"),
    "web:work-answers": ("/tasks/{lamp}/answers/", "in -  ok go go ok no no ok ok"),
    "web:list": ("/tasks/list/", STAFF, STAFF),
    "web:list-file": ("/tasks/list/cases.csv", STAFF, STAFF),
    "web:list-keep": ("/tasks/list/keep/", "in -  x  x  x  x  x  x  x  x", LED),
    "web:list-forget": ("/tasks/list/{saved}/forget/", "in -  x  x  x  x  x  x  x  x", "in -  go -  -  -  -  -  -  -"),
    "web:round": ("/tasks/round/", STAFF, STAFF),
    "web:undo": ("/undo/{said}/", NOT_THEIRS, "in -  go -  -  -  -  -  -  -"),
    "web:sealed": ("/sealed/{sealed}/", "-  -  ok ok ok ok ok ok ok ok"),
    "web:announce": ("/announce/", STAFF),
    "web:mine-said": ("/mine/", STAFF),
    "web:said-edit": ("/mine/{said}/edit/", "in -  ok -  -  -  -  -  -  -"),
    "web:said-delete": ("/mine/{said}/delete/", "in -  ok -  -  -  -  -  -  -", "in -  go -  -  -  -  -  -  -"),
    "web:plans": ("/plans/", STAFF),
    "web:plan-change": ("/plans/{plan}/", "in -  ok -  -  ok -  -  ok ok"),
    "web:plan-act": ("/plans/{plan}/drop/", "in -  ok -  -  ok -  -  ok ok", "in -  go -  -  go -  -  go go"),
    "web:aloud": ("/t/{talk}/aloud/", STAFF),
    "web:aloud-act": ("/aloud/{first}/pass/", STAFF),
    "web:waits": ("/waits/", "in -  no no no ok no ok ok ok"),
    "web:waits-file": ("/waits/waits.csv", "in -  no no no ok no ok ok ok"),
    "web:me": ("/me/", STAFF),
    "web:said-urgent": ("/mine/{notice}/urgent/", "in -  no no -  ok no no -  -"),
    "web:me-elsewhere": ("/me/elsewhere/", STAFF, LED),
    "web:second": ("/second/{second}/", "in -  no no no no no no ok ok", "in -  no no no no no no go go"),
    # desk and counter
    "web:desk": ("/desk/", CLERK, CLERKGO),
    "web:desk-letter": ("/desk/{talk}/", CLERK, CLERKGO),
    "web:desk-act": ("/desk/{talk}/settle/", "in -  no no no -  no no no -", CLERKGO),
    "web:desk-photo": ("/desk/photo/{sealed}/", "in -  no no no ok ok no no ok", "in -  no no no go go no no go"),
    "web:desk-post": ("/desk/post/{post}/hide/", "in -  no no no ok ok no no ok"),
    "web:bulk": ("/bulk/", CLERK),
    "web:bulk-confirm": ("/bulk/confirm/", CLERKGO),
    "web:inside": ("/inside/", "in -  ok ok ok ok no no ok ok"),
    "web:calls": ("/calls/", CLERK),
    "web:call": ("/calls/{call}/", CLERK, CLERKGO),
    "web:counter": ("/counter/", CLERK),
    "web:counter-kind": ("/counter/kind/", "in -  no no no x  no no no x", CLERK),
    "web:counter-qr": ("/counter/{lamp}/qr.svg", CLERK),
    "web:counter-slip": ("/counter/{lamp}/slip/{draft}/", "in -  no no no -  no no no -"),
    "web:counter-people": ("/counter/people/", CLERK),
    "web:counter-newcomer": ("/counter/people/new/", CLERK),
    "web:counter-person": ("/counter/people/{who}/", CLERK),
    "web:counter-revoke": ("/counter/people/{who}/revoke/", CLERK),
    "web:counter-recover": ("/counter/people/{who}/recover/", CLERK),
    "web:counter-act": ("/counter/people/{who}/slip/", "in -  no no no x  no no no x", CLERK),
    "web:file-search": ("/file/", CLERK),
    "web:file": ("/file/{hers}/", CLERK),
    "web:file-take": ("/file/{hers}/take/", CLERK, "in -  no no no ok no no no go"),  # the clerk has asked, and waits
    "web:file-erase": ("/file/{hers}/erase/", CLERK),
    # the post office
    "web:post": ("/post/", DRAWERS),
    "web:post-letter": ("/post/letter/{letter}/", DRAWERS),
    "web:post-drawer": ("/post/deliveries/", DRAWERS),
    "web:post-file": ("/post/letters.csv", DRAWERS),
    "web:post-give-up": ("/post/deliveries/1/give-up/", NOT_THEIRS),
    "web:post-act": ("/post/deliveries/1/again/", "in -  -  -  -  x  -  -  -  x", NOT_THEIRS),
    # the town's own settings, its people and what they may do: the administrator's
    "web:town": ("/town/", OFFICE),
    "web:town-list-file": ("/town/streets.csv", OFFICE),
    "web:town-settings": ("/town/settings/", OFFICE),
    "web:town-departments": ("/town/departments/", OFFICE),
    "web:town-department-new": ("/town/departments/new/", OFFICE),
    "web:town-department": ("/town/departments/d/aguas/", OFFICE),
    "web:town-department-close": ("/town/departments/d/aguas/close/", OFFICE, OFFICEGO),
    "web:town-categories": ("/town/categories/", OFFICE),
    "web:town-category-new": ("/town/categories/new/", OFFICE),
    "web:town-category": ("/town/categories/k/lamp/", OFFICE),
    "web:town-categories-add": ("/town/categories/add/", "in -  -  -  -  -  -  -  -  x", OFFICEGO),
    "web:town-questions": ("/town/categories/k/lamp/questions/", OFFICE),
    "web:town-question-new": ("/town/categories/k/lamp/questions/new/", OFFICE),
    "web:town-question": ("/town/categories/k/lamp/questions/number/", OFFICE),
    "web:town-question-delete": ("/town/categories/k/lamp/questions/number/delete/", OFFICE, OFFICEGO),
    "web:town-routes": ("/town/routes/", OFFICE),
    "web:town-route-new": ("/town/routes/new/", OFFICE),
    "web:town-route": ("/town/routes/{route}/", OFFICE),
    "web:town-route-delete": ("/town/routes/{route}/delete/", OFFICE, OFFICEGO),
    "web:town-templates": ("/town/sentences/", OFFICE),
    "web:town-template-new": ("/town/sentences/new/", OFFICE),
    "web:town-template": ("/town/sentences/{sentence}/", OFFICE),
    "web:town-template-delete": ("/town/sentences/{sentence}/delete/", OFFICE, OFFICEGO),
    "web:town-bodies": ("/town/bodies/", OFFICE),
    "web:town-body-new": ("/town/bodies/new/", OFFICE),
    "web:town-body": ("/town/bodies/{body}/", OFFICE),
    "web:town-server-new": ("/town/bodies/open311/new/", OFFICE),
    "web:town-server": ("/town/bodies/open311/{server}/", OFFICE),
    "web:town-server-test": ("/town/bodies/open311/{server}/test/", "in -  -  -  -  -  -  -  -  x", OFFICE),
    "web:town-clients": ("/town/clients/", OFFICE),
    "web:town-client-new": ("/town/clients/new/", OFFICE),
    "web:town-client": ("/town/clients/{client}/", OFFICE),
    "web:town-client-act": ("/town/clients/{client}/revoke/", OFFICE, OFFICEGO),
    "web:town-streets": ("/town/streets/", OFFICE),
    "web:town-street-new": ("/town/streets/new/", OFFICE),
    "web:town-streets-file": ("/town/streets/file/", OFFICE),
    "web:town-street": ("/town/streets/{street}/", OFFICE),
    "web:town-street-delete": ("/town/streets/{street}/delete/", OFFICE, OFFICEGO),
    "web:town-map": ("/town/map/", OFFICE, OFFICEGO),
    "web:town-assets": ("/town/assets/", OFFICE),
    "web:town-move-ins": ("/town/move-in/", OFFICE),
    "web:town-move-in": ("/town/move-in/{movein}/", OFFICE),
    "web:town-move-in-wrong": ("/town/move-in/{movein}/wrong.csv", OFFICE),
    "web:town-move-in-undo": ("/town/move-in/{moved}/undo/", OFFICE, OFFICEGO),
    "web:town-holidays": ("/town/holidays/", OFFICE),
    "web:town-holidays-fill": ("/town/holidays/fill/", OFFICE),
    "web:town-holiday-delete": ("/town/holidays/{holiday}/delete/", OFFICE, OFFICEGO),
    "web:town-people": ("/town/people/", OFFICE),
    "web:town-welcome": ("/town/people/new/", OFFICE),
    "web:town-person": ("/town/people/p/miguel/", OFFICE),
    "web:town-role": ("/town/people/p/miguel/post/", OFFICE),
    "web:town-role-end": ("/town/people/p/miguel/post/{role}/end/", OFFICE, OFFICEGO),
    "web:town-mail": ("/town/people/p/miguel/mail/", OFFICE),
    "web:town-absence": ("/town/people/p/miguel/away/", OFFICE),
    "web:town-absence-end": ("/town/people/p/miguel/away/{absence}/end/", OFFICE, OFFICEGO),
    "web:town-account": ("/town/people/p/miguel/account/close/", OFFICE, OFFICEGO),
    "web:town-roll": ("/town/roll/", OFFICE),
    "web:town-channels": ("/town/channels/", OFFICE),
    "web:town-email": ("/town/channels/email/", OFFICE),
    "web:town-stances": ("/town/channels/fediverse/whom/", OFFICE),
    "web:town-stances-file": ("/town/channels/fediverse/whom/list.csv", OFFICE),
    "web:town-stance-end": ("/town/channels/fediverse/whom/{stance}/end/", OFFICE, OFFICEGO),
    "web:town-channel-test": ("/town/channels/email/test/", "in -  -  -  -  -  -  -  -  x", OFFICE),
    # signing in
    "account_login": ("/account/login/", "ok go go go go go go go go go"),
    "account_enter": ("/account/enter/", "ok go go go go go go go go go"),
    "account_logout": ("/account/logout/", "go ok ok ok ok ok ok ok ok ok", GOES),
    "account_inactive": ("/account/inactive/", EVERYBODY, WRONG),
    "account_signup": ("/account/signup/", NOBODY),
    "account_email": ("/account/email/", NOBODY),
    "account_reset_password": ("/account/password/reset/", NOBODY),
    "account_reauthenticate": ("/account/reauthenticate/", "in no ok ok ok ok ok ok ok ok"),
    "account_change_password": ("/account/password/change/", "in go ok ok ok ok ok ok ok ok"),
    "account_set_password": ("/account/password/set/", "in ok go go go go go go go go"),
    "account_again": ("/account/again/", "in go go go go go go go go go"),
    "account_factor": ("/account/factor/", "in go ok ok ok ok ok ok ok ok"),
    "account_sessions": ("/account/sessions/", SIGNED_IN, NOT_THEIRS),
    # second factors and passkeys; those of a neighbour are passkeys alone
    "mfa_index": ("/account/2fa/", STAFF_LOCK, "in go x  x  x  x  x  x  x  x"),
    "mfa_authenticate": ("/account/2fa/authenticate/", GOES),
    "mfa_reauthenticate": ("/account/2fa/reauthenticate/", "in no go go go go go go go go"),
    "mfa_activate_totp": ("/account/2fa/totp/activate/", STAFF_LOCK),
    "mfa_deactivate_totp": ("/account/2fa/totp/deactivate/", NO_LOCK),
    "mfa_view_recovery_codes": ("/account/2fa/recovery-codes/", NO_LOCK, "in go x  x  x  x  x  x  x  x"),
    "mfa_generate_recovery_codes": ("/account/2fa/recovery-codes/generate/", STAFF_LOCK),
    "mfa_download_recovery_codes": ("/account/2fa/recovery-codes/download/", NO_LOCK),
    "mfa_list_webauthn": ("/account/2fa/webauthn/", SIGNED_IN, "in x  x  x  x  x  x  x  x  x"),
    "mfa_add_webauthn": ("/account/2fa/webauthn/add/", SIGNED_IN),
    "mfa_reauthenticate_webauthn": ("/account/2fa/webauthn/reauthenticate/", "in no go go go go go go go go"),
    "mfa_remove_webauthn": ("/account/2fa/webauthn/keys/{key}/remove/", NOT_THEIRS),
    "mfa_edit_webauthn": ("/account/2fa/webauthn/keys/{key}/edit/", NOT_THEIRS),
    "mfa_login_webauthn": ("/account/2fa/webauthn/login/", GOES),
}


def names(resolver: URLResolver, space: str = "") -> Iterator[str]:
    """Every named address."""
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from names(one, f"{space}{one.namespace}:" if one.namespace else space)
        else:
            yield f"{space}{one.name}"


def test_every_address_has_a_row_and_every_row_an_address():
    there = [name for name in names(get_resolver()) if not name.startswith("ui:")]  # of the gallery, where it is open
    assert set(there) - set(TABLE) == set(), "write a row for it"
    assert set(TABLE) - set(there) == set(), "no such address any more"
    assert len(there) == len(set(there))


def test_every_row_says_what_each_role_meets():
    for name, (path, *rows) in TABLE.items():
        assert 1 <= len(rows) <= 2, name
        assert all(len(row.split()) == len(WHO) for row in rows), name
        assert path.startswith("/"), name


@pytest.fixture
def places(town: Cast) -> dict[str, object]:
    """A lamp in the hands of Miguel's department, and one of everything else that an address can name."""
    cleaning = Department.objects.get(handle__word="limpieza")
    town.people["Teresa"] = actions.welcome(
        "Teresa", handle="teresa", password=PASSWORD, email="teresa@personal.example", by="setup",
        posts=[actions.Post(kind=Role.Kind.EMPLOYEE, department=cleaning)],
    )  # fmt: skip
    picture = keep(prepare(photo()))
    post = town.hears("Alejandra", "La farola de la calle Real está apagada.", media=[picture])
    town.photo()
    town.hears("Carmen", "La farola de la calle Real, 3, parpadea.", via="phone")
    lamp = Case.objects.order_by("pk")[0]
    cases.assign(lamp, to=town["Miguel"], by=town["Pilar"])
    said = town.says("Miguel", "Mañana paso.", to=lamp)
    notice = town.says("Pilar", "Mañana, de 9 a 13, no habrá agua en el barrio alto.", to=lamp)
    her = address("Alejandra")
    Letter.objects.filter(pk=Letter.objects.order_by("pk")[0].pk).update(fate=Letter.Fate.SET_ASIDE)
    follow = Follow.objects.create(address=her, topic="square", since=clock.now())
    code, own = (actions.ask(her, Proof.Wish.ENTER) for _turn in range(2))
    actions.check(own, actions.code_of(own))
    own_address = actions.own_person(her)
    town.people["Alejandra"] = own_address
    actions.open_own_account(own_address)
    day = clock.now().date()
    absence = actions.stand_in(
        town["Miguel"], substitute=town["Lucía"], since=day, until=day + timedelta(days=3), by=town["Sofía"]
    )
    others = Authenticator.objects.create(user=town["Lucía"].account, type="webauthn", data={"name": "telephone"})
    reckon.reckon()
    asked = actions.ask_second(Countersign.Act.TAKE_FILE, f"address:{her.pk}", by=town["Pilar"])
    return {
        "actor": actors.town_actor().pk, "lamp": lamp.number, "talk": lamp.main.pk,
        "post": post.pk, "said": said.pk, "notice": notice.pk, "plan": _planned(town).pk,
        "first": lamp.main.posts.exclude(author=None).order_by("pk")[0].pk, "hers": her.pk,
        "who": own_address.pk, "mine": links.make(links.Purpose.CASE, lamp.reports.order_by("pk")[0].pk),
        "held": links.make(links.Purpose.PUBLISH, post.pk), "follow": links.make(links.Purpose.FOLLOW, follow.pk),
        "code": links.make(links.Purpose.CODE, code.pk), "own": links.make(links.Purpose.OWN, own.pk),
        "draft": drafts.begin().token, "photo": _shown(), "sealed": picture.name, "call": address("Carmen").pk,
        "street": Street.objects.order_by("pk")[0].pk, "holiday": Holiday.objects.order_by("pk")[0].pk,
        "letter": Letter.objects.order_by("pk")[0].pk, "role": town["Miguel"].roles.get().pk, "absence": absence.pk,
        "stance": stances.take("fediverse", "bad.example", "limit", by=town["Sofía"]).pk,
        "second": asked.pk, "key": others.pk, "movein": _moving(town, "old").pk, "moved": _moved(town).pk,
        "saved": SavedFilter.objects.create(person=town["Miguel"], name="mine", query="which=mine").pk,
        "route": Route.objects.create(name="nobody", active=False, person=town["Miguel"]).pk,
        "sentence": AnswerTemplate.objects.create(act="answer", name={"es": "Voy"}, text={"es": "Voy."}).pk,
        "body": ExternalBody.objects.create(name="Diputación", address=actions.meet("mailto:r@diputacion.example")).pk,
        "server": ExternalBody.objects.create(
            name="Vega", address=actions.meet("open311:to/vega"), open311={"url": "https://127.0.0.1:1/v2"}
        ).pk,
        "client": clients.give_key("Arreglamos", by=town["Sofía"])[0].pk,
    }  # fmt: skip


def _planned(town: Cast) -> Planned:
    """Miguel's, in the name of his department."""
    department = Department.objects.get(handle__word="alumbrado")
    told = square.Plan(text="Mañana no hay luz.", due=clock.now() + timedelta(days=1), department=department)
    return square.plan(told, by=town["Miguel"])


def _moving(town: Cast, source: str) -> MoveIn:
    """A file of an old register that waits to be looked at."""
    return moving_in.begin(b"fecha;texto\n2026-01-02;Un bache\n", source=source, by=town["Sofía"])


def _moved(town: Cast) -> MoveIn:
    row = _moving(town, "older")
    MoveIn.objects.filter(pk=row.pk).update(stage=MoveIn.Stage.DONE)
    return row


def _shown() -> str:
    public = Path(settings.MEDIA_ROOT) / "public"
    return next(str(one.relative_to(public)) for one in sorted(public.glob("*/*.jpg")))


@pytest.fixture
def reader(town: Cast, places: dict[str, object]) -> Callable[[str], Client]:
    """Somebody at a browser, who showed a moment ago who they are and has a reason to open a file."""

    def enter(name: str) -> Client:
        cache.clear()
        client = Client(headers={"accept-language": "en"}, raise_request_exception=True)
        if not name:
            return client
        person = Person.objects.get(pk=town[name].pk)
        account = Account.objects.get(person=person)
        client.force_login(account)
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": _now(), "reauthenticated": True}]
        session["account_authentication_methods_user"] = str(account.pk)
        session.save()
        if name in {"Pilar", "Sofía"}:
            for about in (f"address:{places['hers']}", f"person:{places['who']}"):
                actions.look(person, about=about, reason="lo pide en el mostrador")
        return client

    return enter


def _now() -> float:
    return clock.now().timestamp()


def met(answer: HttpResponse) -> str:
    """What somebody met."""
    if answer.status_code in {301, 302}:
        return "in" if answer["Location"].startswith("/account/login/?next=") else "go"
    return {200: "ok", 422: "ok", 403: "no", 404: "-", 405: "x", 400: "x"}.get(
        answer.status_code, str(answer.status_code)
    )


@contextmanager
def undone(client: Client) -> Iterator[None]:
    """What one request changed is not there for the next one."""
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.load(cookies)
    cache.clear()


@pytest.mark.parametrize("at", range(len(WHO)), ids=[name or "nobody" for name in WHO])
def test_each_role_meets_what_is_written(town: Cast, places, reader, at: int) -> None:
    client, wrong = reader(WHO[at]), []
    for name, (template, *rows) in TABLE.items():
        path = template.format(**places)
        assert resolve(path.partition("?")[0]).view_name == name, f"{path} is not {name}"
        for method, row in (("GET", rows[0]), ("POST", rows[-1])):
            with undone(client):
                answer = client.get(path) if method == "GET" else client.post(path, {}, HTTP_ORIGIN="http://testserver")
            for closes in answer._resource_closers:
                closes()
            if met(answer) != row.split()[at]:
                wrong.append(f"{method} {name} {path}: {met(answer)}, written {row.split()[at]}")
    assert not wrong, "\n".join(["", *wrong])
