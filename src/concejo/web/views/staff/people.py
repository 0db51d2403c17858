# SPDX-License-Identifier: AGPL-3.0-or-later
"""People at the counter: somebody is found or written down, verified with a document, and given their addresses."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from concejo.core import ledger
from concejo.people import actions, levels, queries
from concejo.people.models import Address, Merge, Person, Proof, RollEntry
from concejo.people.rules import may_do_desk
from concejo.town.models import Town
from concejo.web.forms_people import Code, Contact, Document, Find, Newcomer, Revoke, ShownName, urn_of
from concejo.web.show import neighbours
from concejo.web.views.staff.door import for_staff

Act = Callable[[HttpRequest, Person, Person], HttpResponse | None]


@for_staff(may_do_desk)
def people_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Whom? Who was looked for is nowhere in an address, and each one who is shown has been looked at."""
    form = Find(request.POST or None)
    context: dict[str, Any] = {"form": form, "page_title": _("People at the counter"), "newcomer": None}
    if request.method == "POST" and form.is_valid():
        words, urn = form.cleaned_data["who"], _urn(form.cleaned_data["who"])
        rows = queries.found(words, urn=urn)
        for one in rows:
            actions.look(person, about=one.ref, reason=form.cleaned_data["reason"])
        ledger.write("people.searched", by=person.ref, about="people", found=len(rows))
        given = {"email" if urn.startswith("mailto:") else "phone": urn.partition(":")[2]} if urn else {"name": words}
        context |= {
            "rows": [(one, neighbours.standing(one), neighbours.lines(one)) for one in rows],
            "newcomer": Newcomer(initial=given),
            "searched": True,
        }
    return render(request, "web/staff/people.html", context, status=422 if form.errors else 200)


@for_staff(may_do_desk)
def newcomer_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Somebody is written down; codes go to their addresses while they stand there."""
    form = Newcomer(request.POST or None)
    if request.method == "POST" and form.is_valid():
        taken = [urn for urn in form.urns() if (known := queries.address_of(urn)) and known.person_id]
        if not taken:
            with transaction.atomic():
                who = actions.write_down(form.cleaned_data["name"], by=person.ref, language=get_language() or "")
                actions.look(person, about=who.ref, reason="counter")
                for urn in form.urns():
                    _ask(request, who, actions.meet(urn, language=get_language() or ""), by=person)
            return redirect("web:counter-person", who.pk)
        words = _("Somebody has this address already. Look for it: it may be the same person.")
        form.add_error("email" if taken[0].startswith("mailto:") else "phone", words)
    context = {"form": form, "page_title": _("Write somebody down"), "back_url": reverse("web:counter-people")}
    return render(request, "web/staff/newcomer.html", context, status=422 if form.errors else 200)


@for_staff(may_do_desk)
def person_page(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """One neighbour; whoever opens the page has said within the hour why."""
    who = _who(pk)
    if not queries.reason_given(person, who.ref):
        messages.warning(request, _("Please look for them first, and say why."))
        return redirect("web:counter-people")
    return _shown(request, who)


@for_staff(may_do_desk)
def revoke_page(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Somebody is no longer known as a resident; the reason is kept."""
    who = _who(pk)
    form = Revoke(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _must("people.revoke", person)
        actions.revoke(who, by=person, reason=form.cleaned_data["reason"])
        messages.success(request, _("It holds no more."))
        return redirect("web:counter-person", pk)
    title = _("End the verification of %(name)s?") % {"name": who.known_as or _("A neighbour")}
    context = {"form": form, "title": title, "page_title": title, "button": _("Yes, end it"), "tone": "clay"}
    context["back_url"] = reverse("web:counter-person", args=[pk])
    return render(request, "web/staff/ask.html", context, status=422 if form.errors else 200)


@for_staff(may_do_desk)
def act_page(request: HttpRequest, person: Person, pk: int, act: str) -> HttpResponse:
    """What the buttons of that page do."""
    if act not in ACTS:
        raise Http404
    return _act(request, person, _who(pk), act)


@require_POST
def _act(request: HttpRequest, person: Person, who: Person, act: str) -> HttpResponse:
    name, does = ACTS[act]
    _must(name, person)
    try:
        return does(request, person, who) or redirect("web:counter-person", who.pk)
    except actions.NotWithStaff:
        words = _("They work for the town: the administrator looks after their addresses.")
    except actions.TwoResidents:
        words = _("Both were verified with different documents: they are two people.")
    except actions.TooLate:
        words = _("After thirty days they can no longer be parted.")
    messages.error(request, words)
    return redirect("web:counter-person", who.pk)


def _verify(request: HttpRequest, person: Person, who: Person) -> HttpResponse | None:
    form = Document(request.POST)
    if not form.is_valid():
        return _shown(request, who, form=form, status=422)
    try:
        actions.verify(who, form.document, by=person)
    except actions.NotOnRoll:
        form.add_error(None, _("Nobody on the roll has this document. Has it been typed as it stands there?"))
    except actions.VerifiedAlready as error:
        actions.look(person, about=error.person.ref, reason="counter")
        return _shown(request, who, form=form, other=error.person, status=422)
    else:
        messages.success(request, _("Verified. The number is forgotten."))
        return None
    return _shown(request, who, form=form, status=422)


def _add(request: HttpRequest, person: Person, who: Person) -> HttpResponse | None:
    form = Contact(request.POST)
    if not form.is_valid():
        return _shown(request, who, contact=form, status=422)
    _ask(request, who, actions.meet(form.cleaned_data["contact"], language=who.language), by=person)
    return None


def _code(request: HttpRequest, person: Person, who: Person) -> None:
    """They read the code out, or the clerk rang the number that they gave and it was they who answered."""
    proof = get_object_or_404(who.proofs, pk=_number(request, "proof"), proved_at=None, closed_at=None)
    if "called" in request.POST and proof.address.scheme == "tel":
        actions.came_back(proof, by=person)
    elif not _right(proof, request.POST.get("code", ""), by=person):
        messages.error(request, _("This is not the code, or its time is over."))
        return
    messages.success(request, _("The address is theirs."))


@transaction.atomic
def _right(proof: Proof, code: str, *, by: Person) -> bool:
    try:
        return actions.check(proof, code)
    except actions.NeedsCounter:  # this is the counter: the clerk has them before her
        actions.came_back(proof, by=by)
        return True


def _unlink(request: HttpRequest, person: Person, who: Person) -> None:
    actions.unlink(_address(request, who), by=person.ref)
    messages.success(request, _("It is no longer theirs."))


def _share(request: HttpRequest, person: Person, who: Person) -> None:
    address = _address(request, who)
    if address.scheme == "tel":
        actions.share(address, shared="shared" in request.POST, by=person)


def _name(request: HttpRequest, person: Person, who: Person) -> HttpResponse | None:
    form = ShownName(request.POST)
    if not form.is_valid():
        return _shown(request, who, name=form, status=422)
    told = form.cleaned_data
    actions.show_name(who, name=told["name"], shown=told["shown"], by=person.ref)
    messages.success(request, _("Kept."))
    return None


def _slip(request: HttpRequest, person: Person, who: Person) -> HttpResponse:
    """The only page that ever shows the code."""
    context = {
        "code": actions.give_slip(who, by=person), "own_url": Town.objects.current().url(reverse("web:own")),
        "standing": neighbours.standing(who), "back_url": reverse("web:counter-person", args=[who.pk]),
        "page_title": _("A slip for home"),
    }  # fmt: skip
    return render(request, "web/staff/own_slip.html", context)


def _merge(request: HttpRequest, person: Person, who: Person) -> HttpResponse:
    """Two entries are one person; the one that was verified stays."""
    other = _who(_number(request, "other"))
    kept, gone = (other, who) if other.resident_until and not who.resident_until else (who, other)
    actions.merge(kept, gone, by=person.ref)
    actions.look(person, about=kept.ref, reason="counter")
    messages.success(request, _("They are one now. For thirty days they can be parted again."))
    return redirect("web:counter-person", kept.pk)


def _part(request: HttpRequest, person: Person, who: Person) -> None:
    row = get_object_or_404(Merge.objects.select_related("kept", "gone"), kept=who, pk=_number(request, "merge"))
    actions.part(row, by=person)
    messages.success(request, _("They are two again."))


def _count(request: HttpRequest, person: Person, who: Person) -> HttpResponse | None:
    actions.leave_out(who, out=request.POST.get("out") == "yes", by=person.ref)
    return None


ACTS: dict[str, tuple[str, Act]] = {
    "verify": ("people.verify", _verify),
    "add": ("people.link", _add),
    "code": ("people.link", _code),
    "unlink": ("people.unlink", _unlink),
    "share": ("people.link", _share),
    "name": ("people.show_name", _name),
    "count": ("people.leave_out", _count),
    "slip": ("people.verify", _slip),
    "merge": ("people.take_over", _merge),
    "part": ("people.part", _part),
}
"""The last word of an address, the row of people/levels.py that it asks, and what it does."""


def _shown(request: HttpRequest, who: Person, *, status: int = 200, **more: Any) -> HttpResponse:
    name = ShownName(initial={"shown": who.shows_name, "name": who.public_name})
    context = {
        "who": who, "name_form": more.get("name") or name, "form": more.get("form") or Document(),
        "contact": more.get("contact") or Contact(), "other": more.get("other"), "code_form": Code(auto_id=False),
        "standing": neighbours.standing(who), "lines": neighbours.lines(who), "merges": neighbours.merges(who),
        "soon": neighbours.expires_soon(who), "has_roll": RollEntry.objects.exists(),
        "has_account": bool(actions.account_of(who)),
        "page_title": who.known_as or _("A neighbour"), "back_url": reverse("web:counter-people"),
    }  # fmt: skip
    return render(request, "web/staff/neighbour.html", context, status=status)


def _ask(request: HttpRequest, who: Person, address: Address, *, by: Person) -> None:
    try:
        actions.ask(address, Proof.Wish.LINK, person=who, by=by)
    except actions.TooManyCodes:
        messages.error(request, _("So many codes went there within the hour that no more go."))


def _urn(words: str) -> str:
    with suppress(ValidationError):
        return urn_of(words) if "@" in words or sum(sign.isdigit() for sign in words) > 5 else ""
    return ""


def _who(pk: int) -> Person:
    return get_object_or_404(Person, pk=pk, handle=None)


def _address(request: HttpRequest, who: Person) -> Address:
    return get_object_or_404(who.addresses.select_related("person"), pk=_number(request, "address"))


def _number(request: HttpRequest, name: str) -> int:
    told = request.POST.get(name, "")
    if not told.isdecimal():
        raise Http404
    return int(told)


def _must(act: str, person: Person) -> None:
    if not levels.may(act, via="counter", holds=levels.of_staff(person)):
        raise PermissionDenied
