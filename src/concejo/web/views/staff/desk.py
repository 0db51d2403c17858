# SPDX-License-Identifier: AGPL-3.0-or-later
"""The front desk: what waits, the letter in the middle, its slip on the right; after each act the next one comes up."""

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concejo.cases import actions as cases
from concejo.cases.models import Case, Category
from concejo.cases.queries import case_of
from concejo.channels import busy
from concejo.channels.calls import to_make
from concejo.desk import queries as desk
from concejo.people.models import Person
from concejo.people.rules import may_do_desk
from concejo.square import actions as square
from concejo.square.models import Conversation, Post
from concejo.square.pictures import NotAPicture
from concejo.town import gazetteer
from concejo.town.models import Town
from concejo.web import answers, forms_staff, guarded
from concejo.web.show import answers as answered
from concejo.web.show.cases import badge, timeline
from concejo.web.show.staff import appeals, beside, letter, queue
from concejo.web.show.staff import case as show
from concejo.web.views.staff.acts import hand_over
from concejo.web.views.staff.door import for_staff, look_into


@for_staff(may_do_desk)
def desk_page(request: HttpRequest, person: Person) -> HttpResponse:
    """The letter that waits with the nearest deadline; a calm page when none does."""
    first = next(iter(desk.waiting(person, limit=1)), None)
    if first is None:
        context = _around(request, person, [], 0) | {"page_title": _("Desk")}
        return render(request, "web/staff/desk_empty.html", context)
    if not first.conversation.is_public:
        return redirect("web:desk-letter", first.conversation.pk)
    return _letter(request, person, first.conversation)


@for_staff(may_do_desk)
def letter_page(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """One letter."""
    conversation = get_object_or_404(
        Conversation.objects.exclude(visibility="internal").select_related("department"), pk=pk
    )
    return _letter(request, person, conversation)


def next_letter(
    person: Person, pk: int, *, rows: list[desk.Waiting], said: Post | None = None, joined: bool = False
) -> HttpResponse:
    """The letter below the one that was just dealt with; what was said or joined can be undone from there."""
    following = queue.after(rows, pk)
    url = reverse("web:desk-letter", args=[following]) if following else reverse("web:desk")
    undo = f"?said={said.pk}" if said else f"?joined={pk}" if joined else ""
    return redirect(url + undo)


def _letter(request: HttpRequest, person: Person, conversation: Conversation) -> HttpResponse:
    case = case_of(conversation.pk)
    closed = look_into(request, person, conversation, case)
    if closed:
        return closed
    posts = show.load(conversation)
    own = case if case and case.main == conversation else None
    town = Town.objects.current()
    first = letter.first_letter(posts)
    words, public = first.words if first else "", conversation.is_public
    asked = request.GET.get("with", "")
    begun = letter.slip(own, conversation, town) | (beside.ready(asked, own, person) if own else {})
    form = forms_staff.Letter(initial=begun, words=words, public=public)
    if request.method == "POST":
        form = forms_staff.Letter(
            request.POST, initial=letter.slip(own, conversation, town), words=words, public=public
        )
        if guarded.settled(form, request.POST, public=public and request.POST.get("readers") != "private"):
            rows = desk.waiting(person)
            done = _deal(request, person, conversation, own, form, first)
            if done:
                return next_letter(person, conversation.pk, rows=rows, said=done[0])
    context = _context(person, conversation, case, posts) | {"form": form, "own": own}
    context |= {"sentences": beside.choices("answer", chosen=asked) if own else []}
    context |= _around(request, person, desk.waiting(person), conversation.pk)
    return render(request, "web/staff/desk.html", context, status=422 if form.errors else 200)


def _deal(
    request: HttpRequest,
    person: Person,
    conversation: Conversation,
    case: Case | None,
    form: forms_staff.Letter,
    first: Post | None,
) -> tuple[Post | None] | None:
    """Sort it, answer it, hand it over, in one; `None` when something is still missing."""
    told, answers_it = form.cleaned_data, request.POST.get("do") == "answer"
    uploads = request.FILES.getlist("photo")
    if answers_it and not told["text"].strip() and not uploads:
        form.add_error("text", _("Please write a sentence, or add a photo."))
        return None
    try:
        media = answers.photos(uploads)
    except NotAPicture as problem:
        form.add_error("text", str(problem))
        return None
    with transaction.atomic():
        post = _act(person, conversation, case, told, first, media if answers_it else None)
    messages.success(request, _("Answered.") if answers_it else _("The slip is kept."))
    return (post,)


def _act(
    person: Person,
    conversation: Conversation,
    case: Case | None,
    told: dict[str, Any],
    first: Post | None,
    media: list[Any] | None,
) -> Post | None:
    if told.get("readers") == "private" and conversation.is_public:
        conversation = keep_private(conversation, case, person)
        first = conversation.posts.filter(pk=first.pk).first() if first else None
    if case is None and first and (told["kind"] or told["place"] or told["to"]) and case_of(conversation.pk) is None:
        case = cases.open_case(first, first.words, by=first.author or person, hints=_hints(told))
    elif case is not None:
        _sort(case, told, person)
    post = None
    if media is not None:
        post = answers.answer(conversation, told["text"], by=person, media=media, decided=told["guard"])[0]
    if case is not None:
        case.refresh_from_db()
        to = forms_staff.recipient(told["to"])
        if to and told["to"] != letter.in_charge(case) and case.is_open and not _named(post):
            hand_over(case, to=to, by=person, post=post)
    return post


def keep_private(conversation: Conversation, case: Case | None, person: Person) -> Conversation:
    """With its case, if it has one."""
    if case is None or case.conversation_id != conversation.pk:
        return square.seclude(conversation, by=person)
    cases.keep_private(case, by=person)
    return case.main


def _named(post: Post | None) -> bool:
    """The answer itself named a colleague, who has the case by now."""
    return post is not None and post.mentions.exists()


def _hints(told: dict[str, Any]) -> cases.Hints:
    spot = gazetteer.find_in(told["place"]) if told["place"] else None
    return cases.Hints(
        category=Category.objects.select_related("department").filter(slug=told["kind"]).first(),
        place=told["place"],
        street=spot.street if spot else None,
        lat=spot.lat if spot else None,
        lon=spot.lon if spot else None,
    )


def _sort(case: Case, told: dict[str, Any], person: Person) -> None:
    town = Town.objects.current()
    due, before = told["due"], letter.due_day(case, town)
    if told["kind"] != (case.category.slug if case.category else "") or told["place"] != case.place:
        cases.sort(case, hints=_hints(told), by=person)
    if due and due != before:
        midnight = datetime.combine(due + timedelta(days=1), time(0), town.zone)
        cases.set_deadline(case, due_at=midnight, by=person)


def _around(request: HttpRequest, person: Person, rows: list[desk.Waiting], current: int) -> dict[str, Any]:
    return {
        "queue": queue.lines(rows, current=current, language=get_language() or "es"),
        "count": desk.count(person),
        "oldest": min((row.since for row in rows), default=None),
        "calls": len(to_make()),
        "busy": busy.waiting_of_all(),
        "undo": show.undo_bar(person, request.GET.get("said", "")) or letter.undo_join(request.GET.get("joined", "")),
    }


def _asked(own: Case | None, language: str) -> dict[str, Any]:
    """What the kind asks and what was answered, below the slip: with another kind it is other questions."""
    if own is None:
        return {}
    told = answered.for_staff(own, language)
    return told | {"answers_url": reverse("web:work-answers", args=[own.number]) if told["asks"] else ""}


def _context(person: Person, conversation: Conversation, case: Case | None, posts: list[Post]) -> dict[str, Any]:
    town, language = Town.objects.current(), get_language() or "es"
    said = show.said(posts, town_name=town.name, language=language, moderates=True, sorts=True)
    first = letter.first_letter(posts)
    own = case if case and case.main == conversation else None
    rows = [desk.Waiting(conversation=conversation, case=own, joined=None if own else case, first=first,
                         why=desk.Why.NEW, since=conversation.opened_at, due_at=None)]  # fmt: skip
    return {
        "conversation": conversation,
        "case": case,
        "title": queue.title(rows[0], language),
        "sign": badge(case) if case else None,
        "lines": show.lines(said),
        "guard": letter.guard_box(posts),
        "appeal": appeals.of(conversation, person),
        "complaints": appeals.complained_of(conversation),
        "likely": letter.likely(own, first.words if first else ""),
        "burden": letter.burden(own),
        "streets": letter.streets(),
        "steps": timeline(own, language, staff=True) if own else [],
        "joined_to": own.joined_to if own else None,
        **_asked(own, language),
        "page_title": _("Desk"),
    }
