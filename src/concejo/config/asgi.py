# SPDX-License-Identifier: AGPL-3.0-or-later
"""The web process as an ASGI application; the mail listener lives beside it."""

import os

import django
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "concejo.config.settings")
django.setup()
application = get_asgi_application()
