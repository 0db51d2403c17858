# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finished pieces of pages, kept by this process: the least lately used goes when there are too many bytes.

A piece is kept under its name together with the version of what it shows; with another version it is made anew, in the
same place. Nothing in a piece may depend on who reads it.
"""

import sys
import threading
from collections import OrderedDict
from collections.abc import Hashable

from django.utils.safestring import SafeString

MOST = 24 * 1024 * 1024
"""Bytes."""
_AROUND = 400
"""Bytes that a name, a version and their place take, roughly."""


class Fragments:
    """A plain store, bounded by bytes, for the threads of one process."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, tuple[Hashable, SafeString]] = OrderedDict()
        self._lock = threading.Lock()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def size(self) -> int:
        """Bytes that are kept."""
        return self._bytes

    def find(self, name: Hashable, version: Hashable) -> SafeString | None:
        """The piece, if it was made from that version."""
        with self._lock:
            found = self._kept.get(name)
            if found is None or found[0] != version:
                return None
            self._kept.move_to_end(name)
            return found[1]

    def keep(self, name: Hashable, version: Hashable, piece: SafeString) -> SafeString:
        """Keep a piece instead of what stood under its name; returns it."""
        with self._lock:
            self._drop(name)
            self._kept[name] = (version, piece)
            self._bytes += _weight(piece)
            while self._bytes > self._most and self._kept:
                self._drop(next(iter(self._kept)))
        return piece

    def forget(self) -> None:
        """Everything goes: somebody's words were erased, and no copy of them may stay."""
        with self._lock:
            self._kept.clear()
            self._bytes = 0

    def _drop(self, name: Hashable) -> None:
        gone = self._kept.pop(name, None)
        if gone is not None:
            self._bytes -= _weight(gone[1])


def _weight(piece: SafeString) -> int:
    return sys.getsizeof(piece) + _AROUND


kept = Fragments()
"""Those of this process."""
