# SPDX-License-Identifier: AGPL-3.0-or-later
"""Programs that a test needs and a bare machine may lack.

`need("postfix")` returns where it is. Where it is not, the test is skipped with the line that installs it; with
CONCEJO_CI=1 it fails instead, because there everything was to be installed.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest


@dataclass(frozen=True, slots=True)
class Program:
    """A real counterpart: the names under which it may be found, and Debian's packages that bring it."""

    names: tuple[str, ...]
    packages: str


PROGRAMS = {
    "chromium": Program(("chromium", "chromium-browser", "google-chrome"), "chromium"),
    "doveadm": Program(("doveadm",), "dovecot-imapd dovecot-lmtpd"),
    "dovecot": Program(("dovecot",), "dovecot-imapd dovecot-lmtpd"),
    "nginx": Program(("nginx",), "nginx"),
    "node": Program(("node", "nodejs"), "nodejs"),
    "postfix": Program(("postfix",), "postfix"),
    "postmap": Program(("postmap",), "postfix"),
    "sievec": Program(("sievec",), "dovecot-sieve"),
    "unshare": Program(("unshare",), "util-linux"),
    "vacation": Program(("vacation",), "vacation"),
}
PLACES = "/usr/sbin:/sbin:/usr/local/sbin"
"""Daemons live where an ordinary user's PATH does not look."""


def need(name: str) -> str:
    """Where the program is; ends the test when it is not here."""
    program = PROGRAMS[name]
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), PLACES])
    for candidate in program.names:
        found = shutil.which(candidate, path=path)
        if found:
            return found
    for folder in ("/usr/libexec", "/usr/lib"):
        if (Path(folder) / name).is_file():
            return str(Path(folder) / name)
    return missing(f"{name} is not installed: sudo apt-get install {program.packages}")


def missing(reason: str) -> NoReturn:
    """End the test for want of something of the machine (a program, root, a port)."""
    if os.environ.get("CONCEJO_CI") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
