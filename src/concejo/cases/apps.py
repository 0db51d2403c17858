# SPDX-License-Identifier: AGPL-3.0-or-later
"""The room `cases`."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """What the town was asked to mend."""

    name = "concejo.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"
