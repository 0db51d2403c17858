# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in, in the words of the house."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.utils.translation import gettext_lazy as _

from concejo.people.actions import account_of
from concejo.people.queries import address_of


class SignIn(LoginForm):  # type: ignore[misc]
    """Handle or e-mail, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Handle or e-mail")
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""

    def user_credentials(self) -> dict[str, str]:
        """A neighbour types her e-mail: it stands for the name of her account, and no session keeps it."""
        told = dict(super().user_credentials())
        if "@" in told.get("username", ""):
            known = address_of(f"mailto:{told['username'].lower()}")
            account = account_of(known.person) if known and known.proof_holds and not known.shared else None
            told["username"] = account.username if account else "neighbour:nobody"
        return told


class AddPasskey(AddWebAuthnForm):  # type: ignore[misc]
    """A key that signs in by itself: that is what people know from their telephone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("What do you call it?")
        self.fields["name"].help_text = _("For example: my telephone.")
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].label = _("It signs in without a password")
        self.fields["passwordless"].help_text = _("With your finger, your face or the code of the telephone.")
