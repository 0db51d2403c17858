# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dangerous acts in words: what somebody wants to do, or did alone. Nobody who is concerned is named."""

from django.utils.translation import get_language

from concejo.core.words import in_language
from concejo.people.models import Countersign
from concejo.town.models import Department


def what(row: Countersign) -> str:
    """The act, and the department if it is about one."""
    words = str(row.get_act_display())
    kind, _, key = row.about.partition(":")
    if kind != "department" or not key.isdecimal():
        return words
    department = Department.objects.filter(pk=int(key)).first()
    return f"{words}: {in_language(department.name, get_language() or 'es')}" if department else words
