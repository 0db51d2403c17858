# SPDX-License-Identifier: AGPL-3.0-or-later
"""Streets and holidays."""

from datetime import date
from itertools import groupby

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concejo.core import changes
from concejo.core.words import fold
from concejo.people.models import Person
from concejo.town import feasts, gazetteer
from concejo.town.models import Holiday, Street, Town
from concejo.ui.moments import day
from concejo.web.forms_office.kept import EVERYWHERE
from concejo.web.forms_office.places import HolidayForm, NationalHolidays, StreetForm, StreetsFile
from concejo.web.show.paging import page_of
from concejo.web.views.office.door import confirm_page, for_administrator, form_page


@for_administrator
def streets_page(request: HttpRequest, person: Person) -> HttpResponse:
    """The town's own gazetteer."""
    asked = request.GET.get("q", "").strip()[:80]
    rows = Street.objects.filter(folded__contains=fold(asked)) if asked else Street.objects.all()
    page = page_of(request, rows, per_page=50)
    context = {
        "streets": page.rows, "pager": page.pager, "q": asked, "count": rows.count(), "file_form": StreetsFile(),
        "page_title": _("Streets"),
    }  # fmt: skip
    return render(request, "web/office/streets.html", context)


@for_administrator
def street_form_page(request: HttpRequest, person: Person, pk: int = 0) -> HttpResponse:
    """A new street, or one that changes."""
    row = get_object_or_404(Street, pk=pk) if pk else None
    form = StreetForm(request.POST or None, instance=row)
    back = reverse("web:town-streets")
    if request.method == "POST" and form.is_valid():
        kept = form.save()
        messages.success(request, _("%(name)s is kept.") % {"name": kept.name})
        return redirect(back)
    more = {"extra_url": reverse("web:town-street-delete", args=[pk]), "extra_label": _("Take it off the list")}
    title = row.name if row else _("A new street")
    return form_page(request, form, title=title, back_url=back, **(more if row else {}))


@for_administrator
def street_delete_page(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """A street is taken off; cases keep the words of their place."""
    row = get_object_or_404(Street, pk=pk)
    if request.method == "POST":
        with transaction.atomic():
            row.delete()
            changes.touch(*EVERYWHERE)
        messages.success(request, _("%(name)s is off the list.") % {"name": row.name})
        return redirect("web:town-streets")
    places, cases = row.places.count(), row.cases.count()
    sentence = _("Cases keep the words of their place.")
    if places:
        sentence += " " + ngettext(
            "%(number)d place or door in it goes too.", "%(number)d places and doors in it go too.", places
        ) % {"number": places}
    if cases:
        sentence += " " + ngettext(
            "%(number)d case is no longer found under it.", "%(number)d cases are no longer found under it.", cases
        ) % {"number": cases}
    title = _("Take %(name)s off the list?") % {"name": row.name}
    back = reverse("web:town-street", args=[pk])
    return confirm_page(request, title=title, sentence=sentence, yes=_("Yes, take it off"), back_url=back)


@for_administrator
def streets_file_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Streets come from a spreadsheet; each line that was not taken says why."""
    form = StreetsFile(request.POST or None, request.FILES or None) if request.method == "POST" else StreetsFile()
    back = reverse("web:town-streets")
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            taken, wrong = gazetteer.load_csv(form.cleaned_data["file"])
            changes.touch(*EVERYWHERE)
        context = {"taken": taken, "wrong": wrong[:200], "wrong_count": len(wrong), "back_url": back}
        return render(request, "web/office/streets_taken.html", context | {"page_title": _("Streets from a file")})
    lead = _("Loading the same file twice changes nothing.")
    return form_page(request, form, title=_("Streets from a file"), back_url=back, lead=lead, submit=_("Bring them in"))


@for_administrator
def holidays_page(request: HttpRequest, person: Person) -> HttpResponse:
    """The days on which the town hall does not work, year by year; one is added on the same page."""
    form = HolidayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kept = form.save()
        messages.success(request, _("%(day)s is a holiday.") % {"day": day(kept.day).capitalize()})
        return redirect("web:town-holidays")
    rows = Holiday.objects.order_by("-day")
    years = [(year, sorted(some, key=_when)) for year, some in groupby(rows, lambda one: one.day.year)]
    context = {
        "form": form, "years": years, "national": NationalHolidays(region=Town.objects.current().region),
        "page_title": _("Holidays"),
    }  # fmt: skip
    return render(request, "web/office/holidays.html", context, status=422 if form.is_bound else 200)


@for_administrator
def holidays_fill_page(request: HttpRequest, person: Person) -> HttpResponse:
    """The holidays of the whole country in one year; what is there already stays."""
    form = NationalHolidays(
        request.POST.dict() if request.method == "POST" else None, region=Town.objects.current().region
    )
    back = reverse("web:town-holidays")
    if request.method == "POST" and form.is_valid():
        fresh = _fill(form.cleaned_data["year"], form.cleaned_data["country"])
        said = ngettext("%(number)d holiday came in.", "%(number)d holidays came in.", fresh) % {"number": fresh}
        more = _("Please add those of the region and of the town.")
        messages.success(request, f"{said} {more}")
        return redirect(back)
    return form_page(request, form, title=_("Holidays of the country"), back_url=back, submit=_("Fill in"))


@for_administrator
def holiday_delete_page(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """The town hall works on that day after all."""
    row = get_object_or_404(Holiday, pk=pk)
    if request.method == "POST":
        with transaction.atomic():
            row.delete()
            changes.touch("town")
        messages.success(request, _("%(day)s is a working day.") % {"day": day(row.day).capitalize()})
        return redirect("web:town-holidays")
    title = _("Is %(name)s no holiday?") % {"name": row.name}
    sentence = _("The town hall works on %(day)s, and deadlines count it.") % {"day": day(row.day)}
    back = reverse("web:town-holidays")
    return confirm_page(request, title=title, sentence=sentence, yes=_("Yes, a working day"), back_url=back)


def _fill(year: int, country: str) -> int:
    with transaction.atomic():
        made = [
            Holiday.objects.get_or_create(day=on, defaults={"name": name})[1]
            for on, name in feasts.national(year, country=country)
        ]
        changes.touch("town")
    return sum(made)


def _when(row: Holiday) -> date:
    return row.day
