# SPDX-License-Identifier: AGPL-3.0-or-later
"""The room `channels`."""

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """Letters in, deliveries out."""

    name = "concejo.channels"
    label = "concejo_channels"
    default_auto_field = "django.db.models.BigAutoField"
