# SPDX-License-Identifier: AGPL-3.0-or-later
"""Readers of the demo town: who they are, in which language, how large, light or dark, and what axe says."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Browser, BrowserContext, Page

SCREENS = Path(__file__).parents[2] / "screens"
FLAGS = [
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync",
    "--disable-component-update", "--disable-dev-shm-usage",
]  # fmt: skip
SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}
RUN = "rules => axe.run(document, rules).then(found => found.violations.map(one => ({id: one.id, nodes: one.nodes})))"
FIRST = "es"
AXE = next(Path(str(axe_playwright_python.__file__)).parent.glob("**/axe.min.js")).read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "color-contrast-enhanced"]}}
"""All that the dark can change."""
PASSWORD = "olivar-del-genil"
_taken: set[tuple[str, str, str]] = set()
"""Pages whose picture was taken: one is enough, whoever reads."""
_looked: set[tuple[str, str, str]] = set()
"""Pages that axe saw in the dark, or in another language than the first: neither asks who reads."""


@contextmanager
def reading(browser: Browser, url: str, *, role: str, language: str) -> Iterator[tuple[BrowserContext, Page]]:
    """A browser of somebody, signed in if they have a role."""
    context = browser.new_context(locale=language, viewport=SIZES["phone"])
    page = context.new_page()
    page.set_default_timeout(20_000)
    if role:
        page.goto(f"{url}/account/login/")
        page.fill("input[name=login]", role)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(lambda address: "/account/login" not in address)
        page.goto(f"{url}/account/reauthenticate/")
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(lambda address: "/reauthenticate" not in address)
    try:
        yield context, page
    finally:
        context.close()


@dataclass
class Heard:
    """What a page asked for and complained of, since it was last read."""

    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def take(self) -> tuple[list[str], list[str]]:
        """Both, once."""
        asked, said = self.asked[:], self.said[:]
        self.asked.clear()
        self.said.clear()
        return asked, said


@contextmanager
def watching(page: Page) -> Iterator[Heard]:
    """Note every request and every complaint."""
    heard = Heard()
    page.on("request", lambda request: heard.asked.append(request.url))
    page.on("console", lambda message: heard.said.append(message.text) if message.type == "error" else None)
    yield heard


def look(page: Page, url: str, path: str, heard: Heard, *, language: str) -> list[str]:
    """Open a page in both sizes and both lights; returns what stands in somebody's way.

    Colours and order are the same in every language: axe looks at them in the first one for each role, in the dark and
    in the others once for each page. What another language can change is looked at in all: whether its words fit.
    """
    wrong: list[str] = []
    page.goto(url + path)
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)
        if page.evaluate("document.documentElement.scrollWidth") > viewport["width"]:
            wrong.append(f"{size}: wider than the screen")
        for scheme in _schemes(path, size, language):
            page.emulate_media(color_scheme=scheme)
            picture(page, path, size, scheme)
            if not page.evaluate("Boolean(window.axe)"):
                page.evaluate(AXE)
            found = page.evaluate(RUN, ALL if scheme == "light" else COLOURS)
            wrong += [f"{size} {scheme} {rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in found]
    page.emulate_media(color_scheme="light")
    asked, said = heard.take()
    wrong += [f"asks somebody else: {one}" for one in asked if not one.startswith((url, "data:", "blob:"))]
    return wrong + [f"console: {one}" for one in said]


def _schemes(path: str, size: str, language: str) -> list[str]:
    """In which lights axe looks at a page of that size."""
    if language != FIRST and size != "phone":
        return []
    fresh = (language, path, size) not in _looked
    _looked.add((language, path, size))
    if language != FIRST:
        return ["light"] if fresh else []
    return ["light", "dark"] if fresh else ["light"]


def picture(page: Page, path: str, size: str, scheme: str) -> None:
    """A screenshot for a person to look at, when CONCEJO_SCREENS is set: once for each page, whoever reads."""
    name = path.strip("/").replace("/", "_").replace("?", "_")[:60] or "home"
    if os.environ.get("CONCEJO_SCREENS") and (name, size, scheme) not in _taken:
        SCREENS.mkdir(exist_ok=True)
        _taken.add((name, size, scheme))
        page.screenshot(path=SCREENS / f"{name}-{size}-{scheme}.png", full_page=True)


def leaves_open(page: Page) -> None:
    """What the kind asks is not answered; a page that then asks more is left in the same way."""
    while "/about/" in page.url:
        page.get_by_role("button", name=re.compile("Continue|Seguir|Continuar")).last.click()
