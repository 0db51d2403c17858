# SPDX-License-Identifier: AGPL-3.0-or-later
"""The only administrator lost password and telephone: whoever runs the machine lets her in again."""

import argparse
import re

from allauth.mfa.models import Authenticator

from cast import Cast
from concejo.config.commands import let_in
from concejo.core.models import LedgerLine
from concejo.people import actions
from concejo.people.models import Account, SignIn


def test_she_gets_a_new_password_and_no_second_factor_and_the_ledger_knows(town: Cast, capsys):
    account = town["Sofía"].account
    Authenticator.objects.create(user=account, type="totp", data={"secret": "x"})
    actions.begin_sign_in(account, device="Firefox", how="password")
    assert let_in.run(argparse.Namespace(handle="sofia")) == 0
    password = re.search(r"is now  (\S+)", capsys.readouterr().out)[1]
    account = Account.objects.get(username="sofia")
    assert account.check_password(password)
    assert not Authenticator.objects.exists()
    assert not SignIn.objects.exists()
    lines = LedgerLine.objects.filter(about=town["Sofía"].ref, by="setup").values_list("act", flat=True)
    assert {"people.factor_renewed", "people.password_given"} <= set(lines)


def test_nobody_else_is_let_in(town: Cast, capsys):
    neighbour = actions.open_own_account(actions.write_down("Carmen", by="setup"))
    for handle in ("nobody", neighbour.username):
        assert let_in.run(argparse.Namespace(handle=handle)) == 1
    assert "Nobody who works for the town" in capsys.readouterr().err
