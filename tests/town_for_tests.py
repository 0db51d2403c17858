# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings of the tests: a town in a temporary folder, with a key of its own and fast passwords."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_folder = tempfile.mkdtemp(prefix="concejo-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
_kept = {"CONCEJO_CI", "CONCEJO_TEST_DATABASE_URL"}
for _name in [name for name in os.environ if name.startswith("CONCEJO_") and name not in _kept]:
    del os.environ[_name]
os.environ["CONCEJO_DATA"] = str(Path(_folder) / "town")
os.environ["CONCEJO_CONFIG"] = str(Path(_folder) / "none.toml")
if "CONCEJO_TEST_DATABASE_URL" in os.environ:  # ./concejo test --on postgresql; the tests make `test_concejo` there
    os.environ["CONCEJO_DATABASE_URL"] = os.environ["CONCEJO_TEST_DATABASE_URL"]

from concejo.privacy import townkey  # noqa: E402

townkey.make(Path(_folder) / "town.key")

from concejo.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STAFF_WITHOUT_FACTOR = True  # tests/web/test_second_factor.py switches it off; tests/conftest.py says so at the top
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
# A real file: threads (live server, letter box) write beside the test, and WAL behaves as in a town.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": str(Path(_folder) / "test.sqlite3")}  # noqa: F405
else:
    DATABASES["default"]["TEST"] = {"NAME": "test_concejo"}  # noqa: F405
