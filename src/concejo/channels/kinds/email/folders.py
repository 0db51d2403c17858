# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where letters go that the town has stored: a folder of their own, or a mark when the mailbox allows no folder."""

from dataclasses import dataclass

from imap_tools import BaseMailBox, ImapToolsError
from imap_tools.errors import MailboxFolderCreateError

KEYWORD = "ConcejoReceived"


@dataclass(frozen=True, slots=True)
class Done:
    """How to tell what is done from what is new."""

    folder: str = ""
    flags: tuple[str, ...] = ()
    criteria: str = "ALL"

    def mark(self, box: BaseMailBox, uid: str) -> None:
        """The letter is stored: take it out of the way. Raises when the server refuses."""
        if self.folder:
            box.move(uid, self.folder)
        else:
            box.flag(uid, self.flags, value=True)


def done_place(box: BaseMailBox, wanted: str) -> Done:
    r"""The folder, made when it is missing (also under INBOX, as some servers demand).

    Without one: a keyword of ours where the mailbox takes keywords, else \Seen, and then a letter that somebody opened
    by hand before the town saw it counts as done.
    """
    listed = list(box.folder.list())
    delimiter = next((one.delim for one in listed if one.delim), "/")
    plain = delimiter.join(wanted.split("/"))
    for name in (plain, f"INBOX{delimiter}{plain}"):
        if any(one.name == name for one in listed) or _made(box, name):
            return Done(folder=name)
    _, allowed = box.client.response("PERMANENTFLAGS")
    if allowed and isinstance(allowed[0], bytes) and b"\\*" in allowed[0]:
        return Done(flags=(KEYWORD, "\\Seen"), criteria=f"UNKEYWORD {KEYWORD}")
    return Done(flags=("\\Seen",), criteria="UNSEEN")


def _made(box: BaseMailBox, name: str) -> bool:
    try:
        box.folder.create(name)
    except (MailboxFolderCreateError, ImapToolsError):
        return False
    return True
