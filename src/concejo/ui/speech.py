# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people wrote, made ready for a page: never mark-up, addresses can be followed, mentions stand out."""

import re
from collections.abc import Iterator, Mapping

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

_FOUND = re.compile(r"(?P<url>https?://[^\s<>\"']+)|(?<![\w@/.])@(?P<handle>[\w][\w-]*(?:\.[\w-]+)*)")
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")
_TRAILING = ".,;:!?)]}»”’…"


def _pieces(line: str, mentions: Mapping[str, str]) -> Iterator[SafeString]:
    place = 0
    for found in _FOUND.finditer(line):
        yield escape(line[place : found.start()])
        place = found.end()
        if found["url"]:
            url = found["url"].rstrip(_TRAILING)
            place -= len(found["url"]) - len(url)
            yield format_html('<a href="{}" rel="nofollow ugc noopener">{}</a>', url, url)
            continue
        address = mentions.get(found["handle"].casefold())
        if address:
            yield format_html('<a class="at" href="{}">{}</a>', address, found[0])
        else:
            yield escape(found[0])
    yield escape(line[place:])


def as_page(text: str, mentions: Mapping[str, str] | None = None) -> SafeString:
    """Paragraphs and line breaks kept, everything else escaped; `mentions` maps a handle in lower case to its page."""
    plain = text.replace("\r\n", "\n").strip()
    if not plain:
        return mark_safe("")
    paragraphs = (
        "<br>".join("".join(_pieces(line, mentions or {})) for line in paragraph.split("\n"))
        for paragraph in _PARAGRAPH.split(plain)
    )
    return mark_safe("".join(f"<p>{paragraph}</p>" for paragraph in paragraphs))


def telephone(number: str) -> str:
    """The number grouped as it is said: ``958 00 01 00`` in Spain, ``01 23 45 67 89`` in France."""
    digits = re.sub(r"[^\d+]", "", number)
    if re.fullmatch(r"(\+34)?[6-9]\d{8}", digits):
        nine = digits[-9:]
        return f"{nine[:3]} {nine[3:5]} {nine[5:7]} {nine[7:]}"
    if re.fullmatch(r"(\+33|0)[1-9]\d{8}", digits):
        ten = "0" + digits[-9:]
        return " ".join(ten[place : place + 2] for place in range(0, 10, 2))
    return number.strip()


def telephone_address(number: str) -> str:
    """What a telephone dials when the number is pressed."""
    return "tel:" + re.sub(r"[^\d+]", "", number)
