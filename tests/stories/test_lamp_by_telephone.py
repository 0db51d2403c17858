# SPDX-License-Identifier: AGPL-3.0-or-later
"""Carmen, 81, telephones; the clerk writes it down, and she is called back."""

import pytest
from django.test import Client

from cast import Cast
from concejo.cases import actions as cases
from concejo.cases.models import Case, State
from concejo.channels.models import Delivery

pytestmark = pytest.mark.django_db


def test_carmen_is_called_back_when_it_is_done(town: Cast) -> None:
    post = town.hears("Carmen", "La farola junto a la plaza Mayor no luce", via="phone")
    case = Case.objects.get()
    town.says("Rosario", "Gracias. @miguel pasa mañana.", to=post)
    town.says("Miguel", "Cambiada la bombilla.", to=case, media=(town.photo(),))
    case.refresh_from_db()
    assert case.state == State.DONE
    calls = Delivery.objects.to_telephone()
    assert {one.address.urn for one in calls} == {"tel:+34958000731"}
    assert {one.outcome for one in calls} == {"by_hand"}, "somebody has to call; no machine pretends to have done it"


def test_her_number_stands_nowhere_in_public(town: Cast) -> None:
    town.hears("Carmen", "La farola de la calle Real no luce. Mi teléfono es el 958 00 07 31, soy Carmen.", via="phone")
    case = Case.objects.get()
    client = Client()
    for path in ("/", "/talk/", f"/c/{case.number}/", "/feed/", "/cases/feed/", "/search/?q=farola", "/now/"):
        page = client.get(path).content.decode()
        assert "958 00 07 31" not in page, path
        assert "958000731" not in page, path
    cases.withdraw(case, by=case.reports.get().address)
