# SPDX-License-Identifier: AGPL-3.0-or-later
"""The room `desk`."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """What may this post mean?"""

    name = "concejo.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
