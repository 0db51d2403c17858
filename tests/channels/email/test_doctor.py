# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is wrong with the town's mail, said in sentences."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from concejo.channels.contract import Driver
from concejo.channels.kinds.email.driver import EmailDriver, driver
from concejo.channels.kinds.email.resolve import DnsTrouble
from tests.channels.email.conftest import town
from tests.channels.email.test_send import Mood
from tests.counterparts.dovecot import dovecot
from tests.counterparts.ports import free_port

GOOD = {
    ("olivar.example", "TXT"): ["google-site=1", "v=spf1 mx -all"],
    ("olivar.example", "MX"): ["10 mx.olivar.example."],
    ("_dmarc.olivar.example", "TXT"): ["v=DMARC1; p=none"],
    ("k1._domainkey.olivar.example", "TXT"): ["v=DKIM1; k=rsa; p=MIIB"],
}
Zone = dict[tuple[str, str], list[str]]


def asked(zone: Zone) -> EmailDriver:
    return EmailDriver(lookup=lambda name, kind: zone.get((name, kind), []))


@pytest.fixture(scope="module")
def smtp_port() -> Iterator[int]:
    server = Controller(Mood(), hostname="127.0.0.1", port=free_port())
    server.start()
    yield server.port
    server.stop()


def check(zone: Zone, smtp_port: int, /, **more: str | int) -> list[str]:
    settings: dict[str, str | int] = {"smtp_host": "127.0.0.1", "smtp_port": smtp_port, "smtp_security": "none"}
    return list(asked(zone).check(town(**(settings | {"dkim_selector": "k1"} | more))))


def test_the_driver_is_what_the_contract_asks() -> None:
    one: Driver = driver
    assert (one.kind, one.scheme, one.hears, one.speaks) == ("email", "mailto", True, True)


def test_all_is_well(smtp_port: int) -> None:
    assert check(GOOD, smtp_port) == []


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({("olivar.example", "TXT"): []}, "no SPF record"),
        ({("olivar.example", "TXT"): ["v=spf1 -all", "v=spf1 mx -all"]}, "2 SPF records"),
        ({("olivar.example", "TXT"): ["v=spf1 +all"]}, "+all"),
        ({("_dmarc.olivar.example", "TXT"): []}, "no DMARC record"),
        ({("_dmarc.olivar.example", "TXT"): ["v=DMARC1; p=none", "v=DMARC1; p=none"]}, "2 records"),
        ({("_dmarc.olivar.example", "TXT"): ["v=DMARC1; rua=mailto:x@y"]}, "no policy"),
        ({("k1._domainkey.olivar.example", "TXT"): []}, "no DKIM key"),
        ({("k1._domainkey.olivar.example", "TXT"): ["v=DKIM1; p="]}, "revoked"),
        ({("olivar.example", "MX"): []}, "no MX record"),
    ],
)
def test_each_missing_record_is_one_sentence(change: Zone, word: str, smtp_port: int) -> None:
    (sentence,) = check(GOOD | change, smtp_port)
    assert word in sentence


def test_settings_that_are_missing() -> None:
    found = list(asked(GOOD).check(town()))
    assert any("dkim_selector" in one for one in found)
    assert any("smtp_host" in one for one in found)


def test_a_silent_dns_is_said_once(smtp_port: int) -> None:
    def silent(name: str, kind: str) -> list[str]:
        raise DnsTrouble(f"{name} {kind}")

    found = EmailDriver(lookup=silent).check(
        town(smtp_host="127.0.0.1", smtp_port=smtp_port, smtp_security="none", dkim_selector="k1")
    )
    assert len(found) == 1
    assert "DNS did not answer" in found[0]


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"smtp_port": 1}, "cannot be reached"),
        ({"smtp_security": "starttls"}, "STARTTLS"),
        ({"smtp_security": "odd"}, "what the settings ask for"),
        ({"smtp_user": "u", "smtp_password": "p"}, "travels in the open"),
    ],
)
def test_the_smtp_server(more: dict[str, str | int], word: str, smtp_port: int) -> None:
    assert any(word in one for one in check(GOOD, smtp_port, **more))


def test_the_mailbox(tmp_path: Path, smtp_port: int) -> None:
    with dovecot(tmp_path / "dovecot") as mailbox:
        settings = {
            "imap_host": "127.0.0.1",
            "imap_port": mailbox.imap_port,
            "imap_security": "none",
            "imap_user": "avisos",
        }

        def ask(**more: str | int) -> list[str]:
            return check(GOOD, smtp_port, **(settings | more))

        assert ask(imap_password="pw") == []
        assert "refused us" in _only(ask, imap_password="wrong")
        assert "refused us" in _only(ask, imap_password="pw", imap_folder="No existe")
        assert "cannot be reached" in _only(ask, imap_port=1)


def _only(ask: Callable[..., list[str]], **more: str | int) -> str:
    (one,) = ask(**more)
    return one


def test_every_setting_is_explained_and_every_explained_one_exists() -> None:
    root = Path(__file__).parents[3]
    code = "".join(one.read_text() for one in (root / "src/concejo/channels/kinds/email").glob("*.py"))
    read = set(re.findall(r'(?:setting\(around|told\(settings), ["\']([a-z_]+)["\']', code))
    table = (root / "docs/run/mail.md").read_text().partition("## All settings")[2].partition("\n## ")[0]
    told = {
        name
        for line in table.splitlines()
        for name in re.findall(r"`([a-z_]+)`", line.split("|")[1:2][0] if "|" in line else "")
    }
    assert read == told
