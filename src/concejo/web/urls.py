# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of the pages that combine rooms."""

from django.urls import URLPattern

app_name = "web"
urlpatterns: list[URLPattern] = []
