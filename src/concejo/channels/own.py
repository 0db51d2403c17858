# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody asks by mail what the town holds about them, or who looked: a code goes back to that address.

The letter itself proves nothing, so nothing is told in the answer but the way: a link, and the code that opens it.
"""

import re

from concejo.channels.contract import Said
from concejo.core.words import fold
from concejo.people import actions as people
from concejo.people import levels
from concejo.people.models import Address, Proof
from concejo.people.rules import is_staff

MOST = 160
"""Letters; whoever writes more than that tells something else too, and a person reads it."""
_ASKS = re.compile(
    r"quien ha (?:mirado|visto|consultado|leido) (?:lo mio|mis (?:datos|cosas|avisos|mensajes)|mi (?:expediente|ficha))"
    r"|que (?:datos )?(?:tienen|guardan|saben)(?: ustedes)? (?:de|sobre) mi|(?:quiero ver|quisiera ver|envienme"
    r"|ver) mis datos"
    r"|qui a (?:regarde|vu|consulte|lu) (?:mes (?:donnees|messages|signalements)|mon dossier)"
    r"|que (?:savez|gardez|detenez|avez)[- ]vous (?:sur|de) moi|(?:voir|consulter|acces a) mes donnees"
    r"|who (?:has )?(?:looked|seen|looked at|read) (?:at )?my (?:data|file|messages|things|details)"
    r"|what (?:do you|does the town(?: hall)?) (?:hold|know|keep|have) (?:about|of|on) me|(?:see|show me"
    r"|send me) my data"
)
_ALONE = frozenset({"mis datos", "mes donnees", "my data", "my file", "mi expediente", "mon dossier"})
"""As the whole subject or the whole letter."""


def asks(said: Said) -> bool:
    """The letter is that question and nothing else."""
    told = [fold(one).strip(" .!?¿¡\n") for one in (said.subject, said.text)]
    if len(said.text.strip()) > MOST or said.enclosures:
        return False
    return any(one in _ALONE for one in told) or any(_ASKS.search(one) for one in told)


def answers(said: Said, address: Address) -> bool:
    """A code and the way to one's own page go to the address it came from; a colleague's letter is read by a person."""
    if address.scheme != "mailto" or (address.person and is_staff(address.person)) or not asks(said):
        return False
    if not levels.may("people.ask_own", via="email", holds=levels.of(address)):
        return False
    try:
        people.ask(address, Proof.Wish.ENTER)
    except people.TooManyCodes:
        return True  # so many went there within the hour that one of them is at hand
    return True
