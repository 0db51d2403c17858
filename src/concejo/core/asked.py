# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is asked once while one request is answered, or one letter understood, however many places want to know it."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar, cast

Answer = TypeVar("Answer")
_known: ContextVar[dict[Hashable, object] | None] = ContextVar("known", default=None)


@contextmanager
def within() -> Iterator[None]:
    """Inside, each question has one answer; outside, every question is asked anew."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def once(question: Hashable, ask: Callable[[], Answer]) -> Answer:
    """The answer that is known already, or `ask` now."""
    known = _known.get()
    if known is None:
        return ask()
    if question not in known:
        known[question] = ask()
    return cast("Answer", known[question])


def changed(question: Hashable) -> None:
    """Whoever changes the answer says so; it is asked anew."""
    known = _known.get()
    if known is not None:
        known.pop(question, None)
