# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two towns exchange a case by Open311, from the report to "mended" and back again, over TLS, one down for an hour.

`over_tls.py` tells the stories; it is run once, in a place of its own, and each of its stories stands here by its name.
"""

import re
from pathlib import Path

import pytest

from counterparts import names

FILE = Path(__file__).with_name("over_tls.py")
STORIES = [
    "test_a_lamp_on_the_border_is_mended_by_the_other_town[json]",
    "test_a_lamp_on_the_border_is_mended_by_the_other_town[xml]",
    "test_and_back_again",
]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What pytest said of every story."""
    return names.tell(FILE, tmp_path_factory.mktemp("names"))


@pytest.mark.parametrize("story", STORIES)
def test_a_case_goes_to_the_other_town_and_back(told: str, story: str) -> None:
    found = re.search(rf"{re.escape(story)} (\w+)", told)
    assert found, told[-6000:]
    assert found[1] == "PASSED", told.partition(f" {story} _")[2][:6000] or told[-6000:]
