# SPDX-License-Identifier: AGPL-3.0-or-later
"""``concejo let-in``: a colleague lost password and second factor, and no administrator is left to help."""

import argparse
import sys

from concejo.config import ready
from concejo.people import actions
from concejo.people.models import Account


def arguments(parser: argparse.ArgumentParser) -> None:
    """Whom."""
    parser.add_argument("handle", help="the handle of somebody who works for the town")


def run(given: argparse.Namespace) -> int:
    """A new password is told once, and the second factor goes; they set up another at the next sign-in."""
    ready.find_town()
    account = (
        Account.objects.select_related("person").filter(username=given.handle, person__handle__isnull=False).first()
    )
    if account is None:
        sys.stderr.write(f"Nobody who works for the town is called {given.handle}.\n")
        return 1
    actions.renew_factor(account, by=None)
    password = actions.give_password(account, by=None)
    closed = "" if account.is_active else "The account is closed all the same: another administrator opens it.\n"
    sys.stdout.write(
        f"The password of {given.handle} is now  {password}\n"
        "It is told this once. At the next sign-in they set up a second factor before anything else.\n"
        f"Whoever was signed in with this account is out. The ledger has a line.\n{closed}"
    )
    return 0
