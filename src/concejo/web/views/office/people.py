# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who works for the town: the list, a new colleague, what somebody is called and does."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from concejo.people import actions
from concejo.people import queries as people
from concejo.people.models import Person, Role, Substitution
from concejo.web.forms_office.people import AbsenceForm, MailForm, PersonForm, RoleForm, WelcomeForm
from concejo.web.show import office
from concejo.web.views.office.door import confirm_page, for_administrator, form_page


def colleague(word: str) -> Person:
    """Somebody who was welcomed once."""
    rows = Person.objects.select_related("handle", "account")
    return get_object_or_404(rows, handle__word=word, account__isnull=False)


@for_administrator
def people_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Everybody by post."""
    context = {"groups": office.staff_by_post(), "page_title": _("People of the town hall")}
    return render(request, "web/office/people.html", context)


@for_administrator
def welcome_page(request: HttpRequest, person: Person) -> HttpResponse:
    """A new colleague; the password is shown once."""
    form = WelcomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told, password = form.cleaned_data, actions.one_time_password()
        fresh = actions.welcome(
            told["name"], handle=told["handle"], password=password, email=told["email"], posts=[form.post()],
            by=person.ref,
        )  # fmt: skip
        return password_shown(request, fresh, password)
    lead = _("They get a password that they change when they first sign in, and set up a second factor.")
    back = reverse("web:town-people")
    return form_page(request, form, title=_("A new colleague"), back_url=back, lead=lead, submit=_("Welcome them"))


def password_shown(request: HttpRequest, person: Person, password: str) -> HttpResponse:
    """The only page that ever shows it."""
    title = _("A password for %(name)s") % {"name": person.public_name}
    context = {"person": person, "password": password, "page_title": title}
    return render(request, "web/office/password.html", context)


@for_administrator
def person_page(request: HttpRequest, person: Person, word: str) -> HttpResponse:
    """One colleague: name, posts, mail, absences, account."""
    who = colleague(word)
    form = PersonForm(request.POST or None, instance=who)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Kept."))
        return redirect("web:town-person", word)
    today = people.today()
    absences = who.absences.filter(until__gte=today).select_related("substitute__handle").order_by("since", "id")
    context = {
        "who": who,
        "form": form,
        "roles": who.roles.select_related("department__handle").order_by("id"),
        "today": today,
        "role_form": RoleForm(),
        "mails": people.mail_addresses(who),
        "absences": absences,
        "factors": office.factors(who),
        "page_title": who.public_name,
        "back_url": reverse("web:town-people"),
    }
    return render(request, "web/office/person.html", context, status=422 if form.is_bound else 200)


@for_administrator
def role_page(request: HttpRequest, person: Person, word: str) -> HttpResponse:
    """Somebody takes up a post, or its last day moves."""
    who = colleague(word)
    form = RoleForm(request.POST or None)
    back = reverse("web:town-person", args=[word])
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_role(who, form.post(), by=person)
        except actions.LastAdministrator:
            form.add_error("until", office.last_administrator())
        else:
            messages.success(request, _("The post is given."))
            return redirect(back)
    title = _("A post for %(name)s") % {"name": who.public_name}
    lead = _("The same post again moves its last day.")
    return form_page(request, form, title=title, back_url=back, lead=lead, submit=_("Give the post"))


@for_administrator
def role_end_page(request: HttpRequest, person: Person, word: str, pk: int) -> HttpResponse:
    """Somebody lays down a post."""
    who = colleague(word)
    role = get_object_or_404(Role.objects.select_related("person", "department__handle"), person=who, pk=pk)
    back = reverse("web:town-person", args=[word])
    if request.method == "POST":
        try:
            actions.end_role(role, by=person)
        except actions.LastAdministrator:
            messages.error(request, office.last_administrator())
        else:
            messages.success(request, _("The post is ended."))
        return redirect(back)
    title = _("End the post of %(name)s?") % {"name": who.public_name}
    sentence = _("%(post)s: from now on they no longer may what this post may. What they said stays.")
    sentence %= {"post": office.post_words(role).capitalize()}
    return confirm_page(request, title=title, sentence=sentence, yes=_("Yes, end it"), back_url=back)


@for_administrator
def mail_page(request: HttpRequest, person: Person, word: str) -> HttpResponse:
    """Mail reaches a colleague elsewhere from now on."""
    who = colleague(word)
    form = MailForm(request.POST or None, person=who)
    back = reverse("web:town-person", args=[word])
    if request.method == "POST" and form.is_valid():
        actions.move_mail(who, form.cleaned_data["email"], by=person)
        messages.success(request, _("Their mail goes there from now on. The old address no longer speaks as theirs."))
        return redirect(back)
    return form_page(request, form, title=_("Mail of %(name)s") % {"name": who.public_name}, back_url=back)


@for_administrator
def absence_page(request: HttpRequest, person: Person, word: str) -> HttpResponse:
    """Somebody goes on holiday, another does their work."""
    who = colleague(word)
    form = AbsenceForm(request.POST or None, person=who)
    back = reverse("web:town-person", args=[word])
    if request.method == "POST" and form.is_valid():
        actions.stand_in(who, **form.cleaned_data, by=person)
        messages.success(request, _("New work goes to whoever stands in, on those days."))
        return redirect(back)
    return form_page(request, form, title=_("%(name)s is away") % {"name": who.public_name}, back_url=back)


@for_administrator
def absence_end_page(request: HttpRequest, person: Person, word: str, pk: int) -> HttpResponse:
    """Somebody is back."""
    who = colleague(word)
    absence = get_object_or_404(Substitution.objects.select_related("person"), person=who, pk=pk)
    back = reverse("web:town-person", args=[word])
    if request.method == "POST":
        actions.end_absence(absence, by=person)
        messages.success(request, _("Work goes to %(name)s again.") % {"name": who.public_name})
        return redirect(back)
    title = _("Is %(name)s here?") % {"name": who.public_name}
    sentence = _("Nobody stands in for them any more.")
    return confirm_page(request, title=title, sentence=sentence, yes=_("Yes, they are here"), back_url=back)
