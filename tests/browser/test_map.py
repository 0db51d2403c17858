# SPDX-License-Identifier: AGPL-3.0-or-later
"""The map in a real browser, by touch and by keyboard; and a form that is filled in without a line, sent once."""

import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed: ./concejo prepare --for dev")

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests.browser.conftest import Demo, _environment
from tests.browser.reader import FLAGS, SCREENS, SIZES, leaves_open
from tests.programs import need

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LAT, LON = 37.1505, -3.641
HERE = {"latitude": LAT, "longitude": LON}


def _in_town(demo: Demo, *words: str) -> dict[str, int]:
    run = [sys.executable, str(Path(__file__).parent / "mapped.py"), *words]
    said = subprocess.run(run, env=_environment(demo.folder), capture_output=True, text=True, timeout=60, check=True)
    return json.loads(said.stdout)


@pytest.fixture(scope="module")
def mapped(demo) -> Demo:
    """The demo town with a map file of its own."""
    _in_town(demo, "map")
    return demo


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=need("chromium"), chromium_sandbox=False, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def reader(mapped, chromium) -> Iterator[Page]:
    """A telephone that may tell where it is; nothing complains, and nobody else is asked for anything."""
    context = chromium.new_context(
        viewport=SIZES["phone"], locale="es", has_touch=True, geolocation=HERE, permissions=["geolocation"]
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if "ontent Security Policy" in said.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: complaints.append(asked.url) if not _ours(asked.url, mapped.url) else None)
    yield page
    assert complaints == []
    context.close()


def _ours(url: str, town: str) -> bool:
    return url.startswith((town, "blob:", "data:"))


def _needs_map(page: Page) -> None:
    if not page.locator("[data-chart]").count():
        pytest.skip("the map was not built here: install npm, then ./concejo prepare")


def test_the_map_moves_by_touch_and_by_keyboard(mapped, reader: Page) -> None:
    with reader.expect_response(lambda answer: answer.url.endswith(".pmtiles") and answer.status == 206):
        reader.goto(f"{mapped.url}/map/")
        _needs_map(reader)
    chart = reader.locator("[data-chart]")
    points = _in_town(mapped, "count")["on_the_map"]
    assert points > 5
    expect(chart).to_have_attribute("data-drawn", str(points))
    expect(reader.locator("[data-drawing]")).to_be_hidden()
    expect(chart.get_by_text("OpenStreetMap")).to_be_visible()
    drawn = "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((n, i) => i % 4 === 0 && n < 200)"
    reader.wait_for_function(f"() => [...document.querySelectorAll('.leaflet-tile-pane canvas')].some({drawn})")

    with reader.expect_response("**/map/points/**"):
        chart.locator(".mark-many").first.tap()
    chart.focus()
    with reader.expect_response("**/map/points/**"):
        reader.keyboard.press("ArrowRight")
    with reader.expect_response("**/map/points/**"):
        reader.keyboard.press("-")
    reader.goto(f"{mapped.url}/map/")
    reader.locator("ul.cases h3 a").first.focus()
    expect(chart.locator(".leaflet-overlay-pane path")).to_have_count(1)
    SCREENS.mkdir(exist_ok=True)
    reader.screenshot(path=SCREENS / "map-phone.png", full_page=True)


def test_near_me_says_only_the_neighbourhood(mapped, reader: Page) -> None:
    reader.goto(f"{mapped.url}/map/")
    reader.locator("[data-here]").tap()
    reader.wait_for_url("**near=37.15*")
    assert "near=37.151%2C-3.641" in reader.url or "near=37.150%2C-3.641" in reader.url
    expect(reader.locator("ul.cases li").first).to_contain_text(re.compile(r"\ba \d+ m\b"))


def test_a_point_by_telephone_and_by_keyboard(mapped, reader: Page) -> None:
    reader.goto(f"{mapped.url}/speak/")
    reader.fill("#id_text", "La farola no luce")
    reader.locator("form button.big").tap()
    reader.wait_for_url(re.compile(r"/(2|about)/$"))
    leaves_open(reader)
    reader.locator("[data-here]").tap()
    expect(reader.locator("#id_place")).to_have_value(re.compile("cerca de .+"))
    _needs_map(reader)
    chart = reader.locator("[data-chart]")
    chart.focus()
    reader.keyboard.press("ArrowUp")
    reader.keyboard.press("Enter")
    expect(reader.locator("[data-take]")).to_be_visible()
    assert float(reader.input_value("[name=lat]")) != LAT
    with reader.expect_navigation():
        reader.locator("[data-take]").tap()
    assert reader.input_value("#id_place").startswith("cerca de")


def test_without_a_line_it_is_kept_and_sent_once(mapped, reader: Page) -> None:
    before = _in_town(mapped, "count")
    reader.goto(f"{mapped.url}/speak/")
    reader.evaluate("() => navigator.serviceWorker.ready")
    reader.wait_for_function("() => navigator.serviceWorker.controller")
    reader.context.set_offline(True)
    reader.goto(f"{mapped.url}/speak/")  # the worker shows the one page
    expect(reader.locator("[data-one-page]")).to_be_visible()
    expect(reader.get_by_text("Ahora no hay cobertura")).to_be_visible()
    picture = io.BytesIO()
    Image.new("RGB", (320, 240), "#7a6").save(picture, "JPEG")
    reader.fill("[name=text]", "La fuente de la plaza no echa agua")
    reader.set_input_files("#id_photo", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()})
    reader.get_by_text("Todo el pueblo").tap()
    reader.get_by_text("Ya miraré yo").tap()
    reader.locator("form button.big").tap()
    kept = reader.locator("[data-list] li")
    expect(kept).to_contain_text("La fuente de la plaza")
    SCREENS.mkdir(exist_ok=True)
    reader.screenshot(path=SCREENS / "offline-phone.png", full_page=True)
    reader.goto(f"{mapped.url}/speak/")  # closed and opened again: still there
    expect(kept).to_contain_text("con foto")
    assert _in_town(mapped, "count") == before

    reader.context.set_offline(False)
    see = kept.get_by_role("link")
    expect(see).to_have_count(1, timeout=20_000)
    after = _in_town(mapped, "count")
    assert {name: after[name] - before[name] for name in ("letters", "photos")} == {"letters": 1, "photos": 1}
    see.tap()
    expect(reader.get_by_role("heading", level=1)).to_contain_text("2026-")
    reader.goto(f"{mapped.url}/speak/")
    reader.wait_for_timeout(500)
    expect(kept).to_have_count(0)
    assert _in_town(mapped, "count") == after
