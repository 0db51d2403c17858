# SPDX-License-Identifier: AGPL-3.0-or-later
"""Streets from a file: what has no room is named with its line, and the rest comes in."""

from io import StringIO

import pytest

from concejo.town import gazetteer
from concejo.town.models import Place, Street

LINES = """name,place,number,lat,lon
calle Nueva,,,37.1,-3.6
calle Nueva,,12,,
calle Larga,{long},,,
calle Larga,,{number},,
{long},,,,
"""


@pytest.mark.django_db
def test_what_is_too_long_is_named_and_the_rest_comes_in() -> None:
    taken, wrong = gazetteer.load_csv(StringIO(LINES.format(long="x" * 121, number="1" * 11)))
    assert taken == 2
    assert [one.partition(":")[0] for one in wrong] == ["4", "5", "6"]
    assert (Street.objects.count(), Place.objects.get().number) == (1, "12")


@pytest.mark.django_db
def test_a_name_that_grows_when_folded_has_room() -> None:
    street = Street.objects.create(name="ß" * 120)
    assert len(street.folded) == 120
