# SPDX-License-Identifier: AGPL-3.0-or-later
"""The roll of residents: what is loaded, how many live where, and a fresh register in its place."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from concejo.people import actions, levels, roll, strata
from concejo.people.models import Band, Person, Roll
from concejo.people.queries import today
from concejo.town.models import Town
from concejo.web.forms_people import RollFile
from concejo.web.views.office.door import for_administrator


@for_administrator
def roll_page(request: HttpRequest, person: Person) -> HttpResponse:
    """The register is read in memory; only keyed hashes, districts and age bands are kept."""
    form = RollFile(request.POST or None, request.FILES or None) if request.method == "POST" else RollFile()
    found: roll.Reading | None = None
    loaded = False
    if request.method == "POST" and form.is_valid():
        try:
            found = roll.read(form.cleaned_data["file"], region=Town.objects.current().region, today=today())
        except roll.NotARoll as error:
            form.add_error("file", str(error))
        else:
            loaded = _load(found, person) if not form.cleaned_data["only_look"] else False
    context = _shown() | {"form": form, "found": found, "loaded": loaded, "page_title": _("Roll of residents")}
    if found is not None:
        context |= {"wrong": found.wrong[:100], "columns": _columns(found)}
    return render(request, "web/office/roll.html", context, status=422 if form.errors else 200)


def _load(found: roll.Reading, person: Person) -> bool:
    if not levels.may("people.load_roll", via="web", holds=levels.of_staff(person)):
        raise PermissionDenied
    if found.lines:
        actions.replace_roll(found, by=person)
    return bool(found.lines)


def _shown() -> dict[str, Any]:
    bands = {value: str(label) for value, label in Band.choices}
    return {
        "roll": Roll.objects.select_related("by").order_by("-at", "-id").first(),
        "tables": [
            (_("By district"), [(one.name or _("not known"), one.people) for one in strata.by_district()]),
            (_("By age"), [(bands.get(one.name, _("not known")), one.people) for one in strata.by_band()]),
        ],
        "least": strata.LEAST,
    }


def _columns(found: roll.Reading) -> list[tuple[str, str]]:
    names = {
        "number": _("Number of the document"), "letter": _("Letter"), "surname": _("Name at birth"),
        "second": _("Second surname"), "given": _("First names"), "born": _("Date of birth"), "age": _("Age"),
        "district": _("District"),
    }  # fmt: skip
    return [(names[name], head) for name, head in found.columns.items()]
