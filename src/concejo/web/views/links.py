# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signed links and slips: a link leads to a page, a button acts, because mail scanners open links too."""

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from concejo.cases import actions as cases
from concejo.cases import questions
from concejo.cases.models import Case, Report
from concejo.cases.rules import may_neighbour
from concejo.cases.states import State
from concejo.people import actions as people
from concejo.people import levels, links
from concejo.people.models import Address, Proof
from concejo.people.queries import address_of, looks_at
from concejo.square import actions as square
from concejo.square.models import Media, Post
from concejo.town.models import Town
from concejo.web import confirmations
from concejo.web.origin import limited, open_form
from concejo.web.show import findings
from concejo.web.show.cases import badge, timeline
from concejo.web.views.cases import case_context, forgotten_page

ACTS = {
    "mended": "cases.say_mended", "broken": "cases.reopen", "withdraw": "cases.withdraw", "say": "square.comment",
}  # fmt: skip
"""What a case's link can do, by the last word of its address."""


@never_cache
def mine_page(request: HttpRequest, number: str, token: str) -> HttpResponse:
    """Her own view of a case: follow it, say whether it is mended, add something."""
    if not Case.objects.filter(number=number).exists():
        return forgotten_page(request, number)
    report = find_report(number, token)
    case = report.case
    if not case.is_private:
        context = case_context(case) | _mine(report, token)
        return render(request, "web/case.html", context)
    return render(request, "web/mine_private.html", _private(case) | _mine(report, token))


@never_cache
@open_form
@limited("mine", an_hour=1200)
def act_page(request: HttpRequest, number: str, token: str, act: str) -> HttpResponse:
    """Confirm, reopen, withdraw or add: the link asks once more, the button acts."""
    report = find_report(number, token)
    if act == "read":
        return _read(request, report, token)
    if act not in ACTS:
        raise Http404
    if request.method == "POST":
        _act(request, report, act)
        return redirect("web:mine", number, token)
    confirm = confirmations.of_report(report, act, back=reverse("web:mine", args=[number, token]))
    return render(request, "web/confirm.html", {"confirm": confirm, "page_title": confirm["title"]})


@never_cache
@open_form
def publish_page(request: HttpRequest, token: str) -> HttpResponse:
    """One tap, and the town can read it; the other button keeps it between her and the town hall."""
    row = links.read(links.Purpose.PUBLISH, token)
    post = get_object_or_404(Post.objects.select_related("author", "conversation"), pk=row or 0)
    if request.method == "POST" and post.state == Post.State.HELD and post.author:
        if "yes" in request.POST and levels.may("square.make_public", via="web", holds=_party(post.author)):
            people.prove(post.author)
            people.choose_public(post.author)
            if square.confirm(post, by=post.author.ref):
                return redirect("web:conversation", post.conversation_id)
            title = _("Thank you. Somebody of the town hall looks at it first; the work goes on meanwhile.")
            return render(request, "web/done.html", {"title": title, "page_title": _("Done")})
        cases.say_privately(post, by=post.author)
        title = _("It stays between you and the town hall. The answer goes to you alone.")
        return render(request, "web/done.html", {"title": title, "page_title": _("Done")})
    context = {
        "post": post,
        "waits": post.state == Post.State.HELD,
        "marked": findings.of_held(post),
        "proved": post.held_for == square.HELD,
        "page_title": _("May everybody read it?"),
    }
    return render(request, "web/publish.html", context)


@never_cache
@open_form
@limited("slip", an_hour=300)
def slip_page(request: HttpRequest) -> HttpResponse:
    """Somebody comes back with the number and the code of a slip."""
    wrong = False
    if request.method == "POST":
        address = address_of(f"slip:{links.code_path(request.POST.get('code', ''))}")
        number = re.sub(r"\s", "", request.POST.get("number", ""))
        report = Report.objects.filter(case__number=number, address=address).first() if address else None
        if report and levels.may("cases.find_again", via="slip", holds=_party(report.address)):
            return redirect("web:mine", number, links.make(links.Purpose.CASE, report.pk))
        wrong = True
    context = {
        "wrong": wrong,
        "number": request.POST.get("number", request.GET.get("number", ""))[:12],
        "page_title": _("I have a number and a code"),
    }
    return render(request, "web/slip.html", context, status=422 if wrong else 200)


def _party(address: Address) -> frozenset[levels.Level]:
    """Whoever holds the signed link or the slip of a matter takes part in it."""
    return levels.of(address, party=True)


def find_report(number: str, token: str) -> Report:
    """By the signed link that only whoever told of the case has."""
    row = links.read(links.Purpose.CASE, token)
    rows = Report.objects.select_related("address", "case").filter(case__number=number)
    report = get_object_or_404(rows, pk=row or 0)
    if not levels.may("cases.find_again", via="web", holds=_party(report.address)):
        raise Http404
    return report


def _mine(report: Report, token: str) -> dict[str, Any]:
    case = report.case
    args = [case.number, token]
    seen = looks_at(case.ref, case.main.topic, report.address.ref)
    asks = case.state == State.DONE
    withdraws = case.is_open and report.first and not case.reports.exclude(pk=report.pk).exists()
    return {
        "mine": reverse("web:mine", args=args),
        "joined_at": None if report.first else report.at,
        "looks": [{"at": one.at, "who": one.by.public_name, "reason": one.reason} for one in seen],
        "say_url": reverse("web:mine-act", args=[*args, "say"]),
        "own_photos": _own_photos(report, args),
        **_questions(report, args),
        "withdraw_url": reverse("web:mine-act", args=[*args, "withdraw"]) if withdraws else "",
        "read_url": reverse("web:mine-act", args=[*args, "read"]) if report.address.scheme == "mailto" else "",
        "broken_url": reverse("web:mine-act", args=[*args, "broken"]) if not case.is_open else "",
        "ask": {
            "post": True,
            "yes_url": reverse("web:mine-act", args=[*args, "mended"]),
            "no_url": reverse("web:mine-act", args=[*args, "broken"]),
            "small": _("If you say no, it is open again and whoever did it sees it at once."),
        }
        if asks
        else None,
    }


def _questions(report: Report, args: list[str]) -> dict[str, Any]:
    """What the kind still wants to know, and the page where it is answered."""
    case = report.case
    asks = case.is_open and any(one.variable for one in questions.of(case.category))
    return {
        "answers_url": reverse("web:mine-answers", args=args) if asks else "",
        "wanting": len(questions.missing(case)) if asks else 0,
    }


def _own_photos(report: Report, args: list[str]) -> list[dict[str, str]]:
    """Each photo that she sent, so that she covers more of it."""
    sent = Media.objects.filter(
        kind=Media.Kind.PHOTO, post__author=report.address, post__conversation=report.case.conversation_id
    )
    rows = []
    for number, one in enumerate(sent, start=1):
        label = _("Cover something in your photo %(n)d") % {"n": number}
        rows.append({"url": reverse("web:mine-photo", args=[*args, one.name]), "label": label})
    return rows


def _private(case: Case) -> dict[str, Any]:
    """Of a private matter the link shows the steps alone; its words are read where they were sent."""
    language = get_language() or "es"
    return {
        "case": case, "title": case.headline(language), "sign": badge(case), "steps": timeline(case, language),
        "page_title": case.number, "town_name": Town.objects.current().name,
    }  # fmt: skip


def _read(request: HttpRequest, report: Report, token: str) -> HttpResponse:
    """A link can be passed on, so private words open with a code that goes to the address they came from."""
    if request.method != "POST" or report.address.scheme != "mailto":
        return redirect("web:mine", report.case.number, token)
    try:
        proof = people.ask(report.address, Proof.Wish.ENTER)
    except people.TooManyCodes:
        title = _("So many codes went there within the hour that no more go.")
        return render(request, "web/done.html", {"title": title, "page_title": _("A code for you")}, status=429)
    return redirect("web:own-code", links.make(links.Purpose.CODE, proof.pk))


def _act(request: HttpRequest, report: Report, act: str) -> None:
    case, address = report.case, report.address
    if not may_neighbour(ACTS[act], address, case, via="slip" if address.scheme == "slip" else "web"):
        raise Http404
    if act == "mended" and case.state == State.DONE:
        cases.mended(case, by=address)
    elif act == "broken" and not case.is_open:
        cases.still_broken(case, by=address)
    elif act == "withdraw" and case.is_open and case.reports.count() == 1:
        cases.withdraw(case, by=address)
    elif act == "say" and request.POST.get("text", "").strip():
        confirmations.add_words(report, request.POST["text"].strip()[:5000], language=get_language() or "")
