# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of the endpoint. Clients join them by hand, so a slash too many behind the version is none."""

from django.urls import path, re_path

from concejo.api import views

app_name = "api"
_V2 = r"^open311/(?:test/)?v2/+"
"""Under `test` the same is answered, and a report is looked through and kept nowhere."""
_HOW = r"\.(?P<how>xml|json)$"
urlpatterns = [
    path("open311/", views.explained, name="explained"),
    path("open311/v2/openapi.json", views.described, name="described"),
    re_path(rf"{_V2}discovery{_HOW}", views.discovery, name="discovery"),
    re_path(rf"{_V2}services{_HOW}", views.services_list, name="services"),
    re_path(rf"{_V2}services/(?P<code>[-\w]+){_HOW}", views.definition, name="definition"),
    re_path(rf"{_V2}requests{_HOW}", views.requests, name="requests"),
    re_path(rf"{_V2}requests/(?P<number>[-\w]+){_HOW}", views.one_request, name="request"),
    re_path(rf"{_V2}tokens/(?P<token>[-\w]+){_HOW}", views.token, name="token"),
    re_path(rf"{_V2}servicerequestupdates{_HOW}", views.request_updates, name="updates"),
    re_path(rf"{_V2}cases\.(?:geojson|csv)$", views.cases_file, {"how": "json"}, name="open-data"),
    re_path(rf"{_V2}(?P<rest>.*)\.(?P<how>xml|json)$", views.unknown_resource, name="unknown"),
    re_path(rf"{_V2}(?P<rest>.*)$", views.unknown_resource, {"how": "xml"}, name="unknown-plain"),
]
