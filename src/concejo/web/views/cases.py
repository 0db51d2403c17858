# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases for everybody: the list, and the page of one."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concejo.cases.models import Case, Category, Tombstone
from concejo.cases.states import SIGNS, State
from concejo.cases.thanks import thanks_for
from concejo.cases.topics import topic_words
from concejo.core.kept import kept, shows
from concejo.core.words import in_language
from concejo.people.models import Look
from concejo.square.models import Media, Post
from concejo.town.models import Area, Department, Street, Town
from concejo.web import live
from concejo.web.follows import url_of
from concejo.web.forms_kinds import to_narrow
from concejo.web.show import answers, cards, drawn
from concejo.web.show.cases import badge, line, timeline
from concejo.web.show.charts import chart
from concejo.web.show.paging import page_of
from concejo.web.show.pair import before_and_after
from concejo.web.show.staff.beside import see_also
from concejo.web.views.square import fresh_url

PER_PAGE = 25


@kept
def list_page(request: HttpRequest) -> HttpResponse:
    """Cases by state, kind, department and street."""
    language = get_language() or "es"
    which = request.GET.get("which", "open")
    rows = _which(Case.objects.public().with_line(), which)
    rows = _filtered(rows, request)
    page = page_of(request, rows.order_by("-opened_at", "-id"), per_page=PER_PAGE)
    context = {
        "lines": [line(case, language) for case in page.rows],
        "pager": page.pager,
        "which": which,
        "choices": _choices(request, which),
        "kinds": to_narrow(language),
        "departments": [
            (one.handle.word, in_language(one.name, language))
            for one in Department.objects.active().select_related("handle")
        ],
        "chosen": {name: request.GET.get(name, "") for name in ("category", "department", "street", "area")},
        "areas": [(str(one.pk), one.name) for one in Area.objects.only("name")],
        "page_title": _("Cases"),
        "feed_url": reverse("web:cases-feed"),
        **_followed(request, language),
    }
    return shows(render(request, "web/cases.html", context), "cases", "titles")


@kept
def case_page(request: HttpRequest, number: str) -> HttpResponse:
    """One case; private and unknown are the same 404."""
    case = Case.objects.public().with_all().filter(number=number).first()
    if case is None:
        return forgotten_page(request, number)
    joined = [case.joined_to.ref, "titles"] if case.joined_to else []
    joined += [one.ref for one in case.see_also.only("pk")]
    return shows(render(request, "web/case.html", case_context(case)), case.ref, case.main.topic, *joined)


def forgotten_page(request: HttpRequest, number: str) -> HttpResponse:
    """What is left of a public case whose years are over; of a private one, and of none, the same 404."""
    stone = Tombstone.objects.select_related("category", "department").filter(number=number, private=False).first()
    if stone is None:
        raise Http404
    context = {"stone": stone, "sign": SIGNS[State(stone.state)], "page_title": stone.number}
    return render(request, "web/forgotten.html", context, status=410)


def case_context(case: Case) -> dict[str, Any]:
    """Everything that the page of a public case shows; nothing depends on who reads it."""
    town, language = Town.objects.current(), get_language() or "es"
    posts = list(Post.objects.filter(conversation=case.main).with_people())
    said = cards.cards(posts, town_name=town.name, language=language)
    thread = cards.with_asides(said, posts)
    followers = case.main.participants.count()
    return {
        "case": case,
        "title": case.headline(language),
        "sign": badge(case),
        "posts": thread,
        "pair": before_and_after(case, posts, said),
        "thanks": _thanks(case, posts, said),
        "see_also": see_also(case, person=None, language=language),
        "steps": timeline(case, language),
        "lockbox": lockbox(case, aside=any(one.withheld for one in thread)),
        "others": max(0, case.reports.count() - 1),
        "followers": followers,
        "fresh_url": fresh_url(case.main, said),
        "live_url": live.url_of(case.main),
        "department": case.department,
        "in_charge": case.in_charge,
        "category_name": in_language(case.category.name, language) if case.category else "",
        "joined_to": case.joined_to,
        "answers": answers.for_everybody(case, language),
        "page_title": case.headline(language),
        "page_url": town.url(reverse("web:case", args=[case.number])),
        "page_description": next(((one.about or one.text)[:160] for one in said if one.text), ""),
        "page_image": _image(town, said),
        "feed_url": reverse("web:case-feed", args=[case.number]),
        "follow_url": f"{reverse('web:follow')}?topic={case.main.topic}",
        **on_the_map(case),
    }


def on_the_map(case: Case) -> dict[str, Any]:
    """Where it lies, drawn, and as an address that any map app of a telephone opens."""
    if case.lat is None or case.lon is None:
        return {}
    pin = drawn.Mark(number=case.number, state=case.state, lat=case.lat, lon=case.lon, pin=1)
    return {
        "drawing": drawn.drawing([pin]), "chart": chart(lat=f"{case.lat:.6f}", lon=f"{case.lon:.6f}"),
        "geo": f"geo:{case.lat:.6f},{case.lon:.6f}", "says": case.place,
    }  # fmt: skip


def _thanks(case: Case, posts: list[Post], said: list[cards.Card]) -> list[dict[str, Any]]:
    """The last three words of thanks, as the conversation shows them."""
    thankful = {post.pk for post in thanks_for(case, posts)}
    return [{"text": one.text, "who": one.who_name, "at": one.at} for one in said if one.id in thankful][-3:]


def lockbox(case: Case, *, aside: bool = False) -> dict[str, Any]:
    """What is not shown, and how often somebody looked at it."""
    hidden = [_("The name and address of whoever told us.")]
    if aside or (case.private_conversation_id and case.conversation_id):
        hidden.append(_("A line that is private."))
    if case.main.posts.filter(state=Post.State.HELD).exists():
        hidden.append(_("A message that waits to be confirmed."))
    if Media.objects.filter(post__conversation=case.main, looked_at=None).exists():
        hidden.append(_("A photo or file that nobody of the town hall has looked at yet."))
    looks = Look.objects.filter(about=case.ref).count()
    return {"hidden": hidden, "looks": _("Looked at %(n)d times by the town hall.") % {"n": looks} if looks else ""}


def _image(town: Town, said: list[cards.Card]) -> str:
    photo = next((photo for one in reversed(said) for photo in one.photos), None)
    return town.url(photo.url) if photo else ""


def _which(rows: Any, which: str) -> Any:
    if which == "mended":
        return rows.filter(state=State.MENDED)
    if which == "closed":
        return rows.closed()
    return rows if which == "all" else rows.open()


def _filtered(rows: QuerySet[Case], request: HttpRequest) -> QuerySet[Case]:
    told = request.GET
    if told.get("category"):
        rows = rows.filter(category__in=Category.objects.chosen(told["category"]))
    if told.get("department"):
        rows = rows.filter(department__handle__word=told["department"])
    if told.get("area", "").isdigit():
        rows = rows.filter(area=Area.objects.filter(pk=int(told["area"])).first())
    if told.get("street", "").isdigit():
        rows = rows.filter(street=Street.objects.filter(pk=int(told["street"])).first())
    return rows


def _followed(request: HttpRequest, language: str) -> dict[str, Any]:
    """What the list is about, the narrowest thing first, and how to hear of it."""
    told = request.GET
    kind = Category.objects.filter(slug=told.get("category", "")[:40]).values_list("pk", flat=True).first()
    whose = Department.objects.filter(handle__word=told.get("department", "")[:40]).values_list("pk", flat=True).first()
    keys = {"street": told.get("street", ""), "area": told.get("area", ""), "category": kind, "department": whose}
    topics = [f"{name}:{key}" for name, key in keys.items() if key and str(key).isdigit()]
    named = [(topic, words) for topic in topics if (words := topic_words(topic, language))]
    if not named:
        return {}
    return {
        "about": " · ".join(words for _topic, words in named),
        "follow_urls": [(url_of(topic), words) for topic, words in named],
    }


def _choices(request: HttpRequest, which: str) -> list[dict[str, Any]]:
    rows = []
    for value, label in (("open", _("Open")), ("mended", _("Mended")), ("closed", _("Closed")), ("all", _("All"))):
        query = request.GET.copy()
        query.pop("page", None)
        query["which"] = value
        rows.append({"url": f"?{query.urlencode()}", "label": label, "current": value == which})
    return rows
