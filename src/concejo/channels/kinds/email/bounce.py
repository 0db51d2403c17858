# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters of ours that came back (RFC 3461, 3464, 5965 left alone): who was not reached, and whether for good.

A notice gives one event per recipient that failed or is late. Notices about success give none. None is ever answered.
"""

import logging
import re
from email.message import Message
from itertools import chain

from flufl.bounce import all_failures

from concejo.channels.contract import Bounced, Raw, Surroundings

from .flags import null_sender
from .headers import ids_of, line_of, mailboxes, normal, payload_of
from .mailboxes import bounce_token, domain_of

_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_DAEMON = re.compile(r"(?:mailer-daemon|postmaster|mail-daemon|mdaemon)@", re.IGNORECASE)
_OUR_ID = re.compile(r"^Message-ID:\s*<([^<>\s]+)>", re.IGNORECASE | re.MULTILINE)
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)
"""It logs what it reads, and people's addresses stay out of logs."""


def bounces_of(
    message: Message, raw: Raw, around: Surroundings, *, addresses: tuple[str, ...], sender: str
) -> list[Bounced] | None:
    """The events of a notice, possibly none; `None` when the letter is no notice at all."""
    token = bounce_token(around, addresses)
    blocks = _status_blocks(message)
    if blocks:
        ours = _returned_id(message, around)
        return [event for block in blocks for event in _from_block(block, token=token, external_id=ours)]
    if not (null_sender(message, raw) or _DAEMON.match(sender)):
        return None
    return _without_dsn(message, around, token=token) or None


def _status_blocks(message: Message) -> list[Message]:
    """The per-recipient fields of every `message/delivery-status` part (RFC 3464 section 2.1)."""
    return [
        block
        for part in message.walk()
        if part.get_content_type() in {"message/delivery-status", "message/global-delivery-status"}
        for block in _blocks(part)
        if line_of(block, "Action") or line_of(block, "Final-Recipient")
    ]


def _blocks(part: Message) -> list[Message]:
    payload = payload_of(part)
    return payload if isinstance(payload, list) else []


def _from_block(block: Message, *, token: str | None, external_id: str) -> list[Bounced]:
    action = line_of(block, "Action").partition(";")[0].strip().lower()
    match = _STATUS.search(line_of(block, "Status")) or _STATUS.search(line_of(block, "Diagnostic-Code"))
    status = match.group(1) if match else ""
    if action in {"delivered", "relayed", "expanded"} or (not action and not status.startswith(("4", "5"))):
        return []
    permanent = action == "failed" or (action != "delayed" and status.startswith("5"))
    recipient = next(
        filter(None, (_address(line_of(block, name)) for name in ("Original-Recipient", "Final-Recipient"))), ""
    )
    status = status or ("5.0.0" if permanent else "4.0.0")
    return [Bounced(recipient=recipient, permanent=permanent, status=status, token=token, external_id=external_id)]


def _address(value: str) -> str:
    """`rfc822;a@b` (RFC 3464 section 2.3.2) or `utf-8; …` (RFC 6533) as a plain address."""
    found = mailboxes([value.partition(";")[2] or value])
    return found[0][1] if found else ""


def _returned_id(message: Message, around: Surroundings) -> str:
    """Message-ID of the letter of ours inside the notice."""
    for part in message.walk():
        if part.get_content_type() in {"message/rfc822", "message/global"}:
            for inner in _blocks(part):
                return next(iter(ids_of(inner, "Message-ID")), "")
        if part.get_content_type() in {"text/rfc822-headers", "message/global-headers"}:
            return _id_in_text(str(payload_of(part)), around)
    return _id_in_text(_plain(message), around)


def _id_in_text(text: str, around: Surroundings) -> str:
    found: list[str] = _OUR_ID.findall(text[:200_000])
    ours = [one for one in found if one.lower().endswith("@" + domain_of(around))]
    return next(chain(ours, found), "")


def _plain(message: Message) -> str:
    for part in message.walk():
        payload = payload_of(part)
        if part.get_content_maintype() == "text" and isinstance(payload, str):
            return payload
    return ""


def _without_dsn(message: Message, around: Surroundings, *, token: str | None) -> list[Bounced]:
    """Exim, qmail and others that write prose: flufl.bounce knows their words."""
    try:
        temporary, permanent = all_failures(message)
    except Exception:  # noqa: BLE001 - thirty heuristics over hostile text: whatever one raises, there is no notice
        return []
    ours = _returned_id(message, around)
    match = _STATUS.search(_plain(message)[:20_000])
    events = []
    for found, final in ((permanent, True), (temporary - permanent, False)):
        for one in sorted(found):
            recipient = normal(one.decode("utf-8", "replace"))
            status = match.group(1) if match and match.group(1)[0] in "45" else ("5.0.0" if final else "4.0.0")
            events.append(Bounced(recipient=recipient, permanent=final, status=status, token=token, external_id=ours))
    return events
