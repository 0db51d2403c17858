# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in and out, passwords, second factors (django-allauth), and where one is signed in. No signing up."""

from allauth.account import views
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path

from concejo.web.views import account


def closed(request: HttpRequest) -> HttpResponse:
    """Accounts are made by an administrator; the address exists because allauth's pages name it."""
    raise Http404


urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", closed, name="account_signup"),
    path("email/", closed, name="account_email"),
    path("password/reset/", closed, name="account_reset_password"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("enter/", account.enter_page, name="account_enter"),
    path("again/", account.again_page, name="account_again"),
    path("factor/", account.factor_page, name="account_factor"),
    path("sessions/", account.sessions_page, name="account_sessions"),
    path("2fa/", include("allauth.mfa.urls")),
]
