# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the pages of `ui_settings` are: the gallery."""

from django.urls import include, path

urlpatterns = [path("gallery/", include("concejo.ui.urls"))]
