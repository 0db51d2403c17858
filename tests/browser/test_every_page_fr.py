# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every page of the house for every role and both sizes, with axe: language `fr`."""

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed: ./concejo prepare --for dev")

from tests.browser.every_page import every_page_is_open_to_everybody

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_nothing_stands_in_anybodys_way(demo) -> None:
    wrong = every_page_is_open_to_everybody(demo, language="fr")
    assert not wrong, "\n".join(wrong)
