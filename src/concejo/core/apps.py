# SPDX-License-Identifier: AGPL-3.0-or-later
"""The room `core`."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    """Plain mechanics without a domain."""

    name = "concejo.core"
    label = "core"

    def ready(self) -> None:
        """Every room's `keeps.py` registers the promises it keeps, its `personal.py` what it holds about people."""
        autodiscover_modules("keeps", "personal")
