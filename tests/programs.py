# SPDX-License-Identifier: AGPL-3.0-or-later
"""Programs that some tests need beside Python."""

import os
import shutil

import pytest

PACKAGES = {"postfix": "postfix", "dovecot": "dovecot-imapd dovecot-lmtpd"}


def need(program: str) -> None:
    """Skip with the reason and the line that installs the program; where CONCEJO_CI=1 its absence is a failure."""
    if shutil.which(program) or shutil.which(program, path="/usr/sbin:/sbin:/usr/local/sbin"):
        return
    reason = f"{program} is not installed: apt-get install -y {PACKAGES.get(program, program)}"
    if os.environ.get("CONCEJO_CI") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
