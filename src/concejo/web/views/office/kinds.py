# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the kinds of cases ask: the questions of one in their order, tried as neighbours see them; and newer kinds."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from concejo.cases import questions, taxonomy
from concejo.cases.models import Category
from concejo.core import changes, ledger
from concejo.core.words import in_language
from concejo.people.models import Person
from concejo.web.forms_office.questions import KNOW, TYPES, QuestionForm
from concejo.web.forms_questions import Questions
from concejo.web.views.office.door import confirm_page, for_administrator, form_page


@for_administrator
def questions_page(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """The questions in their order, and below them as neighbours meet them; trying keeps nothing."""
    kind = get_object_or_404(Category, slug=slug)
    language, types = get_language() or "es", dict(TYPES)
    posted = request.POST if request.method == "POST" else None
    tried = Questions(posted, asked=questions.of(kind), answers={}, language=language)
    rows = [
        {
            "code": one.code, "text": in_language(one.text, language), "row": one,
            "type": types[one.datatype if one.variable else KNOW], "hangs": bool(one.condition),
            "values": [one.name_of(key, language) for key in one.keys] if one.variable else [],
        }
        for one in kind.questions.all()
    ]  # fmt: skip
    name = in_language(kind.name, language)
    context = {
        "kind": kind, "name": name, "rows": rows, "asked": tried, "form": tried, "tried": posted is not None,
        "stop": tried.stop, "back_url": reverse("web:town-category", args=[slug]),
        "page_title": _("What is asked: %(kind)s") % {"kind": name},
    }  # fmt: skip
    return render(request, "web/office/questions.html", context, status=422 if tried.errors else 200)


@for_administrator
def question_form_page(request: HttpRequest, person: Person, slug: str, code: str = "") -> HttpResponse:
    """A new question, or one that changes; what was answered to it stays as it was."""
    kind = get_object_or_404(Category, slug=slug)
    row = get_object_or_404(kind.questions, code=code) if code else None
    last = kind.questions.order_by("-order").values_list("order", flat=True).first() or 0
    form = QuestionForm(request.POST or None, instance=row, kind=kind, initial={} if row else {"order": last + 10})
    back = reverse("web:town-questions", args=[slug])
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("It is kept."))
        return redirect(back)
    more = {}
    if row:
        more = {"extra_url": reverse("web:town-question-delete", args=[slug, code]),
                "extra_label": _("Take it off the list")}  # fmt: skip
    return form_page(request, form, title=_("A question") if row else _("A new question"), back_url=back, **more)


@for_administrator
def question_delete_page(request: HttpRequest, person: Person, slug: str, code: str) -> HttpResponse:
    """It is asked no more; those who answered it keep their answer, with the words in which it was asked."""
    row = get_object_or_404(get_object_or_404(Category, slug=slug).questions, code=code)
    back = reverse("web:town-questions", args=[slug])
    if request.method == "POST":
        with transaction.atomic():
            row.delete()
            changes.touch("town")
        messages.success(request, _("It is off the list."))
        return redirect(back)
    words = _("What was answered to it stays with its cases. To ask it again later, rather take it out of use.")
    return confirm_page(
        request, title=_("Take it off the list?"), sentence=words, yes=_("Yes, take it off"), back_url=back
    )


@for_administrator
@require_POST
def add_missing(request: HttpRequest, person: Person) -> HttpResponse:
    """The kinds that are newer than the town come in; whatever the town has changed stays as it is."""
    with transaction.atomic():
        fresh = taxonomy.load()
        ledger.write("cases.kinds_added", by=person.ref, about="town", count=fresh)
    words = ngettext("%(n)d kind was added.", "%(n)d kinds were added.", fresh) % {"n": fresh}
    messages.success(request, words)
    return redirect("web:town-categories")
