# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in, in the words of the house."""

from typing import Any

from allauth.account.forms import LoginForm
from django.utils.translation import gettext_lazy as _


class SignIn(LoginForm):  # type: ignore[misc]
    """Handle and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Handle")
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
