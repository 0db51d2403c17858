# SPDX-License-Identifier: AGPL-3.0-or-later
"""The room `web`."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages that combine rooms."""

    name = "concejo.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
