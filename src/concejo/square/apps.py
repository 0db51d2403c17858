# SPDX-License-Identifier: AGPL-3.0-or-later
"""The room `square`."""

from django.apps import AppConfig


class SquareConfig(AppConfig):
    """Posts and conversations."""

    name = "concejo.square"
    label = "square"
    default_auto_field = "django.db.models.BigAutoField"
