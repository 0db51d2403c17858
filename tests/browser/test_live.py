# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody reads a conversation while somebody else speaks in another process: the words appear, and are announced."""

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed: ./concejo prepare --for dev")

from playwright.sync_api import expect, sync_playwright
from tests.browser.conftest import _environment
from tests.browser.reader import FLAGS, SCREENS, SIZES
from tests.programs import need

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WORDS = "Voy ahora mismo con la escalera."


def _miguel(demo, *words: str) -> str:
    run = [sys.executable, str(Path(__file__).parent / "says.py"), *words]
    said = subprocess.run(run, env=_environment(demo.folder), capture_output=True, text=True, timeout=60, check=True)
    return said.stdout


def test_new_words_appear_on_an_open_page(demo) -> None:
    path = need("chromium")
    page_path = _miguel(demo)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, chromium_sandbox=False, args=FLAGS)
        page = chromium.new_page(viewport=SIZES["phone"], locale="es")
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        with page.expect_request("**/live/**", timeout=30_000):
            page.goto(demo.url + page_path)
        page.wait_for_function("() => window.htmx")
        page.wait_for_timeout(500)
        assert page.get_by_text(WORDS).count() == 0
        _miguel(demo, WORDS)
        expect(page.get_by_text(WORDS)).to_have_count(1, timeout=10_000)
        expect(page.locator("#announce")).not_to_be_empty()
        SCREENS.mkdir(exist_ok=True)
        page.get_by_text(WORDS).scroll_into_view_if_needed()
        page.screenshot(path=SCREENS / "live-phone.png")
        assert complaints == []
        chromium.close()
