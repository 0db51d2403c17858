# SPDX-License-Identifier: AGPL-3.0-or-later
"""How staff sign in: nobody signs up by themselves, and a second factor is asked for from the first day."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """To the work; whoever has no second factor yet is first led to set one up (not in the demo)."""
        if not settings.DEMO and not is_mfa_enabled(request.user):
            messages.warning(request, _("Please set up a second factor: a passkey, or an app that shows codes."))
            return reverse("mfa_index")
        return str(super().get_login_redirect_url(request))
