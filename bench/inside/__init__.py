# SPDX-License-Identifier: AGPL-3.0-or-later
"""What runs inside one town, in a process of its own: its folder is told by the environment before this is read."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "concejo.config.settings")
django.setup()
