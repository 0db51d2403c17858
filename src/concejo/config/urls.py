# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every address of the house."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("concejo.web.urls")),
    path("", include("concejo.api.urls")),
    path("", include("concejo.fediverse.urls")),
    path("account/", include("concejo.web.urls_account")),
]
if settings.DEMO:
    urlpatterns.append(path("gallery/", include("concejo.ui.urls")))
handler400 = "concejo.web.views.errors.bad_request_page"
handler403 = "concejo.web.views.errors.forbidden_page"
handler404 = "concejo.web.views.errors.not_found_page"
handler500 = "concejo.web.views.errors.error_page"
