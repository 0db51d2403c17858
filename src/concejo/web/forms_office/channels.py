# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a channel needs to know. Passwords are written, sealed, and never shown again."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from concejo.channels import registry
from concejo.channels.models import Channel
from concejo.core import changes

MEANT_EMPTY = ("reply_local", "bounce_local")
SECRETS = ("smtp_password", "imap_password")
_SECURITY = [
    ("starttls", _("STARTTLS: begins in the open, then sealed")),
    ("tls", _("TLS: sealed from the first byte")),
    ("none", _("None: only for a server on this very machine")),
]
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.:-]*[A-Za-z0-9])?")
_LOCAL = re.compile(r"[a-z0-9][a-z0-9._+-]*")


def _host(told: str) -> None:
    if not _HOST.fullmatch(told):
        raise ValidationError(_("Only the name of the server, for example mail.olivar.example."))


def _local(told: str) -> None:
    if not _LOCAL.fullmatch(told.replace("{token}", "token")):
        raise ValidationError(_("Only what stands before the @, in small letters."))


def _with_token(told: str) -> None:
    _local(told)
    if told.count("{token}") != 1:
        raise ValidationError(_("It must hold {token} once, for example r+{token}."))


def _server(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=200, validators=[_host])


def _port(help_text: Any) -> forms.IntegerField:
    return forms.IntegerField(label=_("Port"), help_text=help_text, required=False, min_value=1, max_value=65535)


def _user() -> forms.CharField:
    return forms.CharField(
        label=_("User name"), required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


def _secret() -> forms.CharField:
    return forms.CharField(
        label=_("Password"),
        help_text=_("Leave it empty to keep the one that is sealed here."),
        required=False,
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


def _security() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("How the line is sealed"), choices=_SECURITY, widget=forms.RadioSelect)


class EmailForm(forms.Form):
    """The mail server that takes the town's letters, the mailbox that gets them, and the town's own addresses."""

    smtp_host = _server(_("Server (SMTP)"), _("It takes the letters that the town writes."))
    smtp_port = _port(_("Leave it empty for the usual one: 587, 465 with TLS."))
    smtp_security = _security()
    smtp_user = _user()
    smtp_password = _secret()
    imap_host = _server(_("Server (IMAP)"), _("Leave it empty if a mail server hands letters over by LMTP."))
    imap_port = _port(_("Leave it empty for the usual one: 993, 143 with STARTTLS."))
    imap_security = _security()
    imap_user = _user()
    imap_password = _secret()
    imap_folder = forms.CharField(label=_("Folder"), required=False, max_length=100, help_text=_("Usually INBOX."))
    from_local = forms.CharField(
        label=_("The town writes as"),
        max_length=40,
        validators=[_local],
        help_text=_("What stands before the @; neighbours answer and write to it."),
    )
    reply_local = forms.CharField(
        label=_("Answers come to"),
        required=False,
        max_length=60,
        validators=[_with_token],
        help_text=_("{token} is the mark of the conversation. Empty if your provider knows no plus addresses."),
    )
    bounce_local = forms.CharField(
        label=_("Returned letters come to"), required=False, max_length=60, validators=[_with_token]
    )
    authserv_id = forms.CharField(
        label=_("Name of your mail filter"),
        required=False,
        max_length=120,
        help_text=_("As it signs Authentication-Results. Empty: Concejo checks DKIM and SPF itself."),
    )
    dkim_selector = forms.CharField(
        label=_("DKIM selector"),
        required=False,
        max_length=60,
        help_text=_("With it the test finds the key with which your server signs."),
    )

    DEFAULTS = {
        "smtp_security": "starttls", "imap_security": "tls", "imap_folder": "INBOX", "from_local": "avisos",
        "reply_local": "r+{token}", "bounce_local": "b+{token}",
    }  # fmt: skip
    sections = (
        (_("Letters that go out"), ("smtp_host", "smtp_port", "smtp_security", "smtp_user", "smtp_password")),
        (
            _("Letters that come in"),
            ("imap_host", "imap_port", "imap_security", "imap_user", "imap_password", "imap_folder"),
        ),
        (_("The town's addresses"), ("from_local", "reply_local", "bounce_local")),
        (_("Proof of who wrote"), ("authserv_id", "dkim_selector")),
    )

    def __init__(self, data: Any = None, *, channel: Channel) -> None:
        held = {name: value for name, value in channel.settings.items() if name not in SECRETS}
        super().__init__(data, initial=self.DEFAULTS | held)
        self.channel = channel

    def parts(self) -> Any:
        """The fields under their headings."""
        for title, names in self.sections:
            yield title, [self[name] for name in names]

    def clean(self) -> dict[str, Any]:
        """A password never travels in the open, but on this machine."""
        told = super().clean() or {}
        for kind in ("smtp", "imap"):
            here = told.get(f"{kind}_host", "") in {"localhost", "127.0.0.1", "::1", ""}
            if told.get(f"{kind}_security") == "none" and told.get(f"{kind}_user") and not here:
                self.add_error(f"{kind}_security", _("The password would travel in the open. Choose STARTTLS or TLS."))
        return told

    def save(self) -> Channel:
        """Keep what was told; an empty answer is kept too, where it means something."""
        told = dict(self.cleaned_data)
        fresh = {name: told.pop(name) for name in SECRETS}
        with transaction.atomic():
            kept = {name: value for name, value in self.channel.settings.items() if name not in told}
            meant = {
                name: value
                for name, value in told.items()
                if value not in ("", None) or name in {"reply_local", "bounce_local"}
            }
            self.channel.settings = kept | meant
            registry.keep_secrets(self.channel, fresh)
            self.channel.problem = ""
            self.channel.save()
            changes.touch("town")
        return self.channel
