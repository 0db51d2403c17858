# SPDX-License-Identifier: AGPL-3.0-or-later
"""One case for those who work on it: what was said, what can be done, notes, and its history."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concejo.cases import actions as cases
from concejo.cases import rules
from concejo.cases.models import Case, State
from concejo.cases.states import NotAllowed
from concejo.core.words import in_language
from concejo.people.models import Person
from concejo.people.rules import may_do_desk, may_moderate
from concejo.square import rules as square
from concejo.square.models import Post
from concejo.square.pictures import NotAPicture
from concejo.town.models import Town
from concejo.web import answers, forms_staff, guarded
from concejo.web.show import answers as answered
from concejo.web.show.cases import badge, due_words, timeline
from concejo.web.show.staff import beside, letter, tasks
from concejo.web.show.staff import case as show
from concejo.web.views.staff.acts import ACTS, BY_NAME, Act, done_with
from concejo.web.views.staff.door import for_staff, look_into


@for_staff()
def case_page(request: HttpRequest, person: Person, number: str) -> HttpResponse:
    """One case."""
    case = found(number)
    closed = door(request, person, case)
    if closed:
        return closed
    form = forms_staff.Answer(initial=beside.ready(request.GET.get("with", ""), case, person))
    if request.method == "POST":
        may_work(person, case)
        form = forms_staff.Answer(request.POST, request.FILES)
        if guarded.settled(form, request.POST, public=case.main.is_public):
            answered = _answer(request, person, case, form)
            if answered:
                return answered
    told = {"form": form, "sentences": beside.choices("answer", chosen=request.GET.get("with", ""))}
    context = _context(person, case) | told | {"undo": show.undo_bar(person, request.GET.get("said", ""))}
    return render(request, "web/staff/case.html", context, status=422 if form.errors else 200)


@for_staff()
def act_page(request: HttpRequest, person: Person, number: str, act: str) -> HttpResponse:
    """One thing to do with it: a small page asks what is needed, the button does it."""
    case = found(number)
    closed = door(request, person, case)
    if closed:
        return closed
    may_work(person, case)
    if act == "photo":
        return _done_with_photo(request, person, case)
    chosen = BY_NAME.get(act)
    if chosen is None:
        raise Http404
    if not chosen.offered(case):
        messages.warning(request, _("That cannot be done with this case as it stands now."))
        return redirect("web:work-case", number)
    asked = request.GET.get("with", "")
    form = chosen.form(request.POST) if request.method == "POST" else _begun(request, chosen, case, person)
    public = case.main.is_public and not chosen.inside
    if form.is_bound and guarded.settled(form, request.POST, public=public, fields=("text", "body")):
        return _do(request, person, case, chosen, form.cleaned_data)
    context = {
        "case": case,
        "act": chosen,
        "form": form,
        "sentences": [] if chosen.inside else beside.choices(act, chosen=asked),
        "title": case.headline(get_language() or "es"),
        "page_title": chosen.label,
    }
    return render(request, "web/staff/act.html", context, status=422 if form.errors else 200)


@for_staff()
def undo_page(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Taken back before it left."""
    post = get_object_or_404(Post.objects.select_related("conversation", "speaker"), pk=pk)
    if request.method != "POST" or post.speaker_id != person.pk:
        raise Http404
    if cases.take_back(post, by=person):
        messages.success(request, _("Taken back. Nobody has read it."))
    else:
        messages.warning(request, _("It has left already. You can still delete it."))
    case = Case.objects.filter(conversation=post.conversation_id).first()
    case = case or Case.objects.filter(private_conversation=post.conversation_id).first()
    return redirect("web:work-case", case.number) if case else redirect("web:mine-said")


def found(number: str) -> Case:
    """The case, or nothing there."""
    return get_object_or_404(Case.objects.with_all(), number=number)


def door(request: HttpRequest, person: Person, case: Case) -> HttpResponse | None:
    """Where somebody is led who may not open it, or must say why first; looking into it is written down."""
    if not rules.may_open(person, case):
        if case.is_private:
            raise Http404
        return redirect("web:case", case.number)
    return look_into(request, person, case.main, case)


def may_work(person: Person, case: Case) -> None:
    """Only those who work on it."""
    if not rules.may_work(person, case):
        raise PermissionDenied


def _answer(request: HttpRequest, person: Person, case: Case, form: forms_staff.Answer) -> HttpResponse | None:
    try:
        media = answers.photos(request.FILES.getlist("photo"))
    except NotAPicture as problem:
        form.add_error("text", str(problem))
        return None
    told = form.cleaned_data
    post, meant = answers.answer(case.main, told["text"], by=person, media=media, decided=told["guard"])
    messages.success(request, _meant(meant, case))
    return redirect(f"{reverse('web:work-case', args=[case.number])}?said={post.pk}")


def _meant(meant: str, case: Case) -> str:
    case.refresh_from_db()
    if meant == "closes":
        return _("Answered, and the case is closed as done.")
    if meant == "hands_over" and case.in_charge:
        return _("Answered, and %(name)s has the case.") % {"name": case.in_charge.public_name}
    if meant == "hands_over" and case.department:
        return _("Answered, and the department has the case.")
    return _("Answered.")


def _do(request: HttpRequest, person: Person, case: Case, act: Act, told: dict[str, Any]) -> HttpResponse:
    back = reverse("web:work-case", args=[case.number])
    try:
        with transaction.atomic():
            post = act.do(case, person, told)
    except NotAllowed:
        messages.warning(request, _("That cannot be done with this case as it stands now."))
        return redirect(back)
    messages.success(request, _("It is written down."))
    case.refresh_from_db()
    if not rules.may_open(person, case):
        return redirect("web:work")
    return redirect(f"{back}?said={post.pk}" if post else back)


def _done_with_photo(request: HttpRequest, person: Person, case: Case) -> HttpResponse:
    """The choice of the photo was the tap."""
    back = reverse("web:work-case", args=[case.number])
    if request.method != "POST" or "photo" not in request.FILES:
        return redirect(back)
    try:
        media = answers.photos(request.FILES.getlist("photo"))
        with transaction.atomic():
            post = done_with(case, person, request.POST.get("text", ""), media)
    except NotAPicture as problem:
        messages.error(request, str(problem))
        return redirect(back)
    except NotAllowed:
        messages.warning(request, _("That cannot be done with this case as it stands now."))
        return redirect(back)
    messages.success(request, _("Done. The photo is on its way to the neighbour."))
    return redirect(f"{back}?said={post.pk}")


def _context(person: Person, case: Case) -> dict[str, Any]:
    town, language = Town.objects.current(), get_language() or "es"
    asked = answered.for_staff(case, language)
    works = rules.may_work(person, case)
    posts = show.load(case.main)
    said = show.said(
        posts, town_name=town.name, language=language, moderates=may_moderate(person), sorts=may_do_desk(person)
    )
    return {
        "case": case,
        **asked,
        "answers_url": reverse("web:work-answers", args=[case.number]) if works and asked["asks"] else "",
        "title": case.headline(language),
        "sign": badge(case),
        "due": due_words(case.due_at) if case.is_open else "",
        "category_name": in_language(case.category.name, language) if case.category else "",
        "department_name": in_language(case.department.name, language) if case.department else "",
        "lines": show.lines(said),
        "works": works,
        "done_url": _url(case, "photo") if works and BY_NAME["done"].offered(case) else "",
        "acts": [
            {"url": _url(case, act.name), "label": act.label, "icon": act.icon, "name": act.name}
            for act in ACTS
            if works and act.name not in {"note", "link", "unlink"} and act.offered(case)
        ],
        "notes": _notes(person, case, town_name=town.name, language=language),
        "note_form": forms_staff.Note() if rules.may_read_notes(person, case) and works else None,
        "steps": timeline(case, language, staff=True),
        "mark": tasks.mark(case, on=bool(tasks.marked(person, [case])), back="") if case.is_open else None,
        "link_url": _url(case, "link") if works else "",
        "see_also": beside.see_also(case, person=person, language=language),
        "others": max(0, case.reports.count() - 1),
        "desk_url": reverse("web:desk-letter", args=[case.main.pk]) if may_do_desk(person) else "",
        "public_url": "" if case.is_private else reverse("web:case", args=[case.number]),
        "asks": case.state == State.DONE,
        **_alike(person, case, posts),
        "page_title": case.headline(language),
    }


def _alike(person: Person, case: Case, posts: list[Post]) -> dict[str, Any]:
    """What may be the same thing, or is, for those who may join and part."""
    if not may_do_desk(person):
        return {"joined_to": case.joined_to}
    first = letter.first_letter(posts)
    part = reverse("web:desk-act", args=[case.main.pk, "part"])
    return {"joined_to": case.joined_to, "part_url": part, "likely": letter.likely(case, first.words if first else "")}


def _notes(person: Person, case: Case, *, town_name: str, language: str) -> list[Any]:
    if case.internal_conversation is None or not rules.may_read_notes(person, case):
        return []
    if not square.may_read(person, case.internal_conversation) and not rules.may_work(person, case):
        return []
    posts = show.load(case.internal_conversation)
    return show.lines(show.said(posts, town_name=town_name, language=language, moderates=False))


def _begun(request: HttpRequest, act: Act, case: Case, person: Person) -> Any:
    """The form, with the sentence that was chosen filled in, or the number of the case that was meant."""
    asked, number = request.GET.get("with", ""), request.GET.get("number", "")[:12]
    return act.form(initial={"number": number} if act.inside else beside.ready(asked, case, person))


def _url(case: Case, act: str) -> str:
    return reverse("web:work-act", args=[case.number, act])
