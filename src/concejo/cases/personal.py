# SPDX-License-Identifier: AGPL-3.0-or-later
"""What this room holds about somebody: what they reported."""

from concejo.cases import actions
from concejo.cases.models import Case, Report
from concejo.cases.states import OPEN
from concejo.privacy.holdings import Holding, Row, Subject, holds, no_files


def tell(subject: Subject) -> dict[str, list[Row]]:
    """Their cases; whether they came first or joined."""
    reports = Report.objects.filter(address__in=subject.addresses).select_related("case__category").order_by("at")
    return {
        "cases": [
            {"number": one.case.number, "since": one.at, "through": one.via, "first": one.first,
             "kind": one.case.category.slug if one.case.category else "", "state": one.case.state,
             "place": one.case.place, "private": one.case.is_private}
            for one in reports
        ]
    }  # fmt: skip


def erase(subject: Subject) -> dict[str, int]:
    """The lamp stays a case of the town; of a private matter neither place nor plan is kept, and it waits no more."""
    reports = Report.objects.filter(address__in=subject.addresses)
    private = Case.objects.filter(pk__in=reports.values("case"), conversation=None)
    for case in private:
        if case.reports.exclude(address__in=subject.addresses).exists():
            continue
        if case.state in OPEN:
            actions.withdraw(case, by=reports.filter(case=case)[0].address)
        case.place, case.lat, case.lon, case.street = "", None, None, None
        case.save(update_fields=["place", "lat", "lon", "street"])
    return {"cases": reports.count()}


holds(Holding("cases", tell, erase, no_files))
