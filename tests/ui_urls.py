# SPDX-License-Identifier: AGPL-3.0-or-later
"""The gallery beside the house's own addresses; by itself where only the components are installed."""

from importlib import import_module

from django.apps import apps
from django.urls import include, path

house = import_module("concejo.config.urls").urlpatterns if apps.is_installed("concejo.web") else []
urlpatterns = [path("gallery/", include("concejo.ui.urls")), *house]
