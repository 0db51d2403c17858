# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is wrong with a request, as Open311 says it (section Errors): a status, a code and a sentence for each thing.

The code is the status, and finer behind a point where one status means several things.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Error:
    """One thing that is wrong."""

    code: str
    description: str


class Wrong(Exception):
    """The request cannot be done; every error has its own line, the first one's status counts."""

    def __init__(self, *errors: Error, after: int = 0) -> None:
        super().__init__("; ".join(one.description for one in errors))
        self.errors = errors
        self.after = after
        """Seconds until it may be tried again."""

    @property
    def status(self) -> int:
        """Of HTTP: that of the gravest."""
        return max(int(one.code.partition(".")[0]) for one in self.errors)


def missing(name: str) -> Error:
    """A parameter without which it cannot be done."""
    return Error("400", f"{name} was not provided")


def bad(name: str, why: str) -> Error:
    """A parameter that makes no sense."""
    return Error("400", f"{name} is not valid: {why}")


def unknown(name: str) -> Error:
    """A kind, a case or a town that is not here."""
    return Error("404", f"{name} was not found")


KEY_MISSING = Error("403", "api_key was not provided")
KEY_WRONG = Error("403", "api_key is not valid")
