# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door `fediverse`."""

from django.apps import AppConfig


class FediverseConfig(AppConfig):
    """The town on the open social web."""

    name = "concejo.fediverse"
    label = "fediverse"
    default_auto_field = "django.db.models.BigAutoField"
