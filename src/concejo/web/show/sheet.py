# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases as a spreadsheet reads them, and distances as people say them."""

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import StringIO

from django.http import HttpResponse
from django.utils.translation import gettext as _

from concejo.cases.models import Case
from concejo.core import clock
from concejo.core.sheets import plain
from concejo.core.words import in_language
from concejo.town.models import Town
from concejo.web.show.cases import due_words

COLUMNS = (
    "number", "state", "title", "kind", "department", "in_charge", "place", "lat", "lon", "reported", "due",
    "planned_for", "answered", "closed", "mended", "reopened", "private",
)  # fmt: skip


def table(heads: Iterable[object], rows: Iterable[Sequence[object]]) -> str:
    """Any list as a spreadsheet reads it: words that could be a formula are made plain, numbers stay numbers."""
    out = StringIO()
    sheet = csv.writer(out)
    sheet.writerow([plain(str(one)) for one in heads])
    for row in rows:
        sheet.writerow([one if isinstance(one, (int, float)) else plain(str(one)) for one in row])
    return out.getvalue()


def answer(words: str, name: str) -> HttpResponse:
    """A file under that name and the day; a spreadsheet of Windows reads its accents."""
    day = clock.now().astimezone(Town.objects.current().zone).date()
    headers = {"Content-Disposition": f'attachment; filename="{name}-{day:%Y-%m-%d}.csv"'}
    return HttpResponse(words.encode("utf-8-sig"), content_type="text/csv; charset=utf-8", headers=headers)


def cases(rows: Iterable[Case], language: str) -> str:
    """One line a case, closed and mended in columns of their own; no words and no place of private ones."""
    out = StringIO()
    sheet = csv.writer(out)
    sheet.writerow(COLUMNS)
    for case in rows:
        open_words = not case.is_private
        words = (
            case.number, str(case.sign.words), case.headline(language) if open_words else "",
            in_language(case.category.name, language) if case.category else "",
            in_language(case.department.name, language) if case.department else "",
            case.in_charge.public_name if case.in_charge else "", case.place if open_words else "",
        )  # fmt: skip
        numbers = (case.lat, case.lon) if open_words else ("", "")
        moments = (_local(case.opened_at), _local(case.due_at), case.planned_for or "", _local(case.answered_at),
                   _local(case.closed_at), _local(case.mended_at))  # fmt: skip
        sheet.writerow([*map(plain, words), *numbers, *moments, case.reopened, "yes" if case.is_private else "no"])
    return out.getvalue()


def _local(moment: datetime | None) -> str:
    return moment.astimezone(Town.objects.current().zone).isoformat(timespec="minutes") if moment else ""


def due(case: Case) -> str:
    """Its deadline."""
    return due_words(case.due_at)


def away(metres: float) -> str:
    """``350 m``, ``1.2 km``: rounded, since it is as the crow flies."""
    if metres < 950:
        return _("%(n)d m") % {"n": round(metres / 10) * 10}
    return _("%(n).1f km") % {"n": metres / 1000}
