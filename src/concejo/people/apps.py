# SPDX-License-Identifier: AGPL-3.0-or-later
"""The room `people`."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Persons, addresses, roles."""

    name = "concejo.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
