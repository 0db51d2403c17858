# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the pages of `ui_settings` are: the gallery, and the pages of the rooms above with made-up words."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils.safestring import SafeString

from concejo.ui.gallery.pages import pieces
from concejo.ui.gallery.talk import EVENING, SIGNS

PAGES = {
    "home": "web/home.html",
    "conversation": "web/conversation.html",
    "search": "web/search.html",
    "department": "web/department.html",
    "person": "web/person.html",
    "now": "web/now.html",
    "case": "cases/case.html",
    "case-list": "cases/case_list.html",
}


def page(request: HttpRequest, name: str) -> HttpResponse:
    if name not in PAGES:
        raise Http404
    given = pieces()
    department = given["departments"][0]
    figures = "En noviembre, <b>38 personas</b> han dado <b>43 avisos</b>. Tienen respuesta <b>39 de 43</b>."
    given |= {
        "page_title": name,
        "talks": [given["talk"], given["brief"], given["brief"]],
        "last": [given["brief"]] * 3,
        "open_cases": [
            {"title": line.title, "url": "#", "sign": line.sign, "place": line.place} for line in given["lines"]
        ],
        "open_count": 12,
        "open_url": "#",
        "all_url": "#",
        "figures": SafeString(figures),
        "figures_url": "#",
        "departments_url": "#",
        "fresh_url": "#",
        "conversation": given["talk"],
        "query": "farola",
        "results": given["lines"],
        "count": 3,
        "search_url": "#",
        "department": department | {"purpose": {"es": "Farolas y cuadros de luz."}, "hours": "de 8 a 15"},
        "people": [{"name": "Miguel", "role": "Electricista", "url": "#", "handle": "miguel"}],
        "person": {
            "public_name": "Miguel",
            "handle": "miguel",
            "title": {"es": "Electricista"},
            "away": "De vacaciones hasta el lunes 30; le sustituye Inés.",
        },
        "thanks": [{"words": "¡Qué rapidez!", "by": "Alejandra, viernes a las 18:15"}],
        "alerts": [given["alert"]],
        "today": [{"title": "Pleno", "at": EVENING, "url": "#", "detail": "salón de plenos"}],
        "case": {
            "number": "2026-0412",
            "title": "Farola apagada en la calle Alfareros",
            "department_name": "Alumbrado",
            "followers": 6,
            "joined": 2,
        },
        "sign": SIGNS[4],
        "steps": given["steps_done"],
        "back_url": "#",
        "follow_url": "#",
        "answer_url": "#",
        "speak_to_url": "#",
        "join_url": "#",
        "lines": given["lines"] * 3,
        "sentence": SafeString(figures),
        "facts": [
            {"label": "Al cargo", "value": "@miguel", "url": "#", "more": "Miguel, alumbrado"},
            {"label": "Lugar", "value": "Calle Alfareros, 12"},
        ],
        "related": given["lines"][:2],
        "tabs": [
            {"label": "Abiertos", "url": "#", "current": True, "count": 12},
            {"label": "Cerrados", "url": "#", "current": False, "count": 431},
        ],
    }
    return render(request, PAGES[name], given)


urlpatterns = [path("gallery/", include("concejo.ui.urls")), path("page/<slug:name>/", page)]
