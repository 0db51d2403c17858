# SPDX-License-Identifier: AGPL-3.0-or-later
"""The gallery of components; included only where pages are being built."""

from django.urls import path

from concejo.ui.gallery import pages

app_name = "ui"
urlpatterns = [
    path("", pages.gallery_page, name="gallery"),
    path("<slug:name>/", pages.gallery_whole_page, name="gallery-page"),
]
