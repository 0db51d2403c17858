# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which mail addresses this town has: refused at the door, so that nobody waits for an answer that cannot come."""

from dataclasses import dataclass, field

from concejo.channels.place import PUBLIC_LOCAL_PARTS
from concejo.people import links
from concejo.people.links import Purpose
from concejo.town.models import Handle, Town

PRIVATE_LOCAL_PARTS = frozenset({"buzon", "courrier", "post"})
_ALWAYS = PUBLIC_LOCAL_PARTS | PRIVATE_LOCAL_PARTS | {"postmaster", "abuse"}
_TOKENS = {"r": Purpose.REPLY, "b": Purpose.BOUNCE}


@dataclass(slots=True)
class Recipients:
    """A picture of the town's addresses, renewed every few seconds; asking it never touches the database."""

    domain: str = ""
    words: frozenset[str] = field(default_factory=frozenset)

    def renew(self) -> None:
        """Look again."""
        self.domain = Town.objects.current().mail_domain.lower()
        self.words = frozenset(Handle.objects.filter(retired=False).values_list("word", flat=True))

    def accepts(self, address: str) -> bool:
        """Departments and employees by their handle, the letter boxes, and addresses that carry a valid token."""
        local, _at, domain = address.lower().partition("@")
        word, plus, token = local.partition("+")
        if domain != self.domain:
            return False
        if plus and word in _TOKENS:
            return links.read(_TOKENS[word], token) is not None
        return word in _ALWAYS or word in self.words
