# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town from above, and the things in it that have a number."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from concejo.core import changes
from concejo.people.models import Person
from concejo.town import assets
from concejo.town.models import Area, Asset, TownMap
from concejo.web.forms_office.kept import EVERYWHERE
from concejo.web.forms_office.places import AssetsFile, MapForm
from concejo.web.show import drawn
from concejo.web.show.charts import chart
from concejo.web.show.paging import page_of
from concejo.web.views.office.door import for_administrator


@for_administrator
def map_form_page(request: HttpRequest, person: Person) -> HttpResponse:
    """The town's own map comes, and nobody else is ever asked for one."""
    form = MapForm(request.POST, request.FILES) if request.method == "POST" else MapForm()
    if request.method == "POST" and form.is_valid():
        form.save(by=person)
        messages.success(request, _("It is kept. This is how everybody sees it."))
        return redirect("web:town-map")
    held = TownMap.objects.current()
    if held is None or not held.file:
        del form.fields["no_file"]
    if held is None or not held.boundary:
        del form.fields["no_boundary"]
    districts = Area.objects.annotate(many=Count("cases")).order_by("order", "id")
    if not districts:
        del form.fields["no_districts"]
    context = {
        "form": form, "page_title": _("Map"), "back_url": reverse("web:town"), "drawing": drawn.drawing([]),
        "chart": chart(), "says": "", "districts": districts,
    }  # fmt: skip
    return render(request, "web/office/map.html", context, status=422 if form.is_bound else 200)


@for_administrator
def assets_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Lamps and containers by number; a list brings them in, and each line that was not taken says why."""
    form = AssetsFile(request.POST, request.FILES) if request.method == "POST" else AssetsFile()
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            taken, wrong = assets.load_csv(form.cleaned_data["file"])
            changes.touch(*EVERYWHERE)
        context = {
            "taken": taken,
            "wrong": wrong[:200],
            "wrong_count": len(wrong),
            "back_url": reverse("web:town-assets"),
        }
        return render(request, "web/office/streets_taken.html", context | {"page_title": _("Things with a number")})
    page = page_of(request, Asset.objects.select_related("street"), per_page=50)
    context = {
        "form": form, "assets": page.rows, "pager": page.pager, "back_url": reverse("web:town"),
        "kinds": Asset.objects.order_by("kind").values_list("kind").annotate(Count("pk")),
        "page_title": _("Things with a number"),
    }  # fmt: skip
    return render(request, "web/office/assets.html", context, status=422 if form.is_bound else 200)
