# SPDX-License-Identifier: AGPL-3.0-or-later
"""The room `web`."""

from django.apps import AppConfig

from concejo.core import clock
from concejo.ui import moments


class WebConfig(AppConfig):
    """Pages that combine rooms."""

    name = "concejo.web"
    label = "web"

    def ready(self) -> None:
        """Pages read the house's one clock."""
        moments.wind(clock.now)
