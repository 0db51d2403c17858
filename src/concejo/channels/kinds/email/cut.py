# SPDX-License-Identifier: AGPL-3.0-or-later
"""The new words of an answer: history, marker, signature and legal notices are taken away; staff still see the whole.

The marker line decides first. Then come announcements ("El lun… escribió:"), header blocks ("De: / Enviado: …"), `>`
quotes, signatures and notices. When in doubt a line stays: too much to read is better than a word lost. A letter that
was forwarded to the town keeps everything below its announcement, since that is what the neighbour wants read.
"""

from itertools import pairwise

from .cut_words import (
    ASKS,
    FORWARDED,
    LABEL,
    MARKER,
    MARKERS,
    MOBILE,
    MOBILE_START,
    NOTICE,
    NOTICE_BODY,
    ON,
    ORIGINAL,
    RULE,
    SIGNATURE,
    WEB,
    WROTE,
    dated,
    has_mailbox,
)

__all__ = ["MARKERS", "cut"]

LONGEST_LINE = 600
"""Announcements are shorter; longer lines are prose and are not looked into."""
SIGNATURE_LINES = 25
ROUNDS = 20


def cut(text: str) -> str:
    """The new words only. Cutting what was cut changes nothing."""
    text = _tidy(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    for _ in range(ROUNDS):
        shorter = _once(text)
        if shorter == text:
            break
        text = shorter
    return text


def _once(text: str) -> str:
    lines = text.split("\n")
    above = _above_marker(lines)
    if above is not None:
        return above
    lines = _without_quotes(lines[: _history(lines)])
    lines = lines[: _notice(lines)]
    lines = lines[: _signature(lines)]
    return _tidy(_without_mobile(lines))


def _tidy(lines: list[str]) -> str:
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _above_marker(lines: list[str]) -> str | None:
    """What stands above our marker line, if anything does; an answer below the quote is found by its missing `>`."""
    at = next((i for i, line in enumerate(lines) if len(line) < LONGEST_LINE and MARKER.search(line)), None)
    if at is None:
        at = next((i for i, pair in enumerate(_pairs(lines)) if MARKER.search(pair)), None)
    if at is None:
        return None
    above = lines[: _announcement_above(lines, at)]
    if any(line.strip() for line in above):
        return _tidy(above)
    own = [line for line in lines[at:] if not line.startswith(">") and not MARKER.search(line)]
    quoted = any(line.startswith(">") for line in lines[at:])
    return _tidy(own) if quoted else ""


def _pairs(lines: list[str]) -> list[str]:
    """Each line joined with the next, for a marker that a narrow window broke in two."""
    return [
        f"{one} {other.lstrip('> ')}" if len(one) + len(other) < LONGEST_LINE else "" for one, other in pairwise(lines)
    ]


def _announcement_above(lines: list[str], at: int) -> int:
    """Where the announcement of the quote that begins at `at` starts; `at` itself when nothing announces it."""
    end = at
    while end > 0 and (not lines[end - 1].strip(" >") or RULE.match(lines[end - 1])):
        end -= 1
    for size in range(1, 5):
        start = end - size
        if start < 0:
            break
        joined = _joined(lines[start:end])
        if WROTE.search(joined) and (ON.match(joined) or dated(joined) or has_mailbox(joined)):
            return _wider(lines, start)
        if ORIGINAL.match(joined) or _is_block(lines, start):
            return start
    return at


def _wider(lines: list[str], start: int) -> int:
    """An announcement may begin a line or two higher: "El lun, 3 jun" / "2024 a las …, X escribió:"."""
    for higher in range(start, max(-1, start - 3), -1):
        if not lines[higher].strip(" >"):
            break
        if ON.match(lines[higher].lstrip("> ")):
            return higher
    return start


def _joined(lines: list[str]) -> str:
    joined = " ".join(line.lstrip("> ").strip() for line in lines)
    return joined if len(joined) < LONGEST_LINE else ""


def _history(lines: list[str]) -> int:
    """The line where what follows is history to the end; the number of lines when there is none.

    Something must stand above it: a letter that opens with "De: / Fecha: / Asunto:" is a formal letter, not a quote.
    """
    if _is_forward(lines):
        return len(lines)
    said = False
    for i, line in enumerate(lines):
        if said and len(line) < LONGEST_LINE:
            if ORIGINAL.match(line):
                return i
            if _is_block(lines, i):
                return _rule_above(lines, i)
            size = _announcement(lines, i)
            if size and not _quote_follows(lines, i + size):
                return i
        said = said or bool(line.strip())
    return len(lines)


def _is_forward(lines: list[str]) -> bool:
    return any(FORWARDED.match(line) for line in lines if len(line) < LONGEST_LINE)


def _announcement(lines: list[str], at: int) -> int:
    """How many lines from `at` announce, with an address, a quote that carries no `>`; 0 for prose."""
    if not ON.match(lines[at]):
        return 0
    for size in range(1, 5):
        joined = _joined(lines[at : at + size])
        if WROTE.search(joined):
            return size if has_mailbox(joined) and dated(joined) else 0
    return 0


def _quote_follows(lines: list[str], at: int) -> bool:
    return next((line for line in lines[at:] if line.strip()), "").lstrip().startswith(">")


def _is_block(lines: list[str], at: int) -> bool:
    """Header lines in a row as Outlook shows them: From and Sent, then To or Subject."""
    first = LABEL.match(lines[at]) if len(lines[at]) < LONGEST_LINE else None
    if first is None or first.lastgroup not in {"from", "sent"}:
        return False
    names = set()
    for line in lines[at : at + 12]:
        found = LABEL.match(line) if len(line) < LONGEST_LINE else None
        if found and found.lastgroup:
            names.add(found.lastgroup)
        elif not line.strip() and len(names) >= 3:
            break
    return {"from", "sent"} <= names and bool(names & {"to", "subject"})


def _rule_above(lines: list[str], at: int) -> int:
    while at > 0 and (not lines[at - 1].strip() or RULE.match(lines[at - 1]) or ORIGINAL.match(lines[at - 1])):
        at -= 1
    return at


def _without_quotes(lines: list[str]) -> list[str]:
    """Quoted lines and what announces them are dropped; answers below or between the quotes stay."""
    if _is_forward(lines):
        return lines
    drop: set[int] = set()
    for i, line in enumerate(lines):
        if not line.startswith((">", " >")):
            continue
        drop.add(i)
        if i - 1 not in drop:
            drop.update(range(_announcement_above(lines, i), i))
    return [line for i, line in enumerate(lines) if i not in drop]


def _signature(lines: list[str]) -> int:
    """`-- ` with words above it and no more than a signature below; several in a row go together."""
    first, end, start = _first_words(lines), len(lines), -1
    while start != end:
        start = end
        for i in range(max(first + 1, end - SIGNATURE_LINES), end):
            if SIGNATURE.match(lines[i]):
                end = i
                break
    return end


def _first_words(lines: list[str]) -> int:
    return next((i for i, line in enumerate(lines) if line.strip()), len(lines))


def _notice(lines: list[str]) -> int:
    """The paragraph in which a legal notice begins, provided that there are words above and it is one indeed."""
    first = _first_words(lines)
    for i, line in enumerate(lines[first + 1 :], first + 1):
        opens = not lines[i - 1].strip() or RULE.match(lines[i - 1]) is not None
        if not opens or not NOTICE.match(line[:LONGEST_LINE]):
            continue
        paragraph = _paragraph(lines, i)
        if NOTICE_BODY.search(paragraph) and not ASKS.search(paragraph):
            return i
    return len(lines)


def _paragraph(lines: list[str], at: int) -> str:
    """The notice itself; a heading alone on its line takes the next paragraph with it."""
    taken: list[str] = []
    for line in lines[at : at + 15]:
        if not line.strip() and len(taken) > 1:
            break
        taken.append(line)
    return " ".join(taken)[:4000]


def _without_mobile(lines: list[str]) -> list[str]:
    """The lines without "Enviado desde mi iPhone" and its like at the very end, over one line or two."""
    while lines:
        last = lines[-1]
        if not last.strip() or RULE.match(last) or _mobile(last):
            lines.pop()
        elif len(lines) > 1 and _mobile(_joined(lines[-2:])) and MOBILE_START.match(lines[-2]):
            del lines[-2:]
        else:
            break
    return lines


def _mobile(line: str) -> bool:
    short = WEB.sub("", line) if len(line) < LONGEST_LINE else ""
    return len(short) < 120 and MOBILE_START.match(short) is not None and MOBILE.match(short) is not None
