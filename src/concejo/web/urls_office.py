# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of the administrator's pages and of the post office."""

from django.urls import path

from concejo.web.views.office import accounts, channels, departments, overview, people, places, post, roll, settings

urlpatterns = [
    path("town/", overview.town_page, name="town"),
    path("town/settings/", settings.settings_page, name="town-settings"),
    path("town/departments/", departments.departments_page, name="town-departments"),
    path("town/departments/new/", departments.department_form_page, name="town-department-new"),
    path("town/departments/d/<str:word>/", departments.department_form_page, name="town-department"),
    path("town/departments/d/<str:word>/close/", departments.department_close_page, name="town-department-close"),
    path("town/categories/", departments.categories_page, name="town-categories"),
    path("town/categories/new/", departments.category_form_page, name="town-category-new"),
    path("town/categories/k/<slug:slug>/", departments.category_form_page, name="town-category"),
    path("town/streets/", places.streets_page, name="town-streets"),
    path("town/streets/new/", places.street_form_page, name="town-street-new"),
    path("town/streets/file/", places.streets_file_page, name="town-streets-file"),
    path("town/streets/<int:pk>/", places.street_form_page, name="town-street"),
    path("town/streets/<int:pk>/delete/", places.street_delete_page, name="town-street-delete"),
    path("town/holidays/", places.holidays_page, name="town-holidays"),
    path("town/holidays/fill/", places.holidays_fill_page, name="town-holidays-fill"),
    path("town/holidays/<int:pk>/delete/", places.holiday_delete_page, name="town-holiday-delete"),
    path("town/people/", people.people_page, name="town-people"),
    path("town/people/new/", people.welcome_page, name="town-welcome"),
    path("town/people/p/<str:word>/", people.person_page, name="town-person"),
    path("town/people/p/<str:word>/post/", people.role_page, name="town-role"),
    path("town/people/p/<str:word>/post/<int:pk>/end/", people.role_end_page, name="town-role-end"),
    path("town/people/p/<str:word>/mail/", people.mail_page, name="town-mail"),
    path("town/people/p/<str:word>/away/", people.absence_page, name="town-absence"),
    path("town/people/p/<str:word>/away/<int:pk>/end/", people.absence_end_page, name="town-absence-end"),
    path("town/people/p/<str:word>/account/<str:act>/", accounts.account_page, name="town-account"),
    path("town/roll/", roll.roll_page, name="town-roll"),
    path("town/channels/", channels.channels_page, name="town-channels"),
    path("town/channels/email/", channels.email_page, name="town-email"),
    path("town/channels/<str:kind>/test/", channels.test_page, name="town-channel-test"),
    path("post/", post.post_page, name="post"),
    path("post/letter/<int:pk>/", post.letter_page, name="post-letter"),
    path("post/<str:drawer>/", post.post_page, name="post-drawer"),
    path("post/<str:drawer>/<int:pk>/give-up/", post.give_up_page, name="post-give-up"),
    path("post/<str:drawer>/<int:pk>/<str:act>/", post.act_page, name="post-act"),
]
