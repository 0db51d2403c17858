# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses that only a demo town answers."""

from django.urls import path

from concejo.web.views import demo

urlpatterns = [
    path("demo/mail/", demo.mail_page, name="demo-mail"),
    path("demo/mail/<int:pk>/", demo.one_page, name="demo-mail-one"),
]
