# SPDX-License-Identifier: AGPL-3.0-or-later
"""A town moves in: an old register's file is looked at, tried, brought in, and undone as a whole if need be."""

from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from concejo.cases import moving_in
from concejo.cases.bulk import told
from concejo.cases.bulk.rows import NAMES, Wrong
from concejo.cases.bulk.sheets import Sheet
from concejo.cases.models import MoveIn
from concejo.cases.states import SIGNS, State
from concejo.people.models import Person
from concejo.web.forms_office.moving import LABELS, Meaning, RegisterFile, kind_choices
from concejo.web.show import sheet as sheets
from concejo.web.views.office.door import confirm_page, for_administrator

Stage = MoveIn.Stage


@for_administrator
def move_ins_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Files that came, and one that comes now."""
    form = RegisterFile(request.POST or None, request.FILES or None) if request.method == "POST" else RegisterFile()
    if request.method == "POST" and form.is_valid():
        MoveIn.objects.filter(source=form.cleaned_data["source"], stage=Stage.UNDONE).delete()
        try:
            row = moving_in.begin(form.cleaned_data["file"], source=form.cleaned_data["source"], by=person)
        except Wrong as error:
            form.add_error("file", str(error))
        else:
            return redirect("web:town-move-in", row.pk)
    context = {"form": form, "rows": MoveIn.objects.select_related("by"), "page_title": _("Moving in")}
    return render(request, "web/office/move_ins.html", context, status=422 if form.errors else 200)


@for_administrator
def move_in_page(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """What its columns hold, the first ten lines as they will be, a trial without consequence, and the real thing."""
    row = get_object_or_404(MoveIn.objects.select_related("by"), pk=pk)
    sheet = moving_in.sheet_of(row) if row.stage == Stage.READING else None
    if sheet is None:
        return render(request, "web/office/move_in_done.html", _about(row))
    act = request.POST.get("act", "") if request.method == "POST" else ""
    form = Meaning(request.POST if act == "try" else None, sheet=sheet, now=row.told)
    if act == "try" and form.is_valid():
        row.told = form.told()
        row.save(update_fields=["told"])
        moving_in.try_out(row)
        return redirect(f"{reverse('web:town-move-in', args=[pk])}#tried")
    if act == "go" and row.tried_at and row.lines:
        moving_in.go(row, by=person)
        return redirect("web:town-move-in", pk)
    if act == "drop":
        moving_in.throw_away(row, by=person)
        messages.success(request, _("The file is thrown away. Nothing was changed."))
        return redirect("web:town-move-ins")
    context = _about(row) | {"form": form, "sheet": sheet, "preview": _preview(sheet, row.told)}
    return render(request, "web/office/move_in.html", context, status=422 if form.errors else 200)


@for_administrator
def wrong_file(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Each line that cannot be taken, with the reason, for whoever mends the file."""
    row = get_object_or_404(MoveIn, pk=pk)
    words = sheets.table((_("line"), _("reason")), row.wrong)
    return sheets.answer(words, f"{row.source}-wrong")


@for_administrator
def undo_page(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """The whole of it leaves again."""
    row = get_object_or_404(MoveIn, pk=pk)
    if row.stage != Stage.DONE:
        raise Http404
    back = reverse("web:town-move-in", args=[pk])
    if request.method == "POST":
        moving_in.undo(row, by=person)
        return redirect(back)
    sentence = _("%(number)d cases leave, with their words. Those on which somebody here has worked since stay.") % {
        "number": moving_in.untouched(row).count()
    }
    title = _("Undo the whole file?")
    return confirm_page(request, title=title, sentence=sentence, yes=_("Yes, undo it"), back_url=back)


def _about(row: MoveIn) -> dict[str, Any]:
    busy = row.stage in {Stage.BRINGING, Stage.UNDOING}
    return {
        "row": row, "page_title": row.source, "back_url": reverse("web:town-move-ins"), "busy": busy,
        "at": min(row.place, row.lines) if row.stage == Stage.BRINGING else row.undone,
        "of": row.lines if row.stage == Stage.BRINGING else row.taken, "first_wrong": row.wrong[:20],
        "more_wrong": max(0, row.wrong_count - 20),
    }  # fmt: skip


def _preview(sheet: Sheet, now: told.Told) -> dict[str, Any]:
    """Ten lines, in the columns that we have for them."""
    names = [name for name in NAMES if now["columns"].get(name)]
    lines = [told.line(values, now) for _number, values in islice(sheet.lines(), told.SHOWN)]
    kinds = dict(kind_choices())
    return {
        "heads": [LABELS[name] for name in names],
        "rows": [[(LABELS[name], _shown(name, line.get(name) or "", kinds)) for name in names] for line in lines],
    }


def _shown(name: str, value: str, kinds: dict[str, str]) -> str:
    """As people read it: the state and the kind by their names here, the moment without its letters."""
    if name == "state" and value in State.values:
        return str(SIGNS[State(value)].words)
    if name == "category":
        return kinds.get(value, value)
    return value.replace("T", " ").removesuffix(":00") if name in {"opened", "closed", "seen"} else value[:120]
