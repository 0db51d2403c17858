# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the front and the views do with a POST: look it through, keep it with all that wait, answer with its number."""

from collections.abc import Sequence
from typing import IO

from django.utils import translation
from django.utils.translation import gettext as _

from concejo.api import accept, params, report, update, wire
from concejo.api.accept import Given
from concejo.api.keys import AtHand
from concejo.api.report import Report
from concejo.api.update import Update
from concejo.core import clock
from concejo.town.models import Town

Taken = Report | Update
commit = accept.commit
REPORTS, UPDATES = "requests", "servicerequestupdates"


class Door:
    """One for each process."""

    def __init__(self) -> None:
        self._at_hand = AtHand()

    def read(self, what: str, content_type: str, body: IO[bytes], size: int) -> Taken:
        """A report or an update, looked through; raises `Wrong`."""
        known = self._at_hand.known()
        with translation.override(known.town.language):
            told = params.read(content_type, body, size)
            if what == UPDATES:
                return update.read(told, known)
            return report.read(told, known, at=clock.now())


def answer(taken: Taken, given: Given, how: str) -> bytes:
    """The number, and a notice where the client must know something (GeoReport v2, POST Service Request)."""
    if isinstance(taken, Update):
        return wire.write("service_request_updates", [{"update_id": given.number}], how)
    notice = None
    if taken.private:
        with translation.override(Town.objects.current().language):
            notice = _("This is a private matter: it is not published, and the town hall answers in private.")
    told = {"service_request_id": given.number, "service_notice": notice, "account_id": None}
    return wire.write("service_requests", [told], how)


def keep(taken: Taken) -> Given:
    """One alone, for whoever does not come through the front."""
    kept: Sequence[Given | Exception] = commit([taken])
    if isinstance(kept[0], Exception):
        raise kept[0]
    return kept[0]
