# SPDX-License-Identifier: AGPL-3.0-or-later
"""One's own page: a code goes to an address and comes back, or a slip is shown.

Without an account no cookie is set: the address of the page carries a token that opens it for half an hour. Whoever
opened an account is signed in by the same code.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from concejo.core import clock
from concejo.people import actions, levels, links
from concejo.people.actions.proofs import OPEN_FOR
from concejo.people.models import Person, Proof, SignIn
from concejo.people.queries import address_of
from concejo.people.rules import is_staff
from concejo.web import entrance
from concejo.web.forms_people import Code, Contact, Enter, ShownName
from concejo.web.origin import limited, open_form
from concejo.web.show import neighbours, own


@never_cache
@open_form
@limited("own", an_hour=120)
def enter_page(request: HttpRequest) -> HttpResponse:
    """Who is it? What is known of an address is told to nobody who cannot read there."""
    form = Enter(request.POST or None)
    if request.method == "POST" and form.is_valid():
        recovered = actions.use_recovery(form.cleaned_data["slip"]) if form.cleaned_data["slip"] else None
        if recovered is not None:
            entrance.enter(request, recovered, how=SignIn.How.RECOVERY)
            return redirect("web:account")
        proof = _begin(form)
        if proof is not None:
            if proof.proved_at:
                return _inside(request, proof)
            return redirect("web:own-code", links.make(links.Purpose.CODE, proof.pk))
    context = {"form": form, "page_title": _("My addresses")}
    return render(request, "web/own/enter.html", context, status=422 if form.errors else 200)


@never_cache
@open_form
@limited("own-code", an_hour=300)
def code_page(request: HttpRequest, token: str) -> HttpResponse:
    """The six digits that came."""
    proof = get_object_or_404(Proof, pk=links.read(links.Purpose.CODE, token) or 0, wish=Proof.Wish.ENTER)
    form = Code(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if actions.check(proof, form.cleaned_data["code"]):
            return _inside(request, proof)
        form.add_error("code", _("This is not the code, or its time is over. You can ask for another one."))
    context = {"form": form, "page_title": _("A code for you")}
    return render(request, "web/own/code.html", context, status=422 if form.errors else 200)


@never_cache
@open_form
@limited("own-page", an_hour=600)
def own_page(request: HttpRequest, token: str) -> HttpResponse:
    """What the town holds of somebody: addresses, verification, the name that others read."""
    proof = opened(token)
    told: dict[str, Any] = {}
    if request.method == "POST":
        _may(request.POST.get("act", ""), proof)
        if request.POST.get("act") == "account":
            return _account(request, proof)
        told = _do(request, proof)
        if not told.get("wrong"):
            if request.POST.get("act") == "close":
                return render(request, "web/done.html", {"title": _("Your page is closed."), "page_title": _("Done")})
            if not told.get("note"):
                return redirect("web:own-page", token)
        proof.refresh_from_db()
    return _shown(request, proof, token, told)


def _inside(request: HttpRequest, proof: Proof) -> HttpResponse:
    """Whoever has an account is signed in; all others see the page of this address for half an hour."""
    proof = Proof.objects.select_related("address__person").get(pk=proof.pk)
    account = actions.account_of(proof.address.person) if _holds("people.enter_account", proof) else None
    if account is None:
        return redirect("web:own-page", links.make(links.Purpose.OWN, proof.pk))
    how = SignIn.How.SLIP if proof.address.scheme == "slip" else SignIn.How.CODE
    entrance.enter(request, account, how=how)
    return redirect("web:account")


def _account(request: HttpRequest, proof: Proof) -> HttpResponse:
    """She wants to sign in from now on; the first thing that she is offered is a passkey."""
    account = actions.open_own_account(actions.own_person(proof.address))
    if not account.is_active:
        raise Http404
    entrance.enter(request, account, how=SignIn.How.SLIP if proof.address.scheme == "slip" else SignIn.How.CODE)
    return redirect("web:account")


def _begin(form: Enter) -> Proof | None:
    """Says nothing about whether the address is known: a code goes there in any case."""
    told = form.cleaned_data
    if told.get("slip"):
        proof = actions.enter_by_slip(told["slip"])
        if proof is None:
            form.add_error("slip", _("There is no slip with this code. Please look at it again."))
        return proof
    address = actions.meet(f"mailto:{told['email'].lower()}", language=get_language() or "")
    try:
        return actions.ask(address, Proof.Wish.ENTER)
    except actions.TooManyCodes:
        form.add_error("email", _("So many codes went there within the hour that no more go."))
        return None


def opened(token: str) -> Proof:
    """The proof behind the page, if its half hour is not over; an employee's page is another one."""
    rows = Proof.objects.select_related("address__person").filter(
        wish=Proof.Wish.ENTER, closed_at=None, proved_at__gt=clock.now() - OPEN_FOR
    )
    proof = get_object_or_404(rows, pk=links.read(links.Purpose.OWN, token) or 0)
    person = proof.address.person
    if (person and is_staff(person)) or not _holds("people.see_own", proof):
        raise Http404
    return proof


def _holds(act: str, proof: Proof) -> bool:
    via = "slip" if proof.address.scheme == "slip" else "web"
    return levels.may(act, via=via, holds=levels.of(proof.address, fresh=True))


def _may(act: str, proof: Proof) -> None:
    row = {
        "name": "people.show_name", "add": "people.link", "code": "people.link", "unlink": "people.unlink",
        "count": "people.leave_out", "close": "people.see_own", "take": "people.see_own",
        "account": "people.enter_account",
    }.get(act, "")  # fmt: skip
    if not row or not _holds(row, proof):
        raise Http404


def _do(request: HttpRequest, proof: Proof) -> dict[str, Any]:
    act = request.POST.get("act", "")
    if act == "close":
        proof.closed_at = clock.now()
        proof.save(update_fields=["closed_at"])
        return {}
    person = actions.own_person(proof.address)
    return {"name": _name, "count": _count, "add": _add, "code": _code, "unlink": _unlink, "take": _take}[act](
        request, person
    )


def _name(request: HttpRequest, person: Person) -> dict[str, Any]:
    form = ShownName(request.POST)
    if not form.is_valid():
        return {"name_form": form, "wrong": True}
    actions.show_name(person, name=form.cleaned_data["name"], shown=form.cleaned_data["shown"], by=person.ref)
    return {"note": _("Kept.")}


def _count(request: HttpRequest, person: Person) -> dict[str, Any]:
    out = request.POST.get("out") == "yes"
    actions.leave_out(person, out=out, by=person.ref)
    return {"note": _("You are in no statistics any more.") if out else _("You are counted again.")}


def _add(request: HttpRequest, person: Person) -> dict[str, Any]:
    form = Contact(request.POST)
    if not form.is_valid():
        return {"contact": form, "wrong": True}
    try:
        actions.ask(
            actions.meet(form.cleaned_data["contact"], language=get_language() or ""), Proof.Wish.LINK, person=person
        )
    except actions.TooManyCodes:
        form.add_error("contact", _("So many codes went there within the hour that no more go."))
        return {"contact": form, "wrong": True}
    if form.cleaned_data["contact"].startswith("tel:"):
        return {"note": _("We shall call this number and tell the code. It holds for three days.")}
    return {"note": _("A code is on its way. Type it here, or answer the letter with it.")}


def _code(request: HttpRequest, person: Person) -> dict[str, Any]:
    told = request.POST.get("proof", "")
    row = get_object_or_404(person.proofs, pk=int(told) if told.isdecimal() else 0, wish=Proof.Wish.LINK)
    try:
        right = actions.check(row, request.POST.get("code", ""))
    except (actions.NeedsCounter, actions.TwoResidents):
        note = _(
            "This address belongs to somebody whom the town hall knows. If it is you, type the code of your slip,"
            " or come to the counter."
        )
        return {"problem": note, "wrong": True}
    except actions.NotWithStaff:
        return {"problem": _("This address belongs to somebody who works for the town."), "wrong": True}
    if not right:
        return {"problem": _("This is not the code, or its time is over."), "wrong": True}
    return {"note": _("The address is yours.")}


def _unlink(request: HttpRequest, person: Person) -> dict[str, Any]:
    told = request.POST.get("address", "")
    address = get_object_or_404(person.addresses.select_related("person"), pk=int(told) if told.isdecimal() else 0)
    actions.unlink(address, by=person.ref)
    return {"note": _("It is no longer among your addresses.")}


def _take(request: HttpRequest, person: Person) -> dict[str, Any]:
    """Somebody who was written down at the counter takes over what is there, with the code of the slip."""
    proof = actions.enter_by_slip(request.POST.get("slip", ""))
    if proof is None or not levels.may("people.take_over", via="slip", holds=levels.of(proof.address, fresh=True)):
        return {"problem": _("There is no slip with this code. Please look at it again."), "wrong": True}
    try:
        actions.link(proof.address, person)
    except actions.NotWithStaff:
        return {"problem": _("This address belongs to somebody who works for the town."), "wrong": True}
    except actions.TwoResidents:
        return {"problem": _("Both were verified with different documents: they are two people."), "wrong": True}
    return {"note": _("What the counter had written down is now here too.")}


def _shown(request: HttpRequest, proof: Proof, token: str, told: dict[str, Any]) -> HttpResponse:
    address = address_of(proof.address.urn) or proof.address
    person = address.person
    name = {"shown": person.shows_name, "name": person.public_name} if person else {"name": address.name}
    context = {
        "name_form": told.get("name_form") or ShownName(initial=name), "contact": told.get("contact") or Contact(),
        "lines": neighbours.lines(person) if person else [],
        "standing": neighbours.standing(person) if person else None,
        "has_account": bool(actions.account_of(person)), "left_out": bool(person and person.left_out),
        "address": address, "here": address.pk, "note": told.get("note", ""), "problem": told.get("problem", ""),
        "soon": bool(person and neighbours.expires_soon(person)), "page_title": _("My page"),
        "matters": own.matters(address, token, language=get_language() or "es"), "token": token,
        "elsewhere": own.elsewhere(address),
    }  # fmt: skip
    return render(request, "web/own/page.html", context, status=422 if told.get("wrong") else 200)
