# SPDX-License-Identifier: AGPL-3.0-or-later
"""What templates may say: drawings, names in the reader's language, time, people's words, states and fields."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from django import template
from django.conf import settings
from django.forms import BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

from concejo.ui import fields, fragments, icons, moments, sheets, speech, threads

register = template.Library()


class Sign(Protocol):
    """How a state is shown: anything with these three."""

    tone: str
    icon: str
    words: "str | Promise"


@register.simple_tag
def icon(name: str) -> SafeString:
    """`{% icon "mail" %}`: one of our drawings; a word always stands beside it."""
    return icons.drawing(name)


@register.simple_tag
def styles() -> SafeString:
    """`{% styles %}`: the links to the style sheet and, ahead of it, to the font."""
    names, fonts = sheets.links()
    ahead = format_html_join(
        "",
        '<link rel="preload" href="{}" as="font" type="font/woff2" crossorigin>',
        ((static(font),) for font in fonts),
    )
    return ahead + format_html_join("", '<link rel="stylesheet" href="{}">', ((static(name),) for name in names))


@register.filter
def tongue(names: Mapping[str, str] | str | None) -> str:
    """`{{ department.name|tongue }}`: the name in the reader's language, else the town's, else the first."""
    if isinstance(names, str) or not names:
        return names if isinstance(names, str) else ""
    active, own = get_language() or "", settings.LANGUAGE_CODE
    wanted = (names.get(language) for language in (active, active.split("-")[0], own, own.split("-")[0]))
    return next((name for name in wanted if name), "") or next((name for name in names.values() if name), "")


@register.filter
def clock(moment: datetime | None) -> SafeString:
    """`{{ post.at|clock }}`: 22:48, in the town's zone."""
    if not moment:
        return SafeString("")
    there = moments.local(moment)
    return SafeString(f'<time datetime="{there.isoformat("T", "minutes")}">{moments.clock(there)}</time>')


@register.filter
def day(moment: date | datetime | None) -> str:
    """`{{ post.at|day }}`: Thursday 19 November, with the year when it is not this one."""
    return moments.day(moment) if moment else ""


@register.filter
def ago(moment: datetime | None) -> SafeString:
    """`{{ case.opened_at|ago }}`: 9 min ago. Not on cached pages: it grows old with them."""
    if not moment:
        return SafeString("")
    return format_html(
        '<time datetime="{}">{}</time>', moments.local(moment).isoformat("T", "minutes"), moments.ago(moment)
    )


@register.filter
def span(seconds: float | timedelta | None) -> str:
    """`{{ case.took|span }}`: 9 min, 11 h, 2 days."""
    return "" if seconds in (None, "") else moments.span(seconds)


@register.filter
def words(text: str | None, mentions: Mapping[str, str] | None = None) -> SafeString:
    """`{{ text|words:mentions }}`: what somebody wrote, with its line breaks, addresses and @mentions."""
    return speech.as_page(text or "", mentions)


@register.filter
def tel(number: str | None) -> SafeString:
    """`{{ town.phone|tel }}`: the number as it is said, ready to be dialled."""
    if not number:
        return SafeString("")
    return format_html('<a href="{}">{}</a>', speech.telephone_address(number), speech.telephone(number))


@register.filter
def telhref(number: str | None) -> str:
    """`{{ town.phone|telhref }}`: only the address, where the link holds more than the number."""
    return speech.telephone_address(number or "")


@register.filter
def spoken(number: str | None) -> str:
    """`{{ town.phone|spoken }}`: only the grouped number."""
    return speech.telephone(number or "")


@register.simple_tag
def state(sign: Sign | None, tag: str = "p") -> SafeString:
    """`{% state case.sign %}`: the badge, an icon and words on a wash; never colour alone."""
    if not sign:
        return SafeString("")
    element = "span" if tag == "span" else "p"
    return format_html(
        '<{} class="state {}">{}{}</{}>',
        SafeString(element),
        sign.tone,
        icons.drawing(sign.icon),
        sign.words,
        SafeString(element),
    )


@register.simple_tag
def progress(step: int, steps: int) -> SafeString:
    """`{% progress 2 5 %}`: the bar beside "Question 2 of 5"; the words say it, so the bar is silent."""
    done = (("done" if number <= step else "to-do",) for number in range(1, steps + 1))
    return format_html('<ol aria-hidden="true">{}</ol>', format_html_join("", '<li class="{}"></li>', done))


@register.inclusion_tag("ui/part/field.html")
def field(bound: BoundField, *, heading: bool = False, small: bool = False, **more: Any) -> dict[str, Any]:
    """`{% field form.place %}`: label, hint, the sentence that says what is wrong, and the control, tied together.

    `heading=True` makes the label the page's h1; `small=True` sets choices closely; `hints`, `icons`, `insets` map the
    value of a choice to a sentence, a drawing, a field that belongs to it (not called optional).
    """
    return fields.laid_out(bound, heading=heading, small=small, **more)


@register.inclusion_tag("ui/part/thread.html")
def thread(
    posts: Sequence[threads.Said], fresh_url: str = "", live_url: str = "", *, fold: bool = True, brief: bool = False
) -> dict[str, Any]:
    """`{% thread posts fresh_url %}`: the conversation by days; `brief=True` on lists: first and last.

    `fresh_url` answers 204 while nothing is new, else the new `li`s and a new `part/fresh.html` behind them; `live_url`
    is the stream that says when to ask.
    """
    laid = threads.lay_brief(posts) if brief else threads.lay(posts, over=threads.FOLD_OVER if fold else len(posts))
    return {"laid": laid, "fresh_url": fresh_url, "live_url": live_url, "brief": brief}


@register.simple_tag
def say(post: threads.Said, *, one_photo: bool = False) -> SafeString:
    """`{% say post %}`: one message (part/say.html); made once for all readers where it tells its version."""
    version = getattr(post, "version", None)
    name = ("say", getattr(post, "id", 0), one_photo, get_language(), get_current_timezone_name())
    found = fragments.kept.find(name, version) if version else None
    if found is None:
        found = render_to_string("ui/part/say.html", {"post": post, "one_photo": one_photo})
        if version:
            fragments.kept.keep(name, version, found)
    return found


@register.filter
def clock_plain(moment: datetime | None) -> str:
    """`{{ opens|clock_plain }}`: the clock without mark-up, for letters."""
    return "" if moment is None else moments.clock(moment)


@register.filter
def last_day(deadline: datetime | None) -> str:
    """`{{ case.due_at|last_day }}`: the day that ends with a deadline (deadlines are the midnight after it)."""
    return "" if deadline is None else moments.day(deadline - timedelta(seconds=1))
