# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is signed in, with which browser, and how far that lets them: held for every request at one place.

Staff without a second factor reach the page that sets one up, and the way out; a browser whose sign-in was ended is
nobody's; a neighbour's account never opens what is meant for the second factor of staff.
"""

import time
from collections.abc import Callable

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from concejo.people import actions
from concejo.people.models import Account, SignIn
from concejo.people.rules import is_staff
from concejo.web.devices import device_of

Handler = Callable[[HttpRequest], HttpResponse]
BACKEND = "django.contrib.auth.backends.ModelBackend"
SIGN_IN, FACTOR = "signin", "factor"
"""What a session knows: the row of its sign-in, and that a second factor was shown in it."""
FRESH_FOR = 30 * 60
"""Seconds for which somebody who showed who they are need not do so again."""
SET_UP = frozenset({
    "account_factor", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate", "account_logout",
})  # fmt: skip
"""All that staff without a second factor may open."""
FOR_STAFF_ALONE = frozenset({
    "account_factor", "mfa_index", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_generate_recovery_codes",
    "mfa_view_recovery_codes", "mfa_download_recovery_codes",
})  # fmt: skip
"""A neighbour signs in with a passkey or a code: a second factor would promise what the code by mail does not hold."""
NEEDS_FRESH = frozenset({"mfa_add_webauthn", "account_set_password"})
"""A new way in: whoever finds an open browser must not make one."""


def held(get_response: Handler) -> Handler:
    """Every request of somebody who is signed in passes here; anonymous ones ask nothing and set no cookie."""

    def handle(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not isinstance(request.user, Account):
            return get_response(request)
        account = request.user
        if not _goes_on(request, account):
            return _out(request)
        name = _name(request)
        if is_staff(account.person):
            return _staff(request, account, name) or get_response(request)
        return _neighbour(request, account, name) or get_response(request)

    return handle


def safe_cookies(get_response: Handler) -> Handler:
    """Where the page came by HTTPS, its cookies go back by HTTPS alone."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.is_secure():
            for morsel in response.cookies.values():
                morsel["secure"] = True
        return response

    return handle


def enter(request: HttpRequest, account: Account, *, how: SignIn.How) -> None:
    """A neighbour is signed in, after a code, a slip or a code of the counter came back."""
    login(request, account, backend=BACKEND)
    record_authentication(request, account, method="code", reauthenticated=True)
    begin(request, account, how=how)


def begin(request: HttpRequest, account: Account, *, how: str) -> None:
    """From now on somebody is signed in with this browser."""
    row = actions.begin_sign_in(account, device=device_of(request.headers.get("User-Agent", "")), how=how)
    request.session[SIGN_IN] = row.pk


def how_signed_in(request: HttpRequest, account: Account) -> str:
    """By what means, as the records of this session say."""
    alone = any(row.get("passwordless") for row in get_authentication_records(request, account))
    return SignIn.How.PASSKEY if alone else SignIn.How.PASSWORD


def others_out(request: HttpRequest, account: Account) -> int:
    """Every other browser of the account is out, this one stays; how many."""
    gone = actions.end_sign_ins(account, by=account.person.ref, but=request.session.get(SIGN_IN))
    update_session_auth_hash(request, account)
    return gone


def is_fresh(request: HttpRequest, account: Account) -> bool:
    """They showed within half an hour who they are."""
    rows = get_authentication_records(request, account)
    return any(time.time() - float(row.get("at", 0)) < FRESH_FOR for row in rows)


def has_factor(account: Account) -> bool:
    """A passkey, or an app that shows codes."""
    return bool(is_mfa_enabled(account, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]))


def _goes_on(request: HttpRequest, account: Account) -> bool:
    number = request.session.get(SIGN_IN)
    if number is None:
        begin(request, account, how=how_signed_in(request, account))
        return True
    row = SignIn.objects.select_related("account__person").filter(pk=number, account=account).first()
    if row is not None and actions.rested(row):
        actions.signed_out(row.pk)
        return False
    if row is not None:
        actions.see(row)
    return row is not None


def _staff(request: HttpRequest, account: Account, name: str) -> HttpResponse | None:
    if settings.STAFF_WITHOUT_FACTOR or request.session.get(FACTOR):
        return None
    if not has_factor(account):
        return None if name in SET_UP else redirect("account_factor")
    if not any(row.get("method") == "mfa" for row in get_authentication_records(request, account)):
        return _out(request)
    request.session[FACTOR] = True
    return None


def _neighbour(request: HttpRequest, account: Account, name: str) -> HttpResponse | None:
    if name in FOR_STAFF_ALONE:
        return redirect("web:account")
    if name in NEEDS_FRESH and not is_fresh(request, account):
        return redirect("account_again")
    return None


def _out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")


def _name(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).url_name or ""
    except Resolver404:
        return ""
