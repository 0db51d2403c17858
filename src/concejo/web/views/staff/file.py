# SPDX-License-Identifier: AGPL-3.0-or-later
"""At the counter: what the town holds about the person who stands there, to read, to take away, to erase."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from concejo.core import clock
from concejo.people import actions as people
from concejo.people.models import Address, Countersign, Person
from concejo.people.personal import ERASED
from concejo.people.queries import reason_given
from concejo.people.rules import is_staff, may_do_desk
from concejo.privacy import erased, holdings
from concejo.town.models import Town
from concejo.web import second
from concejo.web.forms_file import Asked, Sure
from concejo.web.show import file
from concejo.web.views.staff.door import for_staff

for_desk = for_staff(may_do_desk)
TAKE = Countersign.Act.TAKE_FILE


@for_desk
def search_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Whose file: an e-mail address, a telephone, or the number of a case and who reported it; and why."""
    form = Asked(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        found: Address = form.cleaned_data["address"]
        people.look(person, about=found.ref, reason=form.cleaned_data["reason"])
        return redirect("web:file", found.pk)
    context = {"form": form, "page_title": _("What the town holds about somebody"), "submit": _("Open the file")}
    context |= {"back_url": reverse("web:counter"), "lead": _("The person stands before you and asks for it.")}
    return render(request, "web/office/form.html", context, status=422 if form.errors else 200)


@for_desk
def file_page(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Everything, to read or to print; the look has its reason."""
    address = _opened(person, pk)
    asked = people.waiting(TAKE, address.ref, by=person)
    context = {
        "address": address,
        "sections": file.sections(holdings.tell(file.subject_of(address))),
        "staff": bool(address.person and is_staff(address.person)),
        "made_at": clock.now(),
        "may_take": bool(asked and people.may_use(asked)),
        "page_title": _("What the town holds"),
    }
    return render(request, "web/staff/file.html", context)


@for_desk
def take_page(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """One file to take away, after a second person said yes: what is on paper or on a screen stays in the room."""
    address = _opened(person, pk)
    wait = second.not_yet(
        request, person, act=TAKE, about=address.ref, title=_("Take a copy away?"),
        back_url=reverse("web:file", args=[pk]),
        sentence=_("It holds everything in one file. You can read and print what it says at once."),
    )  # fmt: skip
    if wait is not None:
        return wait
    if request.method != "POST":
        return redirect("web:file", pk)
    people.use_second(TAKE, address.ref, by=person)
    people.look(person, about=address.ref, reason=f"{reason_given(person, address.ref)} (copy)"[:200])
    data = file.package(file.subject_of(address), town_name=Town.objects.current().name, made_at=clock.now())
    return HttpResponse(
        data, content_type="application/zip", headers={"Content-Disposition": 'attachment; filename="my-file.zip"'}
    )


@for_desk
def erase_page(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """All of it goes, after a page that says what cannot be called back."""
    address = _opened(person, pk)
    if address.person and is_staff(address.person):
        raise Http404
    form = Sure(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        gone = holdings.erase(file.subject_of(address), by=person.ref)
        erased.keep()
        told = _("Erased: %(posts)d messages, %(letters)d letters, %(addresses)d addresses.") % gone
        messages.success(request, told)
        return redirect("web:file-search")
    context = {"form": form, "address": address, "page_title": _("Erase everything")}
    return render(request, "web/staff/file_erase.html", context, status=422 if form.errors else 200)


def _opened(person: Person, pk: int) -> Address:
    """An address whose file was opened with a reason within the hour."""
    address = get_object_or_404(Address.objects.exclude(scheme=ERASED).select_related("person"), pk=pk)
    if not reason_given(person, address.ref):
        raise Http404
    return address
