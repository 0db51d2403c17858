# SPDX-License-Identifier: AGPL-3.0-or-later
"""A conversation is followed through other servers: what was answered, and what was answered to that.

Other servers decide where the way leads, so everything is bounded: documents, documents of one server, depth, pages of
a collection, seconds. What was asked for once is not asked for again, so circles end. Only what everybody may read
counts, and only as its own server says it.
"""

import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from concejo.channels import stances
from concejo.fediverse import notes, remote
from concejo.fediverse.shapes import host_of, is_link, several, who
from concejo.fediverse.wire import KIND

Json = dict[str, Any]
MOST_DOCUMENTS, MOST_OF_A_SERVER, MOST_PAGES, MOST_OF_A_PAGE = 40, 20, 3, 40
UP, DOWN = 8, 3
"""How many answers up and down from what is known here."""
SECONDS, SECONDS_FOR_ONE = 40.0, 6.0


@dataclass(slots=True)
class Found:
    """A note of another server, as that server gave it."""

    note: Json
    author: str


@dataclass(slots=True)
class Walk:
    """One way through other servers; `ours` says which addresses are the town's, `known` which notes are here."""

    ours: str
    known: Callable[[list[str]], set[str]]
    gone: list[str] = field(default_factory=list)
    """Names under which their server says that there is nothing any more."""
    _seen: set[str] = field(default_factory=set)
    _asked: Counter[str] = field(default_factory=Counter)
    _until: float = field(default_factory=lambda: time.monotonic() + SECONDS)
    _refused: dict[str, bool] = field(default_factory=dict)

    def from_notes(self, names: list[str]) -> Iterator[Found]:
        """What stands above and below those notes and is not here yet, each once."""
        line = deque((name, DOWN) for name in names)
        here = set(names)
        while line:
            name, depth = line.popleft()
            found = self.note(name)
            if found is None:
                continue
            if name in here:
                yield from self._above(found)
            else:
                yield found
            if depth:
                fresh = self._below(found.note)
                line.extend((one, depth - 1) for one in fresh if one not in self.known([one]))

    def note(self, name: str) -> Found | None:
        """Something written that everybody may read, as its own server gives it."""
        said = self._fetch(name)
        author = who(said.get("attributedTo")) if said else ""
        if said is None or not notes.is_written(said) or not notes.is_public(said) or notes.is_vote(said):
            return None
        if who(said) != name or host_of(author) != host_of(name):
            return None
        return Found(said, author)

    def _above(self, found: Found) -> Iterator[Found]:
        for _step in range(UP):
            names = notes.answered(found.note)[:1]
            if not names or self._is_ours(names[0]) or self.known(names):
                return
            above = self.note(names[0])
            if above is None:
                return
            yield above
            found = above

    def _below(self, said: Json) -> list[str]:
        """Names of the answers that its server knows; a collection may stand there whole, by name, or in pages."""
        found: list[str] = []
        page = self._whole(said.get("replies"))
        for _page in range(MOST_PAGES):
            if page is None:
                break
            items = [one for name in ("items", "orderedItems") for one in several(page.get(name))]
            found += [one for one in map(who, items[:MOST_OF_A_PAGE]) if one and not self._is_ours(one)]
            page = self._whole(page.get("first") or page.get("next"))
        return list(dict.fromkeys(found))

    def _whole(self, thing: Any) -> Json | None:
        if isinstance(thing, dict) and {"items", "orderedItems", "first"} & set(thing):
            return thing
        name = who(thing)
        return self._fetch(name) if name else None

    def _is_ours(self, name: str) -> bool:
        return name.startswith(f"{self.ours}/")

    def _fetch(self, name: str) -> Json | None:
        host = host_of(name)
        left = self._until - time.monotonic()
        spent = self._asked.total() >= MOST_DOCUMENTS or self._asked[host] >= MOST_OF_A_SERVER or left <= 0
        if spent or name in self._seen or not is_link(name) or self._is_ours(name) or self._refuses(host):
            return None
        self._seen.add(name)
        self._asked[host] += 1
        try:
            return remote.fetch(name, seconds=min(left, SECONDS_FOR_ONE))
        except remote.Gone:
            self.gone.append(name)
        except remote.NotFetched:
            pass
        return None

    def _refuses(self, host: str) -> bool:
        server = host.partition(":")[0]
        if server not in self._refused:
            self._refused[server] = stances.refuses_all(KIND, server)
        return self._refused[server]
