# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each list as a file, for whoever may see the list."""

from django.http import Http404, HttpRequest, HttpResponse

from concejo.people import rules
from concejo.people.models import Person
from concejo.web.show import lists, sheet
from concejo.web.views.office.door import for_administrator, for_desk
from concejo.web.views.staff.door import for_staff


@for_administrator
def list_file(request: HttpRequest, person: Person, name: str) -> HttpResponse:
    """Streets, kinds, colleagues …: a list of the administrator's pages."""
    made = lists.LISTS.get(name)
    if made is None:
        raise Http404
    return sheet.answer(sheet.table(*made()), name)


@for_desk
def drawer_file(request: HttpRequest, person: Person, drawer: str) -> HttpResponse:
    """What lies in a drawer of the post office; never the words of a letter."""
    found = lists.drawer(drawer)
    if found is None:
        raise Http404
    return sheet.answer(sheet.table(*found), f"post-{drawer}")


@for_staff(rules.may_see_whole_town)
def waits_file(request: HttpRequest, person: Person) -> HttpResponse:
    """What waits, by department and by colleague."""
    return sheet.answer(sheet.table(*lists.waiting()), "waits")
