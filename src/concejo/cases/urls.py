# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of the pages of cases."""

from django.urls import URLPattern

app_name = "cases"
urlpatterns: list[URLPattern] = []
