# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which mail addresses this town has: refused at the door, so that nobody waits for an answer that cannot come."""

from concejo.channels.place import PUBLIC_LOCAL_PARTS
from concejo.people import links
from concejo.people.links import Purpose
from concejo.town.models import Handle, Town

PRIVATE_LOCAL_PARTS = frozenset({"buzon", "courrier", "post"})
_TOKENS = {"r": Purpose.REPLY, "b": Purpose.BOUNCE}


def accepts(address: str) -> bool:
    """Departments and employees by their handle, the two letter boxes, and addresses that carry a valid token."""
    local, _at, domain = address.lower().partition("@")
    if domain != Town.objects.current().mail_domain.lower():
        return False
    word, plus, token = local.partition("+")
    if plus and word in _TOKENS:
        return links.read(_TOKENS[word], token) is not None
    if word in PUBLIC_LOCAL_PARTS | PRIVATE_LOCAL_PARTS | {"postmaster", "abuse"}:
        return True
    return Handle.objects.filter(word=word, retired=False).exists()
