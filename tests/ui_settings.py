# SPDX-License-Identifier: AGPL-3.0-or-later
"""The smallest house in which the base templates and components stand by themselves: no room, no database."""

SECRET_KEY = "only for tests of the components"
DEBUG = False
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["django.contrib.staticfiles", "django_htmx", "concejo.ui"]
MIDDLEWARE = ["django.middleware.locale.LocaleMiddleware"]
ROOT_URLCONF = "ui_urls"
STATIC_URL = "/static/"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
USE_TZ = True
TIME_ZONE = "Europe/Madrid"
LANGUAGE_CODE = "en"
LANGUAGES = [("es", "español"), ("fr", "français"), ("en", "English")]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
