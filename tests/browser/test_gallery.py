# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every component in a real browser: axe, two sizes, light and dark, large letters, no script, nobody else called."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install playwright")

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

from programs import need

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("ui_urls"),
    pytest.mark.django_db(transaction=True),
]
SCREENS = Path(__file__).parents[2] / "screens" / "ui"
FLAGS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync",
         "--disable-component-update", "--disable-dev-shm-usage"]  # fmt: skip
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
RULES = {
    "runOnly": {"type": "tag", "values": [
        "wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}},
}  # fmt: skip
WHOLE = ["worklist", "desk", "question", "wrong", "confirm", "404", "500", "simple", "square", "case"]
PAGES = ["gallery/", *(f"gallery/{name}/" for name in WHOLE)]
SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = need("chromium")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright's loop runs in this thread; the database of the tests is opened and emptied beside it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = playwright.chromium.launch(executable_path=path, chromium_sandbox=False, args=FLAGS)
        yield chromium
        chromium.close()


def strictly(route: Route) -> None:
    """Answer as the front will: with a policy that forbids whatever is inline."""
    answer = route.fetch()
    route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": POLICY})


class Visit:
    """A reader with a browser of a certain size, who notes every complaint and every request."""

    def __init__(self, browser: Browser, base: str, **settings: Any) -> None:
        self.base = base
        self.context: BrowserContext = browser.new_context(locale="es-ES", **settings)
        self.context.route("**/*", strictly)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("request", lambda request: self.asked.append(request.url))

    def to(self, path: str) -> Page:
        answer = self.page.goto(f"{self.base}/{path}")
        assert answer is not None
        assert answer.status == 200
        return self.page

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()


def picture(page: Page, path: str, mode: str) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENS / f"{path.strip('/').replace('/', '-')}-{mode}.png", full_page=True)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", PAGES)
def test_nothing_stands_in_anybodys_way(live_server: Any, browser: Browser, path: str, size: str) -> None:
    with Visit(browser, live_server.url, viewport=SIZES[size]) as visit:
        page = visit.to(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]["width"]
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)
            picture(page, path, f"{size}-{scheme}")
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found = Axe().run(page, options=RULES).response["violations"]
            assert not [(scheme, rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]
        assert not visit.complaints
        assert all(url.startswith((live_server.url, "blob:")) for url in visit.asked)
        if not page.locator("[name=csrfmiddlewaretoken]").count():  # an employee's form may carry a token
            assert not visit.context.cookies()


@pytest.mark.parametrize("path", PAGES)
def test_letters_twice_as_large_fit_on_a_telephone(live_server: Any, browser: Browser, path: str) -> None:
    with Visit(browser, live_server.url, viewport=SIZES["phone"], bypass_csp=True) as visit:
        page = visit.to(path)
        page.add_style_tag(content="html { font-size: 200% }")
        picture(page, path, "phone-200")
        assert page.evaluate("document.documentElement.scrollWidth") <= SIZES["phone"]["width"]


def test_without_script_the_worklist_has_a_button_that_sends(live_server: Any, browser: Browser) -> None:
    with Visit(browser, live_server.url, viewport=SIZES["phone"], java_script_enabled=False) as visit:
        page = visit.to("gallery/worklist/")
        picture(page, "gallery/worklist/", "phone-noscript")
        expect(page.get_by_role("button", name="Enviar la foto").first).to_be_visible()


def test_the_choice_of_a_photo_is_the_tap(live_server: Any, browser: Browser) -> None:
    with Visit(browser, live_server.url, viewport=SIZES["phone"]) as visit:
        page = visit.to("gallery/worklist/")
        expect(page.get_by_role("button", name="Enviar la foto")).to_have_count(0)
        chosen = page.locator("input[type=file]").first
        chosen.set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"no photo"})
        expect(page.locator("[data-says]").first).to_contain_text("no es una foto")
        with page.expect_request(lambda request: request.method == "POST"):
            chosen.set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff\xd9"})


def test_the_keys_move_and_can_be_switched_off(live_server: Any, browser: Browser) -> None:
    with Visit(browser, live_server.url, viewport=SIZES["desktop"]) as visit:
        page = visit.to("gallery/desk/")
        page.keyboard.press("j")
        assert page.url.endswith("#q1")
        page.get_by_label("Respuesta").press("k")
        assert page.url.endswith("#q1")
        page.locator("h1").click()
        page.keyboard.press("?")
        page.keyboard.press("Space")
        visit.to("gallery/desk/")
        expect(page.locator("[data-keys-switch]")).not_to_be_checked()
        page.keyboard.press("j")
        assert "#" not in page.url


def test_the_first_load_of_the_home_page_is_light(live_server: Any, browser: Browser) -> None:
    """At most 60 kB without photographs; the server of the tests does not compress, so it is done here."""
    weight = 0

    def weigh(answer: Any) -> None:
        nonlocal weight
        if "/sample/" not in answer.url:
            body = answer.body()
            weight += len(body if answer.url.endswith("woff2") else gzip.compress(body, 6))

    with Visit(browser, live_server.url, viewport=SIZES["phone"]) as visit:
        visit.page.on("requestfinished", lambda request: weigh(request.response()))
        visit.to("gallery/square/")
        visit.page.wait_for_load_state("networkidle")
        assert weight <= 60 * 1024
