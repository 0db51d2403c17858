# SPDX-License-Identifier: AGPL-3.0-or-later
"""The room `ui`."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Base templates, components and styles."""

    name = "concejo.ui"
    label = "ui"
    default_auto_field = "django.db.models.BigAutoField"
