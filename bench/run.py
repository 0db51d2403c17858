# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every measurement is given."""

import shutil
from dataclasses import dataclass

from .towns import Scratch


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the whole."""

    scratch: Scratch
    quick: bool = False
    """Fewer takes, smaller towns: to see that it works, not to quote."""

    @property
    def takes(self) -> int:
        """How often each thing is measured."""
        return 3 if self.quick else 5

    @property
    def seconds(self) -> float:
        """How long a load lasts."""
        return 1.5 if self.quick else 4.0


class Lacking(Exception):
    """A program is not installed: the row says so, with the line that installs it."""


def program(name: str, package: str) -> str:
    """Where a program lies."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    if found is None:
        raise Lacking(f"{name} is not installed: apt-get install -y {package}")
    return found
