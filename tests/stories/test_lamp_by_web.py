# SPDX-License-Identifier: AGPL-3.0-or-later
"""The lamp that gets mended, told on the web."""

import pytest

from cast import Cast, address
from concejo.cases import actions as cases
from concejo.cases.models import Case, State

pytestmark = pytest.mark.django_db


def test_a_lamp_is_out_and_gets_mended(town: Cast) -> None:
    post = town.hears("Alejandra", "Buenas noches. La farola de la calle Alfareros, 12, está apagada.")
    case = Case.objects.get()
    assert (case.state, case.category.slug, case.place) == (State.RECEIVED, "lamp", "calle Alfareros, 12")
    assert [one.cause for one in town.told("Alejandra")] == ["received"]

    town.says("Rosario", "Gracias, Alejandra. @miguel, ¿la miras mañana a primera hora?", to=post)
    case.refresh_from_db()
    assert (case.state, case.in_charge) == (State.ASSIGNED, town["Miguel"])

    town.says("Miguel", "Era el balasto. Prueba hecha: luce.", to=case, media=(town.photo(),))
    case.refresh_from_db()
    assert case.state == State.DONE
    assert [one.cause for one in town.told("Alejandra")] == ["received", "post", "post"]

    cases.mended(case, by=address("Alejandra"))
    assert Case.objects.get().state == State.MENDED
