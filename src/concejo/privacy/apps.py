# SPDX-License-Identifier: AGPL-3.0-or-later
"""The room `privacy`."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Sealing and the guard."""

    name = "concejo.privacy"
    label = "privacy"
    default_auto_field = "django.db.models.BigAutoField"
