# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of the pages with which the town hall works."""

from django.urls import path

from concejo.web.views import covers
from concejo.web.views.staff import (
    announce,
    bulk,
    calls,
    case,
    counter,
    desk,
    file,
    letter,
    me,
    people,
    posts,
    waits,
    work,
)

urlpatterns = [
    path("tasks/", work.work_page, name="work"),
    path("undo/<int:pk>/", case.undo_page, name="undo"),
    path("tasks/<str:number>/", case.case_page, name="work-case"),
    path("tasks/<str:number>/<str:act>/", case.act_page, name="work-act"),
    path("desk/", desk.desk_page, name="desk"),
    path("desk/post/<int:pk>/<str:act>/", posts.post_page, name="desk-post"),
    path("desk/photo/<str:name>/", covers.staff_page, name="desk-photo"),
    path("desk/<int:pk>/", desk.letter_page, name="desk-letter"),
    path("desk/<int:pk>/<str:act>/", letter.act_page, name="desk-act"),
    path("counter/", counter.counter_page, name="counter"),
    path("counter/kind/", counter.kind_part, name="counter-kind"),
    path("counter/<str:number>/qr.svg", counter.qr, name="counter-qr"),
    path("counter/<str:number>/slip/<str:token>/", counter.slip_page, name="counter-slip"),
    path("file/", file.search_page, name="file-search"),
    path("file/<int:pk>/", file.file_page, name="file"),
    path("file/<int:pk>/take/", file.take_page, name="file-take"),
    path("file/<int:pk>/erase/", file.erase_page, name="file-erase"),
    path("counter/people/", people.people_page, name="counter-people"),
    path("counter/people/new/", people.newcomer_page, name="counter-newcomer"),
    path("counter/people/<int:pk>/", people.person_page, name="counter-person"),
    path("counter/people/<int:pk>/revoke/", people.revoke_page, name="counter-revoke"),
    path("counter/people/<int:pk>/<str:act>/", people.act_page, name="counter-act"),
    path("calls/", calls.calls_page, name="calls"),
    path("calls/<int:pk>/", calls.call_page, name="call"),
    path("waits/", waits.waits_page, name="waits"),
    path("bulk/", bulk.bulk_page, name="bulk"),
    path("bulk/confirm/", bulk.confirm_page, name="bulk-confirm"),
    path("announce/", announce.announce_page, name="announce"),
    path("mine/", announce.mine_page, name="mine-said"),
    path("mine/<int:pk>/edit/", announce.edit_page, name="said-edit"),
    path("mine/<int:pk>/delete/", announce.delete_page, name="said-delete"),
    path("me/", me.me_page, name="me"),
]
