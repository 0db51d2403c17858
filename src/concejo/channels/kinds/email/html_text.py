# SPDX-License-Identifier: AGPL-3.0-or-later
"""An HTML letter as plain text, quotes marked with `>` so that the same cutter serves both.

nh3 parses first, as browsers do; what it gives back is well-formed, and only then the walker below reads it
(html.parser alone takes quadratic time on hostile input). nh3 itself is slow on thousands of open elements, so
formatting tags, which carry no words, go before it, and a letter nested beyond reason is only stripped of its tags.
"""

import html
import re
from html.parser import HTMLParser

import nh3

LIMIT = 2_000_000
"""Characters of HTML that are looked at."""
DEEPEST = 400
_FORMATTING = "b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u"
_DROP = re.compile(rf"</?(?:{_FORMATTING})(?=[\s/>])[^>]{{0,2000}}>", re.IGNORECASE)
_LEFT = re.compile(rf"<(?:{_FORMATTING})(?=[\s/>])", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_ANY_TAG = re.compile(r"<[^<>]{0,5000}>")
AND = "\ue000"
"""Stands for & while nh3 looks: it takes seconds over many character references."""
_SPACE = re.compile(r"[ \t\r\n\f\u00a0]+")
_VOID = frozenset(
    {"br", "img", "hr", "meta", "input", "link", "col", "area", "base", "wbr", "p", "li", "td", "tr", "th"}
)
_BLOCKS = frozenset(
    {"p", "div", "table", "tr", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "dl", "dt"}
    | {"header", "footer", "address", "figure", "center", "dd", "form", "fieldset", "blockquote", "pre"}
)
_SPACED = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6"})
_TAGS = set(_BLOCKS | {"br", "hr", "a", "td", "th", "tbody", "thead", "span"})
_SILENT = {"script", "style", "title", "head", "template", "noscript", "iframe", "svg", "math", "object"}


def text_of(source: str) -> str:
    """The words of an HTML letter; `blockquote` becomes `> `, a rule becomes underscores, links keep their address."""
    source = source[:LIMIT].replace("\x00", "")
    plain = _DROP.sub("", source).replace(AND, "").replace("&", AND)
    if _LEFT.search(plain) or _depth(plain) > DEEPEST:
        return html.unescape(_ANY_TAG.sub(" ", plain).replace(AND, "&"))
    clean = nh3.clean(
        plain, tags=_TAGS, clean_content_tags=_SILENT, attributes={"a": {"href"}}, link_rel=None, strip_comments=True
    )
    walker = _Walker()
    walker.feed(clean.replace(AND, "&"))
    walker.close()
    return walker.text()


def _depth(source: str) -> int:
    here = most = 0
    for close, name in _TAG.findall(source):
        if name.lower() not in _VOID:
            here += -1 if close else 1
            most = max(most, here)
    return most


class _Walker(HTMLParser):
    """Reads the clean HTML once, line by line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._line = ""
        self._quotes = 0
        self._pre = 0
        self._gap = False
        self._link = ""
        self._link_from = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self._break(gap=tag in _SPACED)
        if tag == "br":
            self._end_line()
        elif tag == "hr":
            self._break()
            self._line = "_" * 32
            self._end_line()
        elif tag == "blockquote":
            self._quotes += 1
        elif tag == "pre":
            self._pre += 1
        elif tag == "li":
            self._line = "- "
        elif tag in {"td", "th"} and self._line:
            self._line += " "
        elif tag == "a":
            self._link, self._link_from = dict(attrs).get("href") or "", len(self._line)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._close_link()
        if tag in _BLOCKS:
            self._break(gap=tag in _SPACED)
        if tag == "blockquote":
            self._quotes = max(0, self._quotes - 1)
        elif tag == "pre":
            self._pre = max(0, self._pre - 1)

    def handle_data(self, data: str) -> None:
        if self._pre:
            first, *rest = data.split("\n")
            self._line += first
            for more in rest:
                self._end_line()
                self._line = more
            return
        data = _SPACE.sub(" ", data)
        self._line += data.lstrip() if not self._line or self._line.endswith(" ") else data

    def _close_link(self) -> None:
        said = self._line[self._link_from :].strip()
        target = self._link.removeprefix("mailto:")
        if self._link.startswith(("http://", "https://")) and target.rstrip("/") not in said and said:
            self._line += f" <{target}>"
        self._link = ""

    def _end_line(self) -> None:
        if self._gap and self._lines:
            self._lines.append("> " * self._quotes)
        self._gap = False
        self._lines.append("> " * self._quotes + self._line.rstrip())
        self._line = ""

    def _break(self, *, gap: bool = False) -> None:
        if self._line.strip():
            self._end_line()
        self._line = ""
        self._gap = self._gap or gap

    def text(self) -> str:
        """The lines so far; runs of empty lines become one."""
        self._break()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in self._lines)).strip("\n")
