# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every page knows: the town, the languages, the way around."""

from typing import Any

from django.http import HttpRequest

from concejo.town.models import Town


def page(request: HttpRequest) -> dict[str, Any]:
    """The town as its pages show it."""
    return {"town": Town.objects.current()}
