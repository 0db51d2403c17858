# SPDX-License-Identifier: AGPL-3.0-or-later
"""Following from one's own server: whoever names their account is led to where their server asks "follow?"."""

import re
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import quote, urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from concejo.channels import stances
from concejo.fediverse import actors, profiles, remote, wire
from concejo.town.models import Town

_ACCOUNT = re.compile(r"@?([\w.-]{1,64})@([\w.-]{1,200}(?::\d{1,5})?)", re.ASCII)
_SUBSCRIBE = "http://ostatus.org/schema/1.0/subscribe"
_asking = BoundedSemaphore(2)
"""Other servers may be slow: never more than two threads of the house wait for one."""


class Whose(forms.Form):
    """Somebody's account elsewhere."""

    account = forms.CharField(
        label=gettext_lazy("Your account"), max_length=300, help_text=gettext_lazy("For example ana@social.example."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "inputmode": "email"}),
    )  # fmt: skip

    def clean_account(self) -> tuple[str, str]:
        """Name and server."""
        told = self.cleaned_data["account"].strip()
        profile = urlsplit(told)
        if profile.scheme == "https" and profile.path.startswith("/@"):
            told = f"{profile.path[2:].partition('/')[0]}@{profile.netloc}"
        found = _ACCOUNT.fullmatch(told)
        if found is None:
            raise ValidationError(_("An account looks like this: ana@social.example."))
        return found[1].lower(), found[2].lower()


@csrf_exempt  # nothing is kept and nobody is signed in: an anonymous page sets no cookie
@never_cache
@require_http_methods(["GET", "POST"])
def follow_page(request: HttpRequest, word: str) -> HttpResponse:
    """The question, and the way on. Without an account elsewhere: by e-mail."""
    actor = actors.of_word(word)
    if actor is None or actors.is_quiet(actor):
        raise Http404
    form = Whose(request.POST or None)
    handle = f"{actors.username(actor)}@{Town.objects.current().handle_domain}"
    context: dict[str, Any] = {
        "form": form, "handle": f"@{handle}", "page_title": _("Follow %(handle)s") % {"handle": f"@{handle}"},
        "back_url": urlsplit(profiles.document(actor)["url"]).path,
    }  # fmt: skip
    if request.method == "POST" and form.is_valid():
        name, server = form.cleaned_data["account"]
        if stances.refuses(wire.KIND, f"{name}@{server}"):
            form.add_error("account", _("The town does not listen to this server."))
        else:
            context |= {"server": server, "way": _way(name, server, handle)}
    return render(request, "fediverse/follow.html", context, status=422 if form.errors else 200)


def _way(name: str, server: str, handle: str) -> str:
    """Where that server asks whether to follow: as it says itself, else as most do."""
    template = ""
    if _asking.acquire(blocking=False):
        try:
            template = remote.link(f"{name}@{server}", rel=_SUBSCRIBE, field="template")
        except remote.NotFetched:
            template = ""
        finally:
            _asking.release()
    parts = urlsplit(template)
    if parts.scheme != "https" or "{uri}" not in template:
        template = f"https://{server}/authorize_interaction?uri={{uri}}"
    return template.replace("{uri}", quote(f"acct:{handle}", safe=""))
