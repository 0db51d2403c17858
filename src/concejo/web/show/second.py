# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dangerous acts in words: what somebody wants to do, or did alone. Nobody who is concerned is named."""

from datetime import UTC, datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concejo.core.words import in_language
from concejo.people.models import Countersign
from concejo.square.models import Post
from concejo.town.models import Department
from concejo.ui import moments


def what(row: Countersign) -> str:
    """The act, and the department if it is about one."""
    words = str(row.get_act_display())
    kind, _sign, key = row.about.partition(":")
    if kind == "post":
        return _notice(words, key)
    if kind != "department" or not key.isdecimal():
        return words
    department = Department.objects.filter(pk=int(key)).first()
    return f"{words}: {in_language(department.name, get_language() or 'es')}" if department else words


def _notice(words: str, key: str) -> str:
    """The words that would stand above every page, and until when."""
    number, until = key.split(":") if ":" in key else (key, "0")
    post = Post.objects.public().filter(pk=int(number)).first() if number.isdecimal() else None
    if post is None:
        return words
    end = moments.local(datetime.fromtimestamp(int(until), UTC))
    ends = _("Until %(day)s, %(clock)s") % {"day": moments.day(end), "clock": moments.clock(end)}
    return f"{words} ({ends}): «{post.words[:280]}»"
