# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses that other servers know: those of the specifications, and ids that are opaque and for ever."""

from django.urls import path, re_path

from concejo.fediverse import follow, lists, views

app_name = "fediverse"
urlpatterns = [
    path(".well-known/webfinger", views.webfinger, name="webfinger"),
    path(".well-known/host-meta", views.host_meta, name="host-meta"),
    path(".well-known/nodeinfo", views.nodeinfo_links, name="nodeinfo-links"),
    path("nodeinfo/2.1", views.nodeinfo, name="nodeinfo"),
    re_path(r"^api/(?P<version>v1|v2)/instance/?$", views.instance, name="instance"),
    path("inbox", views.inbox_page, name="shared-inbox"),
    path("actors/<int:pk>", views.actor, name="actor"),
    path("actors/named/<str:word>", views.named, name="named"),
    path("follow-from/<str:word>/", follow.follow_page, name="follow"),
    path("actors/<int:pk>/inbox", views.inbox_page, name="inbox"),
    path("actors/<int:pk>/outbox", lists.outbox, name="outbox"),
    path("actors/<int:pk>/followers", lists.followers, name="followers"),
    path("actors/<int:pk>/following", lists.following, name="following"),
    path("actors/<int:pk>/featured", lists.featured, name="featured"),
    path("objects/<int:pk>", lists.said, name="said"),
    path("objects/<int:pk>/replies", lists.replies, name="replies"),
    path("contexts/<int:pk>", lists.context, name="context"),
]
