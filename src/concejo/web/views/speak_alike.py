# SPDX-License-Identifier: AGPL-3.0-or-later
"""Between where and who: somebody told of it already, perhaps; then she joins, and three questions fall away."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from concejo.web import drafts, forms
from concejo.web.origin import open_form
from concejo.web.show.alike import alike


@never_cache
@open_form
def alike_page(request: HttpRequest, token: str) -> HttpResponse:
    """Up to three that are open; what she says of them is kept, and asked once."""
    draft = drafts.find(token)
    if draft is None:
        return render(request, "web/speak/gone.html", status=410)
    if draft.letter_id:
        return redirect("web:speak-sent", token)
    told = drafts.answers(draft)
    likely = drafts.same_thing(told)
    if request.method == "POST":
        drafts.decide(told, join=request.POST.get("join", ""), seen=[one.case.number for one in likely])
        drafts.keep(draft, told)
    if request.method == "POST" or not likely:
        return redirect("web:speak-step", token, drafts.next_step(told))
    context = {
        "cards": alike(likely), "step": 2, "steps": len(forms.STEPS), "page_title": _("Is it one of these?"),
        "back_url": reverse("web:speak-step", args=[token, 2]), "action": reverse("web:speak-alike", args=[token]),
    }  # fmt: skip
    return render(request, "web/speak/alike.html", context)
