# SPDX-License-Identifier: AGPL-3.0-or-later
"""The way in for staff: closed and opened, a fresh password, a lost second factor."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concejo.people import actions
from concejo.people.models import Person
from concejo.web.show import office
from concejo.web.views.office.door import confirm_page, for_administrator
from concejo.web.views.office.people import colleague, password_shown


@for_administrator
def account_page(request: HttpRequest, person: Person, word: str, act: str) -> HttpResponse:
    """Ask first, then do it."""
    who = colleague(word)
    questions = _questions(who.public_name)
    if act not in questions:
        raise Http404
    if request.method == "POST":
        return _do(request, person, who, act)
    title, sentence, yes = questions[act]
    back = reverse("web:town-person", args=[word])
    return confirm_page(request, title=title, sentence=sentence, yes=yes, back_url=back)


def _questions(name: str) -> dict[str, tuple[str, str, str]]:
    told = {"name": name}
    return {
        "password": (
            _("A new password for %(name)s?") % told,
            _("The old one ends at once, and whoever is signed in is out. The new one is shown once."),
            _("Yes, a new password"),
        ),
        "factor": (
            _("Renew the second factor of %(name)s?") % told,
            _("Only if you are sure who asks: until they set up another, the password alone opens the door."),
            _("Yes, take the old one away"),
        ),
        "out": (
            _("Sign %(name)s out everywhere?") % told,
            _("Every browser is out at once; password and second factor stay. For a telephone that was lost."),
            _("Yes, sign them out"),
        ),
        "close": (
            _("Close the account of %(name)s?") % told,
            _("They can no longer sign in, from the next page on. What they said and did stays."),
            _("Yes, close it"),
        ),
        "open": (
            _("Open the account of %(name)s again?") % told,
            _("They sign in as before, with the posts that they hold."),
            _("Yes, open it"),
        ),
    }


def _do(request: HttpRequest, person: Person, who: Person, act: str) -> HttpResponse:
    account = who.account
    if act == "password":
        return password_shown(request, who, actions.give_password(account, by=person))
    if act == "factor":
        actions.renew_factor(account, by=person)
        messages.success(request, _("It is gone. At the next sign-in they are asked to set up another."))
    elif act == "out":
        gone = actions.end_sign_ins(account, by=person.ref)
        messages.success(request, ngettext("%(n)d browser is out.", "%(n)d browsers are out.", gone) % {"n": gone})
    elif act == "open":
        actions.open_account(account, by=person)
        messages.success(request, _("The account is open."))
    else:
        try:
            actions.close_account(account, by=person)
            messages.success(request, _("The account is closed."))
        except actions.LastAdministrator:
            messages.error(request, office.last_administrator())
    return redirect("web:town-person", who.handle.word if who.handle else "")
