# SPDX-License-Identifier: AGPL-3.0-or-later
"""Takes the picture of the README from a real demo town: `python tools/pictures.py http://127.0.0.1:8080`."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PLACE = Path(__file__).resolve().parent.parent / "docs" / "pictures"
FLAGS = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


def main() -> None:
    """The conversation about the lamp, as a neighbour sees it."""
    base = sys.argv[1].rstrip("/")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", chromium_sandbox=False, args=FLAGS)
        page = browser.new_page(viewport={"width": 1100, "height": 1840}, locale="es")
        page.goto(f"{base}/search/?q=farola+alfareros+escal%C3%B3n")
        page.locator("article h3 a").last.click()
        page.screenshot(path=PLACE / "lamp.png", clip={"x": 0, "y": 0, "width": 1100, "height": 1840}, full_page=True)
        browser.close()


if __name__ == "__main__":
    main()
