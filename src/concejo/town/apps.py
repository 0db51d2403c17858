# SPDX-License-Identifier: AGPL-3.0-or-later
"""The room `town`."""

from django.apps import AppConfig


class TownConfig(AppConfig):
    """The town itself."""

    name = "concejo.town"
    label = "town"
    default_auto_field = "django.db.models.BigAutoField"
