# SPDX-License-Identifier: AGPL-3.0-or-later
"""What `doctor` finds: in one sentence what is wrong, in another how to mend it."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at and is not as it should be."""

    about: str
    wrong: str
    mend: str
    grave: bool = True
    """Something fails, or will; else it is only worth knowing."""

    def as_json(self) -> dict[str, str | bool]:
        """For scripts."""
        return asdict(self)


Check = Callable[[], Iterator[Finding]]
