# SPDX-License-Identifier: AGPL-3.0-or-later
"""Neighbours say thank you for work that is done; the words reach whoever did it, and stand on the page of the case."""

import re
from collections.abc import Iterable

from concejo.cases.models import Case, State
from concejo.core.words import fold
from concejo.square.models import Post

_THANKS = re.compile(r"\b(gracias|merci|thanks|thank you|thx|agradec\w+|remerci\w+)\b")
_BUT_NO = re.compile(r"\b(sigue|toujours|still|encore|pero|mais|but)\b")


def says_thanks(text: str) -> bool:
    """Thanks, and no "but": who thanks and complains in one breath is not quoted as thankful."""
    folded = fold(text)
    return bool(_THANKS.search(folded)) and not _BUT_NO.search(folded)


def thanks_for(case: Case, posts: Iterable[Post]) -> list[Post]:
    """Of the posts of a case, what neighbours said in thanks after it was closed, in their order."""
    if case.state not in {State.DONE, State.MENDED} or case.closed_at is None:
        return []
    return [
        post for post in posts
        if post.author_id and post.at >= case.closed_at and post.state == Post.State.PUBLISHED
        and says_thanks(post.text)
    ]  # fmt: skip
