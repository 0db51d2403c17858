# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of all pages; `/c/2026-0412/` is a case's own, and no address holds words or a language."""

from django.urls import path

from concejo.web import feeds, urls_demo, urls_office, urls_staff
from concejo.web.views import (
    alone,
    cases,
    covers,
    files,
    links,
    mine,
    moderation,
    own,
    own_file,
    people,
    speak,
    square,
)

app_name = "web"
urlpatterns = [
    path("", square.home_page, name="home"),
    path("now/", square.now_page, name="now"),
    path("talk/", square.conversations_page, name="conversations"),
    path("t/<int:pk>/", square.conversation_page, name="conversation"),
    path("t/<int:pk>/new/", square.fresh_part, name="fresh"),
    path("t/<int:pk>/feed/", feeds.conversation_feed, name="conversation-feed"),
    path("t/<int:pk>/p/<int:post>/", square.history_page, name="history"),
    path("search/", square.search_page, name="search"),
    path("search/feed/", feeds.search_feed, name="search-feed"),
    path("cases/", cases.list_page, name="cases"),
    path("c/<str:number>/", cases.case_page, name="case"),
    path("c/<str:number>/feed/", feeds.case_feed, name="case-feed"),
    path("c/<str:number>/<str:token>/", links.mine_page, name="mine"),
    path("c/<str:number>/<str:token>/photo/<str:name>/", covers.mine_page, name="mine-photo"),
    path("c/<str:number>/<str:token>/<str:act>/", links.act_page, name="mine-act"),
    path("publish/<str:token>/", links.publish_page, name="publish"),
    path("unfollow/<str:token>/", links.unfollow_page, name="unfollow"),
    path("follow/", links.follow_page, name="follow"),
    path("follow/<str:token>/", links.follow_confirm_page, name="follow-confirm"),
    path("moderation/", moderation.moderation_page, name="moderation"),
    path("slip/", links.slip_page, name="slip"),
    path("my/", own.enter_page, name="own"),
    path("my/code/<str:token>/", own.code_page, name="own-code"),
    path("my/account/", mine.account_page, name="account"),
    path("my/account/leave/", mine.leave_page, name="account-leave"),
    path("my/<str:token>/t/<int:pk>/", own_file.talk_page, name="own-talk"),
    path("my/<str:token>/picture/<str:name>/", own_file.picture, name="own-picture"),
    path("my/<str:token>/file/", own_file.file_page, name="own-file"),
    path("my/<str:token>/file/take/", own_file.take_page, name="own-file-take"),
    path("my/<str:token>/file/erase/", own_file.erase_page, name="own-file-erase"),
    path("my/<str:token>/", own.own_page, name="own-page"),
    path("alone/", alone.alone_page, name="alone"),
    path("d/", people.departments_page, name="departments"),
    path("d/<str:word>/", people.department_page, name="department"),
    path("d/<str:word>/feed/", feeds.department_feed, name="department-feed"),
    path("at/<str:word>/", people.handle_page, name="handle"),
    path("p/<str:word>/", people.person_page, name="person"),
    path("p/<str:word>/feed/", feeds.person_feed, name="person-feed"),
    path("feed/", feeds.square_feed, name="feed"),
    path("cases/feed/", feeds.cases_feed, name="cases-feed"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("robots.txt", feeds.robots, name="robots"),
    path("speak/", speak.begin_page, name="speak"),
    path("speak/<str:token>/<int:step>/", speak.step_page, name="speak-step"),
    path("speak/<str:token>/sent/", speak.sent_page, name="speak-sent"),
    path("speak/<str:token>/cover/<str:name>/", covers.draft_page, name="speak-cover"),
    path("media/<path:path>", files.media, name="media"),
    path("sealed/<str:name>/", files.sealed, name="sealed"),
    path("accent-<str:colour>.css", files.accent, name="accent"),
]
urlpatterns += urls_staff.urlpatterns
urlpatterns += urls_office.urlpatterns
urlpatterns += urls_demo.urlpatterns
