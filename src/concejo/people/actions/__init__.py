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
from concejo.people.actions.merges import NotWithStaff, TooLate, TwoResidents, merge, part
from concejo.people.actions.neighbours import own_person, show_name, write_down
from concejo.people.actions.proofs import (
    NeedsCounter,
    TooManyCodes,
    ask,
    came_back,
    check,
    code_of,
    enter_by_slip,
    give_slip,
    link,
    share,
    unlink,
)
from concejo.people.actions.residents import NotOnRoll, VerifiedAlready, replace_roll, revoke, verify
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
    "NeedsCounter",
    "NotOnRoll",
    "NotWithStaff",
    "Post",
    "TooLate",
    "TooManyCodes",
    "TwoResidents",
    "VerifiedAlready",
    "ask",
    "block",
    "bounced",
    "came_back",
    "check",
    "choose_public",
    "close_account",
    "code_of",
    "end_absence",
    "end_role",
    "enter_by_slip",
    "give_password",
    "give_role",
    "give_slip",
    "link",
    "look",
    "meet",
    "merge",
    "move_mail",
    "one_time_password",
    "open_account",
    "own_person",
    "part",
    "prove",
    "renew_factor",
    "replace_roll",
    "revoke",
    "share",
    "show_name",
    "stand_in",
    "try_again",
    "unblock",
    "unlink",
    "verify",
    "welcome",
    "write_down",
]
