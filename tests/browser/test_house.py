# SPDX-License-Identifier: AGPL-3.0-or-later
"""The real pages in a real browser: light, by keyboard, without script, with large letters, by themselves."""

import re
import sqlite3
from collections.abc import Iterator

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed: ./concejo prepare --for dev")

from playwright.sync_api import Browser, expect, sync_playwright
from tests.browser.reader import FLAGS, SIZES, leaves_open, reading
from tests.programs import need

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PUBLIC = ("/", "/cases/", "/talk/", "/search/?q=farola", "/d/alumbrado/", "/speak/", "/slip/", "/now/", "/d/")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = need("chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, chromium_sandbox=False, args=FLAGS)
        yield chromium
        chromium.close()


def test_the_first_load_of_the_square_is_light(demo, browser) -> None:
    context = browser.new_context(viewport=SIZES["phone"], locale="es")
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    sizes: dict[str, float] = {}
    urls: dict[str, str] = {}
    network.on("Network.responseReceived", lambda said: urls.update({said["requestId"]: said["response"]["url"]}))
    network.on("Network.loadingFinished", lambda said: sizes.update({said["requestId"]: said["encodedDataLength"]}))
    page.goto(demo.url)
    page.wait_for_timeout(6000)
    weight = sum(size for one, size in sizes.items() if "/media/" not in urls.get(one, ""))
    assert 5_000 < weight <= 60 * 1024, sorted((size, urls.get(one)) for one, size in sizes.items())
    context.close()


@pytest.mark.parametrize("path", PUBLIC)
def test_letters_twice_as_large_fit_on_a_telephone(demo, browser, path: str) -> None:
    context = browser.new_context(viewport=SIZES["phone"], locale="es", bypass_csp=True)
    page = context.new_page()
    page.goto(demo.url + path)
    page.add_style_tag(content="html { font-size: 200% }")
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES["phone"]["width"]
    context.close()


def test_a_neighbour_speaks_without_script_and_comes_back_with_the_code(demo, browser) -> None:
    context = browser.new_context(viewport=SIZES["phone"], locale="en", java_script_enabled=False)
    page = context.new_page()
    page.goto(demo.url)
    page.locator("textarea[name=text]").fill("The lamp in calle Real, 9 blinks all night long")
    page.locator("section.speak button").click()
    leaves_open(page)
    page.locator("input[name=place]").fill("calle Real, 9")
    page.get_by_role("button", name="Continue").last.click()
    if "/alike/" in page.url:
        page.get_by_role("button", name="No, it is another one").click()
    page.get_by_role("button", name="Continue").last.click()
    if "/alike/" in page.url:
        page.get_by_role("button", name="No, it is another one").click()
    page.get_by_label("The whole town").check()
    page.get_by_role("button", name="Continue").last.click()
    page.get_by_label("I shall look myself").check()
    page.get_by_role("button", name="Send").click()
    expect(page.locator("h1")).to_contain_text("Your case is")
    number = page.locator("h1").inner_text().split()[-1].rstrip(".")
    code = page.locator("strong.num").inner_text()
    page.goto(f"{demo.url}/slip/")
    page.get_by_label("Number").fill(number)
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("h1")).to_contain_text("blinks")
    assert not context.cookies()
    context.close()


def test_a_neighbour_speaks_by_keyboard_alone(demo, browser) -> None:
    context = browser.new_context(viewport=SIZES["desktop"], locale="en")
    page = context.new_page()
    page.goto(f"{demo.url}/speak/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the content")
    page.keyboard.press("Enter")
    for _step in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "TEXTAREA":
            break
    page.keyboard.type("A bench in plaza Mayor has lost a board")
    page.keyboard.press("Tab")
    while "Continue" not in page.evaluate("document.activeElement.innerText || ''"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/(2|about)/$"))
    context.close()


def test_what_is_new_appears_on_an_open_page_by_itself(demo, browser) -> None:
    context = browser.new_context(viewport=SIZES["phone"], locale="es")
    page = context.new_page()
    with sqlite3.connect(demo.folder / "town" / "concejo.sqlite3") as rows:
        (talk, last) = rows.execute(
            "SELECT p.conversation_id, max(p.id) FROM square_post p"
            " JOIN square_conversation c ON c.id = p.conversation_id"
            " WHERE c.visibility = 'public' AND p.state = 'published' GROUP BY 1 HAVING count(*) > 2 LIMIT 1"
        ).fetchone()
        (before,) = rows.execute(
            "SELECT id FROM square_post WHERE conversation_id = ? AND id < ? ORDER BY id DESC", (talk, last)
        ).fetchone()
    part = page.request.get(f"{demo.url}/t/{talk}/new/?after={before}")
    assert part.status == 200
    assert f'id="p{last}"' in part.text()
    assert "hx-get" in part.text(), "it goes on asking"
    assert page.request.get(f"{demo.url}/t/{talk}/new/?after={last}").status == 204
    context.close()


def test_the_electrician_closes_a_case_from_his_worklist(demo, browser) -> None:
    with reading(browser, demo.url, role="lucia", language="es") as (_context, page):
        page.goto(f"{demo.url}/tasks/")
        task = page.locator("article.task").first
        title = task.locator("h2").inner_text()
        picture = page.screenshot(type="jpeg")
        with page.expect_navigation():
            task.locator("input[type=file]").set_input_files(
                {"name": "done.jpg", "mimeType": "image/jpeg", "buffer": picture}
            )
        expect(page.locator("main")).to_contain_text(title)
