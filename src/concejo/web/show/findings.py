# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words with what the guard found in them marked, for whoever decides: the author, the clerk, whoever types."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from concejo.privacy import guard
from concejo.privacy.kinds import NAMES, found_words
from concejo.square import actions as square
from concejo.square.models import Post


def pieces(text: str, findings: Sequence[guard.Finding]) -> list[dict[str, str]]:
    """The text cut at its findings: ``[{text}, {text, kind}, …]``; findings that overlap share one mark."""
    rows: list[dict[str, str]] = []
    last = 0
    for start, end, kinds in _joined(findings):
        rows += [
            {"text": text[last:start]},
            {"text": text[start:end], "kind": ", ".join(str(NAMES[one]) for one in kinds)},
        ]
        last = end
    return [one for one in [*rows, {"text": text[last:]}] if one["text"]]


def marked(text: str, findings: Sequence[guard.Finding]) -> dict[str, Any] | None:
    """For ui/part/marked.html: a title that says what was found, and the words; nothing where nothing was found."""
    if not findings:
        return None
    return {"title": found_words(one.kind for one in findings), "pieces": pieces(text, findings)}


def of_typed(text: str, language: str = "") -> dict[str, Any] | None:
    """What will happen to words that somebody is about to send to the whole town."""
    verdict = square.look(text, language)
    box = marked(text, verdict.findings)
    if box is None:
        return None
    return box | {"covers": bool(verdict.certain), "waits": bool(verdict.doubtful)}


def of_held(post: Post) -> dict[str, Any] | None:
    """What waits for a judgement in a post; what was covered is marked too."""
    return marked(post.text, covered(post) + square.doubts(post))


def covered(post: Post) -> list[guard.Finding]:
    """Where dots stand in a post, and for what."""
    kinds = list(post.facts.get("covered", []))
    found: list[guard.Finding] = []
    at = post.text.find(guard.DOTS)
    while at >= 0 and kinds:
        kind = kinds[min(len(found), len(kinds) - 1)]
        found.append(guard.Finding(at, at + len(guard.DOTS), kind))
        at = post.text.find(guard.DOTS, at + len(guard.DOTS))
    return found


def choices() -> list[tuple[str, str]]:
    """What somebody of the town hall who types can decide, besides writing other words."""
    return [(square.Decided.COVER, _("Cover what is marked")), (square.Decided.AS_IS, _("Publish it as it is"))]


def _joined(findings: Sequence[guard.Finding]) -> list[tuple[int, int, list[str]]]:
    joined: list[tuple[int, int, list[str]]] = []
    for one in sorted(findings):
        if joined and one.start < joined[-1][1]:
            start, end, kinds = joined[-1]
            joined[-1] = (start, max(end, one.end), [*kinds, *([] if one.kind in kinds else [one.kind])])
        else:
            joined.append((one.start, one.end, [one.kind]))
    return joined
