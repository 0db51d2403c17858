# SPDX-License-Identifier: AGPL-3.0-or-later
"""The walk through all pages that the three languages share."""

from collections import defaultdict

from playwright.sync_api import sync_playwright
from tests.browser.conftest import Demo
from tests.browser.reader import FLAGS, look, reading, watching
from tests.programs import need


def every_page_is_open_to_everybody(demo: Demo, *, language: str) -> list[str]:
    """Open every page as every role that may; returns what axe, the width or the console said."""
    path = need("chromium")
    by_role: dict[str, list[str]] = defaultdict(list)
    for one in demo.pages:
        by_role[one["role"]].append(one["path"])
    wrong: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, chromium_sandbox=False, args=FLAGS)
        for role, paths in sorted(by_role.items()):
            with reading(browser, demo.url, role=role, language=language) as (context, page), watching(page) as heard:
                for at in sorted((one for one in paths if "logout" not in one), key=_accounts_last):
                    seen = look(page, demo.url, at, heard, language=language)
                    wrong += [f"{at} ({role or 'anybody'}): {sentence}" for sentence in seen]
                    if not role and context.cookies() and "/account/" not in at:
                        wrong.append(f"{at}: sets a cookie")
        browser.close()
    return wrong


def _accounts_last(path: str) -> tuple[bool, str]:
    """Signing in needs a cookie; all else is looked at before it."""
    return ("/account/" in path, path)
