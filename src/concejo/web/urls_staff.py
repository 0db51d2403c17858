# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of the pages with which the town hall works."""

from django.urls import path

from concejo.web.views.staff import announce, case, me, work

urlpatterns = [
    path("work/", work.work_page, name="work"),
    path("work/undo/<int:pk>/", case.undo_page, name="undo"),
    path("work/<str:number>/", case.case_page, name="work-case"),
    path("work/<str:number>/<str:act>/", case.act_page, name="work-act"),
    path("announce/", announce.announce_page, name="announce"),
    path("mine/", announce.mine_page, name="mine-said"),
    path("mine/<int:pk>/edit/", announce.edit_page, name="said-edit"),
    path("mine/<int:pk>/delete/", announce.delete_page, name="said-delete"),
    path("me/", me.me_page, name="me"),
]
