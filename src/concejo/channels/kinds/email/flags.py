# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether a machine wrote a letter, a list carried it, or we wrote it ourselves: no loop can begin (RFC 3834)."""

import re
from email.message import Message
from uuid import UUID

from concejo.channels.contract import Raw, Surroundings

from .headers import ids_of, line_of, lines_of, words
from .mailboxes import domain_of, is_ours

MARK = "X-Concejo"
"""Carried by every letter we write, with our domain in it."""
_AUTO_HEADERS = (
    "X-Autoreply",
    "X-Autorespond",
    "X-Autoresponder",
    "X-Autoreply-From",
    "X-Mail-Autoreply",
    "X-FC-MachineGenerated",
    "X-POST-MessageClass",
    "Delivered-By-The-Graces-Of-God",
)
_PRECEDENCE = frozenset({"bulk", "list", "junk", "auto_reply", "auto-reply"})
_ABSENT = re.compile(
    r"\s*(?:re:\s*)?(?:\[?auto(?:matic)?[ -]?reply\]?|automatische antwort|automatic response"
    r"|out[ -]of[ -](?:the[ -])?office|abwesenheit|respuesta autom[aá]tica|autorrespuesta|respuesta de ausencia"
    r"|fuera de (?:la )?oficina|ausencia de la oficina|réponse automatique|reponse automatique|absence du bureau"
    r"|message d'absence|absent du bureau|resposta autom[aàá]tica|fora de l'oficina|fora do escrit[oó]rio"
    r"|risposta automatica)(?:\b|\])",
    re.IGNORECASE,
)


def flags_of(message: Message, raw: Raw, around: Surroundings, *, sender: str) -> frozenset[str]:
    """The flags auto-reply, list and own of a letter."""
    found = set()
    if _by_machine(message, raw):
        found.add("auto-reply")
    if line_of(message, "List-Id") or line_of(message, "List-Post"):
        found.add("list")
    if _by_us(message, around, sender=sender):
        found.add("own")
    return frozenset(found)


def null_sender(message: Message, raw: Raw) -> bool:
    """MAIL FROM was empty: nothing may be answered, ever (RFC 5321 section 4.5.5)."""
    given = raw.envelope.get("mail_from")
    if isinstance(given, str):
        return given.strip() in {"", "<>"}
    return line_of(message, "Return-Path").replace(" ", "") == "<>"


def _by_machine(message: Message, raw: Raw) -> bool:
    submitted = line_of(message, "Auto-Submitted").partition(";")[0].strip().lower()
    if submitted not in {"", "no"} or null_sender(message, raw):
        return True
    if any(line_of(message, name) for name in _AUTO_HEADERS):
        return True
    if line_of(message, "X-Auto-Response-Suppress").lower() not in {"", "none"}:
        return True
    if line_of(message, "Precedence").strip().lower() in _PRECEDENCE:
        return True
    if message.get_content_type() == "multipart/report":
        return True
    return _ABSENT.match(words(line_of(message, "Subject"))) is not None


def _by_us(message: Message, around: Surroundings, *, sender: str) -> bool:
    """By mark, by Message-ID or by sender. A clerk who writes from a mailbox in the same domain is not the machine."""
    domain = domain_of(around)
    if is_ours(around, sender) or domain in {line.strip().lower() for line in lines_of(message, MARK)}:
        return True
    return any(_our_id(one, domain) for one in ids_of(message, "Message-ID"))


def _our_id(message_id: str, domain: str) -> bool:
    key, _, where = message_id.rpartition("@")
    try:
        return where.lower() == domain and str(UUID(key)) == key.lower()
    except ValueError:
        return False
