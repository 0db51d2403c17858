# SPDX-License-Identifier: AGPL-3.0-or-later
"""HTML of other servers as plain words: nothing of it is ever shown as HTML. Pure."""

import re
from html.parser import HTMLParser

LONGEST = 20_000
_ODD = re.compile("[\u0000-\u0008\u000b-\u001f\u007f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def text_of(content: str) -> str:
    """Paragraphs, breaks and lists stay; everything else of the markup goes."""
    reader = _Text()
    reader.feed(content[: LONGEST * 5])
    reader.close()
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in "".join(reader.parts).splitlines()]
    return re.sub(r"\n{3,}", "\n\n", clean("\n".join(lines))).strip()[:LONGEST]


def line_of(content: str, *, most: int = 500) -> str:
    """The same as one line, for names."""
    return " ".join(text_of(content[: most * 10]).split())[:most]


def clean(words: str) -> str:
    """Without characters that turn the direction of a line or cannot be seen."""
    return _ODD.sub("", words)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Breaks stay breaks; what is no text is left out."""
        del attrs
        if tag in {"script", "style", "template"}:
            self._silent += 1
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n- ")

    def handle_endtag(self, tag: str) -> None:
        """A paragraph ends with an empty line."""
        if tag in {"script", "style", "template"}:
            self._silent = max(0, self._silent - 1)
        elif tag in {"p", "div", "blockquote", "h1", "h2", "h3", "ul", "ol"}:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        """Words."""
        if not self._silent:
            self.parts.append(data.replace("\n", " "))
