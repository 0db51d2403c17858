# SPDX-License-Identifier: AGPL-3.0-or-later
"""The room for Django."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Doors for programs."""

    name = "concejo.api"
    label = "api"
