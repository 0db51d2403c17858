# SPDX-License-Identifier: AGPL-3.0-or-later
"""Passkeys with a virtual authenticator (WebAuthn, CTAP 2.1): staff set one up first of all, and it opens the door."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, sync_playwright
from tests.browser.conftest import Demo
from tests.browser.reader import FLAGS, PASSWORD
from tests.programs import need

pytestmark = pytest.mark.browser
OPEN = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "concejo.config.settings"
django.setup()
from concejo.cases.models import Report
from concejo.people import actions, links
from concejo.people.models import Proof
her = Report.objects.filter(address__person=None, address__scheme="mailto").latest("id").address
proof = actions.ask(her, Proof.Wish.ENTER)
actions.check(proof, actions.code_of(proof))
print(links.make(links.Purpose.OWN, proof.pk))
"""


@pytest.fixture
def telephone() -> Iterator[BrowserContext]:
    """A browser with a finger that always fits."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=need("chromium"), chromium_sandbox=False, args=FLAGS)
        context = browser.new_context(locale="en", viewport={"width": 390, "height": 844})
        yield context
        browser.close()


def page_with_finger(context: BrowserContext) -> Page:
    page = context.new_page()
    page.set_default_timeout(20_000)
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def token(demo: Demo) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("CONCEJO_", "DJANGO_"))}
    environment |= {
        "CONCEJO_DATA": str(demo.folder / "town"), "CONCEJO_DEMO": "yes",
        "CONCEJO_CONFIG": str(demo.folder / "none.toml"),
    }  # fmt: skip
    run = subprocess.run([sys.executable, "-c", OPEN], env=environment, capture_output=True, timeout=120, check=True)
    return run.stdout.decode().strip()


def localhost(demo: Demo) -> str:
    """A passkey belongs to a name, and 127.0.0.1 is none (WebAuthn level 2, section 5.1.2)."""
    return demo.url.replace("127.0.0.1", "localhost")


def test_a_neighbour_opens_an_account_makes_a_passkey_and_comes_back_with_it(demo: Demo, telephone) -> None:
    url, page = localhost(demo), page_with_finger(telephone)
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    page.goto(f"{url}/my/{token(demo)}/")
    page.get_by_role("button", name="Open an account").click()
    page.wait_for_url("**/my/account/")
    page.get_by_role("link", name="Make a passkey").click()
    page.fill("input[name=name]", "my telephone")
    assert page.is_checked("input[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/my/account/")
    assert page.get_by_text("my telephone").is_visible()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{url}/")
    page.goto(f"{url}/account/enter/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/my/account/")
    assert page.get_by_text("my telephone").is_visible()
    assert not heard


def test_an_employee_makes_a_passkey_and_needs_no_password_any_more(demo: Demo, telephone) -> None:
    url, page = localhost(demo), page_with_finger(telephone)
    page.goto(f"{url}/account/login/")
    page.fill("input[name=login]", "andres")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/tasks/")
    page.goto(f"{url}/account/factor/")
    page.get_by_role("link", name="Make a passkey").click()
    page.wait_for_url("**/webauthn/add/**")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/**")
    page.goto(f"{url}/tasks/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{url}/")
    page.goto(f"{url}/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/tasks/")
