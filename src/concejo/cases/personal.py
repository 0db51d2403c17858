# SPDX-License-Identifier: AGPL-3.0-or-later
"""What this room holds about somebody: what they reported, and who of the town hall looked into it."""

from django.db.models import QuerySet
from django.utils.translation import get_language

from concejo.cases import actions, questions
from concejo.cases.models import Case, Given, Report
from concejo.cases.states import OPEN
from concejo.core.words import in_language
from concejo.people.models import Look
from concejo.privacy.holdings import Holding, Row, Subject, holds, no_files


def tell(subject: Subject) -> dict[str, list[Row]]:
    """Their cases; whether they came first or joined; looks into the private ones and the private parts."""
    beside = ("case__category", "case__conversation", "case__private_conversation")
    reports = Report.objects.filter(address__in=subject.addresses).select_related(*beside).order_by("at")
    numbers = {about: one.case.number for one in reports for about in (one.case.ref, one.case.main.topic)}
    return {
        "cases": [
            {"number": one.case.number, "since": one.at, "through": one.via, "first": one.first,
             "kind": one.case.category.slug if one.case.category else "", "state": one.case.state,
             "place": one.case.place, "private": one.case.is_private}
            for one in reports
        ],
        "answers": [
            {"number": one.case.number, "at": one.at, "question": in_language(one.text, ""), "answer": _answer(one)}
            for one in _given(subject).select_related("case", "category").order_by("at", "id")
        ],
        "looks_into": [
            {"at": one.at, "by": one.by.public_name, "what": numbers[one.about], "reason": one.reason}
            for one in Look.objects.filter(about__in=numbers).select_related("by").order_by("number")
        ],
    }  # fmt: skip


def _given(subject: Subject) -> QuerySet[Given]:
    """What they answered themselves to what their kinds of case ask."""
    return Given.objects.filter(by__in=[f"address:{one}" for one in subject.addresses])


def _answer(given: Given) -> str:
    question = given.category.questions.filter(code=given.code).first()
    return questions.words_of(question, given.told, get_language() or "es")


def erase(subject: Subject) -> dict[str, int]:
    """The lamp stays a case of the town; of a private matter neither place nor plan is kept, and it waits no more.

    What they answered goes, of a private matter what the town hall wrote down for them too.
    """
    _given(subject).delete()
    reports = Report.objects.filter(address__in=subject.addresses)
    private = Case.objects.filter(pk__in=reports.values("case"), conversation=None)
    for case in private:
        if case.reports.exclude(address__in=subject.addresses).exists():
            continue
        if case.state in OPEN:
            actions.withdraw(case, by=reports.filter(case=case)[0].address)
        case.place, case.lat, case.lon, case.street = "", None, None, None
        case.save(update_fields=["place", "lat", "lon", "street"])
        case.given.all().delete()
    return {"cases": reports.count()}


holds(Holding("cases", tell, erase, no_files))
