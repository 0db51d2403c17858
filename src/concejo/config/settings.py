# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django's settings, made from the options of the process."""

from pathlib import Path

from concejo.config import database, options
from concejo.privacy import townkey

_set = options.load()
HERE = Path(__file__).resolve().parent.parent
DATA: Path = _set["data"]
DEMO: bool = _set["demo"]
STAFF_WITHOUT_FACTOR: bool = _set["staff_without_factor"]
TOWN_KEY_FILE: Path = _set["key_file"]
SECRET_KEY, *SECRET_KEY_FALLBACKS = townkey.secret_keys(TOWN_KEY_FILE)
DEBUG: bool = _set["debug"]
TRUSTED_PROXIES: frozenset[str] = frozenset(_set["trusted_proxies"])
PEER_NETWORKS: list[str] = _set["peer_networks"]
ALLOWED_HOSTS: list[str] = _set["allowed_hosts"] or ["*"]
OPTIONS = _set

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",  # for the pages of passkeys
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "concejo.core",
    "concejo.ui",
    "concejo.privacy",
    "concejo.town",
    "concejo.people",
    "concejo.square",
    "concejo.cases",
    "concejo.desk",
    "concejo.channels",
    "concejo.api",
    "concejo.fediverse",
    "concejo.web",  # before allauth, whose templates it dresses
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
MIDDLEWARE = [
    "concejo.core.kept.keeping",
    "concejo.web.entrance.safe_cookies",
    "concejo.web.middleware.tongue",
    "concejo.web.durable.durable",
    "concejo.web.durable.Unwritten",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "concejo.web.entrance.held",
    "django_htmx.middleware.HtmxMiddleware",
    "concejo.web.middleware.town_zone",
]
ROOT_URLCONF = "concejo.config.urls"
WSGI_APPLICATION = None
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "concejo.web.context.page",
            ],
        },
    }
]

DATABASES = {"default": database.describe(_set["database_url"], data=DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "default"},
    "keys": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "keys",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
}

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "concejo.people.passwords.NotOfThePlace"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "web:work"
ACCOUNT_LOGOUT_REDIRECT_URL = "web:home"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_ADAPTER = "concejo.web.account.Adapter"
ACCOUNT_FORMS = {"login": "concejo.web.forms_account.SignIn"}
ACCOUNT_USER_DISPLAY = "concejo.web.account.shown_name"
# A village may stand behind one network address: what is narrow counts by account, what counts by address is wide.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "60/m/ip,5/5m/key", "reauthenticate": "10/m/user"}
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}
MFA_ADAPTER = "concejo.web.account.Factors"
MFA_FORMS = {"add_webauthn": "concejo.web.forms_account.AddPasskey"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_FAILURE_VIEW = "concejo.web.views.errors.csrf_page"

LANGUAGE_CODE = "es"
LANGUAGES = [("es", "Español"), ("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [HERE / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
MEDIA_ROOT = DATA / "media"
MEDIA_URL = "/media/"
PHOTOS_WAIT = _set["photos_wait"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"concejo": {"level": "INFO"}},
}
