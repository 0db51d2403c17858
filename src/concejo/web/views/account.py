# SPDX-License-Identifier: AGPL-3.0-or-later
"""Around signing in: the second factor of staff, the door for neighbours, and where one is signed in."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from concejo.people import actions
from concejo.people.models import Account
from concejo.people.rules import is_staff
from concejo.web import entrance


@never_cache
def enter_page(request: HttpRequest) -> HttpResponse:
    """A neighbour who has an account: with a passkey first, else with a code, else with a password."""
    if isinstance(request.user, Account):
        return redirect("web:work" if is_staff(request.user.person) else "web:account")
    return render(request, "account/enter.html", {"page_title": _("Sign in to my account")})


@never_cache
@login_required
def factor_page(request: HttpRequest) -> HttpResponse:
    """Whoever works for the town sets up a second factor before anything else."""
    assert isinstance(request.user, Account)  # noqa: S101 -- login_required
    if entrance.has_factor(request.user):
        return redirect("mfa_index")
    return render(request, "account/factor.html", {"page_title": _("One more lock before you begin")})


@never_cache
@login_required
def again_page(request: HttpRequest) -> HttpResponse:
    """Show again who you are, in the way that you have: a passkey, a password, or a code."""
    account = request.user
    assert isinstance(account, Account)  # noqa: S101 -- login_required
    wish = request.GET.get("next", "")
    back = wish if url_has_allowed_host_and_scheme(wish, allowed_hosts={request.get_host()}) else reverse("web:account")
    if Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN).exists():
        way = reverse("mfa_reauthenticate_webauthn")
    elif account.has_usable_password():
        way = reverse("account_reauthenticate")
    else:
        messages.info(request, _("Please show again who you are: a code comes to your e-mail."))
        return redirect("web:own")
    return redirect(f"{way}?{urlencode({'next': back})}")


@never_cache
@login_required
def sessions_page(request: HttpRequest) -> HttpResponse:
    """Every browser that is signed in; one of them, or all the others, are sent out."""
    account = request.user
    assert isinstance(account, Account)  # noqa: S101 -- login_required
    here = int(request.session.get(entrance.SIGN_IN, 0))
    if request.method == "POST" and not entrance.is_fresh(request, account):
        way = "account_reauthenticate" if is_staff(account.person) else "account_again"
        return redirect(f"{reverse(way)}?next={request.path}")  # whoever finds an open browser sends nobody out
    if request.method == "POST":
        told = request.POST.get("one", "")
        if told == "others":
            entrance.others_out(request, account)
            messages.success(request, _("Everywhere else you are signed out."))
        else:
            row = get_object_or_404(account.signed_in.exclude(pk=here), pk=int(told) if told.isdecimal() else 0)
            actions.end_sign_in(row, by=account.person.ref)
            messages.success(request, _("That browser is signed out."))
        return redirect("account_sessions")
    context = {
        "rows": account.signed_in.order_by("-seen", "-since"), "here": here,
        "page_title": _("Where I am signed in"),
        "back_url": reverse("web:me") if is_staff(account.person) else reverse("web:account"),
    }  # fmt: skip
    return render(request, "account/sessions.html", context)
