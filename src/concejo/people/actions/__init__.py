# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens with people: addresses are met and proved, colleagues welcomed, accounts looked after."""

from concejo.people.actions.accounts import (
    AddressTaken,
    close_account,
    give_password,
    move_mail,
    one_time_password,
    open_account,
    renew_factor,
)
from concejo.people.actions.addresses import block, bounced, choose_public, meet, prove, try_again, unblock
from concejo.people.actions.looks import look
from concejo.people.actions.staff import (
    LastAdministrator,
    Post,
    end_absence,
    end_role,
    give_role,
    stand_in,
    welcome,
)

__all__ = [
    "AddressTaken",
    "LastAdministrator",
    "Post",
    "block",
    "bounced",
    "choose_public",
    "close_account",
    "end_absence",
    "end_role",
    "give_password",
    "give_role",
    "look",
    "meet",
    "move_mail",
    "one_time_password",
    "open_account",
    "prove",
    "renew_factor",
    "stand_in",
    "try_again",
    "unblock",
    "welcome",
]
