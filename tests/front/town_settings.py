# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings of a second process over the test's own town: which database and folder, the environment says."""

import json
import os

from concejo.config.settings import *  # noqa: F403
from concejo.config.settings import DATABASES

_told = json.loads(os.environ["CONCEJO_TEST_TOWN"])
MEDIA_ROOT = _told["media"]
DATABASES["default"] |= _told["database"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
