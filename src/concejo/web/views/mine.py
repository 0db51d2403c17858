# SPDX-License-Identifier: AGPL-3.0-or-later
"""A neighbour's own account, once she is signed in: passkeys, password, browsers, and the way to her addresses."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from concejo.people import actions, levels, links
from concejo.people.models import Account
from concejo.people.rules import is_staff
from concejo.web import entrance
from concejo.web.show import neighbours

P = ParamSpec("P")
Room = Callable[Concatenate[HttpRequest, Account, P], HttpResponse]


def for_neighbour(view: Room[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A page for a neighbour who is signed in; staff have their own, and everybody else signs in first."""

    @wraps(view)
    def handle(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        account = request.user
        if not isinstance(account, Account):
            return redirect("account_enter")
        if is_staff(account.person) or not levels.may("people.see_account", via="web", holds=_holds(account)):
            raise Http404
        return view(request, account, *args, **kwargs)

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", never_cache(handle))


@for_neighbour
def account_page(request: HttpRequest, account: Account) -> HttpResponse:
    """What is hers: verified until when, which passkeys, how many browsers; and the door to her addresses."""
    if request.method == "POST":
        return _to_addresses(request, account)
    passkeys = list(Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN).order_by("pk"))
    context = {
        "standing": neighbours.standing(account.person), "soon": neighbours.expires_soon(account.person),
        "passkeys": passkeys, "browsers": account.signed_in.count(), "has_password": account.has_usable_password(),
        "page_title": _("My account"),
    }  # fmt: skip
    return render(request, "web/own/account.html", context)


@for_neighbour
def leave_page(request: HttpRequest, account: Account) -> HttpResponse:
    """No account any more; her addresses and what she said stay."""
    if not entrance.is_fresh(request, account):
        return redirect(f"{reverse('account_again')}?next={request.path}")
    if request.method == "POST":
        actions.leave_account(account)
        logout(request)
        return render(request, "web/done.html", {"title": _("Your account is gone."), "page_title": _("Done")})
    sentence = _("Passkeys and password go. Your addresses, your messages and your verification stay.")
    confirm = {
        "title": _("Give up the account?"), "sentence": sentence, "url": request.path,
        "yes_label": _("Yes, give it up"), "no_url": reverse("web:account"), "tone": "clay", "protect": True,
    }  # fmt: skip
    context = {"confirm": confirm, "back_url": reverse("web:account"), "page_title": confirm["title"]}
    return render(request, "ui/confirm_staff.html", context)


def _holds(account: Account) -> frozenset[levels.Level]:
    return levels.of_staff(account.person)


def _to_addresses(request: HttpRequest, account: Account) -> HttpResponse:
    """To change where the town writes to, she must have shown within half an hour who she is."""
    if not entrance.is_fresh(request, account):
        return redirect("account_again")
    try:
        proof = actions.enter_signed_in(account)
    except actions.NoAddress:
        messages.info(request, _("No address of yours is proved. Type the code of a slip, or come to the counter."))
        return redirect("web:own")
    return redirect("web:own-page", links.make(links.Purpose.OWN, proof.pk))
