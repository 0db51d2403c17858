# SPDX-License-Identifier: AGPL-3.0-or-later
"""The guard's rules on examples written for them, on hostile text, and with what the town knows."""

import time

import pytest

from concejo.privacy.guard import CERTAIN, Known, check
from guard_examples import examples

PLANTED = [one for one in examples() if one[2]]
INNOCENT = [one for one in examples() if not one[2]]


@pytest.mark.parametrize(("language", "text", "items"), PLANTED, ids=[text[:40] for _l, text, _i in PLANTED])
def test_what_is_planted_is_found(language, text, items):
    found = check(text, language=language).findings
    for start, end, kind in items:
        assert any(one.kind == kind and one.start < end and start < one.end for one in found), (kind, found)


@pytest.mark.parametrize(("language", "text", "_items"), INNOCENT, ids=[text[:40] for _l, text, _i in INNOCENT])
def test_what_is_innocent_stays(language, text, _items):
    assert check(text, language=language).findings == ()


def test_the_language_need_not_be_told():
    assert [one.kind for one in check("My number is 07700 900123 and I have dementia").findings] == ["phone", "health"]


@pytest.mark.parametrize(
    "piece",
    ["1", "a", "A1 ", "12 rue ", "Ana Ruiz ", "@a.", "ES91 ", "mi hijo de ", "my mother at 12 ", ".-", "(((", "calle "],
)
def test_hostile_text_takes_time_that_grows_with_its_length_and_no_faster(piece):
    """Four times the text takes less than twelve times the work: a square would take sixteen."""
    spent = []
    for letters in (25_000, 100_000):
        text = piece * (letters // len(piece))
        check(text[:1000])
        begun = time.process_time()
        check(text)
        spent.append(time.process_time() - begun)
    assert spent[1] < max(12 * spent[0], 3.0)  # one that grows too fast takes minutes


def test_what_the_town_knows_is_nobodys():
    known = Known(contacts=frozenset({"958000100"}), names=frozenset({"ana ruiz"}))
    assert check("Llamen al 958 00 01 00 y pregunten por Ana Ruiz", language="es", known=known).findings == ()


def test_what_is_certain_is_masked_and_never_guessed():
    assert {"id", "iban", "card", "phone", "email"} == set(CERTAIN)
