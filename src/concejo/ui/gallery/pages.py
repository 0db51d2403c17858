# SPDX-License-Identifier: AGPL-3.0-or-later
"""For those who build pages: every component in every state, on one page and on pages of its own."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from concejo.ui import icons
from concejo.ui.gallery.forms import Trial, form_pieces
from concejo.ui.gallery.office import office_pieces
from concejo.ui.gallery.square import DOORS, READERS, SQUARE, frame, square_pieces
from concejo.ui.gallery.talk import CASE, case_pieces, photo_pieces, talk_pieces

PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "worklist": ("ui/gallery_worklist.html", {"staff": {"name": "Miguel", "role": "Alumbrado"}, "signout_url": "#"}),
    "desk": ("ui/gallery_desk.html", {"staff": {"name": "Pilar", "role": "Secretaría"}, "signout_url": "#"}),
    "question": ("ui/gallery_question.html", {"step": 4, "steps": 5, "back_url": "#", "danger": True}),
    "wrong": ("ui/gallery_question.html", {"step": 4, "steps": 5, "back_url": "#", "is_wrong": True}),
    "confirm": ("ui/confirm_page.html", {"back_url": "#"}),
    "404": ("404.html", {}),
    "500": (
        "500.html",
        {"town": None, "nav": [], "languages": [], "footer_links": [], "simple_url": "", "alert": None},
    ),
    "simple": ("ui/simple.html", {"page_title": "Buenas tardes. ¿Qué quiere hacer?"}),
    "square": ("ui/gallery_square.html", SQUARE),
    "case": ("ui/gallery_case.html", CASE),
}


def pieces() -> dict[str, Any]:
    """One of each, for the long page."""
    return (
        frame()
        | {"icons": sorted(icons.names())}
        | talk_pieces()
        | photo_pieces()
        | case_pieces()
        | office_pieces()
        | square_pieces()
        | form_pieces()
    )


def gallery_page(request: HttpRequest) -> HttpResponse:
    """Every component, one under the other."""
    return render(request, "ui/gallery.html", pieces() | {"pages": sorted(PAGES)})


def gallery_whole_page(request: HttpRequest, name: str) -> HttpResponse:
    """One base template as a whole page."""
    if name not in PAGES:
        raise Http404
    template, more = PAGES[name]
    context = pieces() | {
        "readers": READERS,
        "doors": DOORS,
        "calm": "Mañana no hay agua en calle Real.",
        "full_url": "#",
    }
    if name == "wrong":
        context["form"] = context["wrong"]
    elif name == "case":
        context |= {"steps": context["steps_done"], "related": context["lines"][:2], "sign": context["signs"][4]}
    elif name == "square":
        context["open_cases"] = context["lines"]
    elif name == "question":
        context["form"] = Trial(initial={"how": "mail"})
        context["how_insets"] = {"mail": context["form"]["email"]}
    return render(request, template, context | more)
