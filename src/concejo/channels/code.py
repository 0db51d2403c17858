# SPDX-License-Identifier: AGPL-3.0-or-later
"""A six-digit code that went to an address may come back as an answer to the letter that brought it."""

import re

from concejo.channels.contract import Said
from concejo.people import actions as people
from concejo.people.models import Address, Proof

_ALONE = re.compile(r"\W*(\d{3})\W?(\d{3})\W*")


def comes_back(said: Said, address: Address) -> bool:
    """The answer holds nothing but the code: whoever wrote it reads there, whatever its From line is worth."""
    found = _ALONE.fullmatch(said.text.strip().split("\n", 1)[0]) if said.text.strip() else None
    if found is None:
        return False
    wishes = address.proofs.filter(wish=Proof.Wish.LINK, proved_at=None, closed_at=None)
    row = wishes.order_by("-at").first()
    try:
        return row is not None and people.check(row, found.group(1) + found.group(2))
    except (people.NeedsCounter, people.NotWithStaff, people.TwoResidents):
        return True  # it was a code and no message; the page says what else is needed
