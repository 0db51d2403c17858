# SPDX-License-Identifier: AGPL-3.0-or-later
"""The room `core`."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Plain mechanics without a domain."""

    name = "concejo.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"
