# SPDX-License-Identifier: AGPL-3.0-or-later
"""How people sign in: nobody signs up by themselves, staff need a second factor, every change of a way in is told."""

import base64

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from concejo.core import ledger
from concejo.people import actions
from concejo.people.models import Account
from concejo.people.rules import is_staff, person_of
from concejo.privacy import seal
from concejo.town.models import Town
from concejo.web import attempts, entrance
from concejo.web.devices import device_of

ADDED = {
    "mfa/email/totp_activated": "people.factor_added",
    "mfa/email/webauthn_added": "people.passkey_added",
}
CHANGED = {
    "mfa/email/totp_deactivated": "people.factor_removed",
    "mfa/email/webauthn_removed": "people.passkey_removed",
    "account/email/password_changed": "people.password_changed",
    "account/email/password_set": "people.password_changed",
}
SCOPE = "factor"
"""The key under which the secrets of code apps are sealed."""


def shown_name(account: Account) -> str:
    """What somebody is called on pages around their account, and in the list of their telephone's passkeys."""
    person = account.person
    mail = person.addresses.filter(scheme="mailto").exclude(proved_at=None).first()
    return person.public_name or person.known_as or (mail.path if mail else Town.objects.current().name)


def _staff(request: HttpRequest) -> bool:
    return is_staff(person_of(request.user))


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Where django-allauth asks the house."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an administrator makes the accounts of staff, a proved address opens that of a neighbour."""
        return False

    def login(self, request: HttpRequest, user: Account) -> None:
        """The browser is noted; whoever has just typed a password need not do so again to set up a second factor."""
        super().login(request, user)
        entrance.begin(request, user, how=entrance.how_signed_in(request, user))
        if not entrance.has_factor(user):
            record_authentication(request, user, method="password", reauthenticated=True)

    def authentication_failed(self, request: HttpRequest, **credentials: str) -> None:
        """A wrong password: whoever owns the account hears of five of them, and never twice on one day."""
        super().authentication_failed(request, **credentials)
        attempts.failed(credentials.get("username", ""))

    def logout(self, request: HttpRequest) -> None:
        """The browser is out, and stands in no list any more."""
        number = request.session.get(entrance.SIGN_IN)
        super().logout(request)
        actions.signed_out(number or 0)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff to their work, neighbours to their own page."""
        return reverse("web:work") if _staff(request) else reverse("web:account")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to one's own settings."""
        return reverse("web:me") if _staff(request) else reverse("web:account")

    @transaction.atomic
    def send_notification_mail(
        self, template_prefix: str, user: Account, context: object = None, email: str | None = None
    ) -> None:
        """A way in was added, changed or taken away: a letter to its owner, and every other browser is out.

        The letter is the house's own, by the post office and in the owner's language; no network address is in it.
        """
        act = ADDED.get(template_prefix) or CHANGED.get(template_prefix)
        if act is None:
            ledger.write("people.recovery_codes", by=user.person.ref, about=user.person.ref)
            return
        actions.tell(user, act, by=user.person.ref)
        entrance.others_out(self.request, user)
        if template_prefix in ADDED:
            self.request.session[entrance.FACTOR] = True
        elif not entrance.has_factor(user):
            self.request.session.pop(entrance.FACTOR, None)


class Factors(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: their secrets are sealed, and they carry the town's name and the owner's."""

    def encrypt(self, text: str) -> str:
        """Sealed, as text."""
        return base64.b64encode(seal.seal(SCOPE, text.encode())).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open again; also what was kept before it was sealed."""
        try:
            return seal.unseal(SCOPE, base64.b64decode(encrypted_text)).decode()
        except (seal.CannotOpen, ValueError):
            return encrypted_text

    def get_totp_issuer(self) -> str:
        """The town."""
        return Town.objects.current().name

    def generate_authenticator_name(self, user: Account, type: str) -> str:  # noqa: A002 -- as django-allauth calls it
        """What it is called unless its owner knows better: the browser in which it was made."""
        return device_of(context.request.headers.get("User-Agent", "")) or gettext("My device")

    def _get_site_name(self) -> str:
        return Town.objects.current().name

    def _get_user_identifier(self, user: Account) -> str:
        return user.username if is_staff(user.person) else shown_name(user)
