# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings of the tests: a town in a temporary folder, with a key of its own and fast passwords."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_folder = tempfile.mkdtemp(prefix="concejo-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
for _name in [name for name in os.environ if name.startswith("CONCEJO_") and name != "CONCEJO_CI"]:
    del os.environ[_name]
os.environ["CONCEJO_DATA"] = str(Path(_folder) / "town")
os.environ["CONCEJO_CONFIG"] = str(Path(_folder) / "none.toml")

from concejo.privacy import townkey  # noqa: E402

townkey.make(Path(_folder) / "town.key")

from concejo.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
# A real file: threads (live server, letter box) write beside the test, and WAL behaves as in a town.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": str(Path(_folder) / "test.sqlite3")}  # noqa: F405
