# SPDX-License-Identifier: AGPL-3.0-or-later
"""`doctor` finds what is wrong with a town's machine; each thing is broken once."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection

from concejo.channels import registry
from concejo.channels.models import Channel
from concejo.config import health
from concejo.config.commands import doctor
from concejo.core import clock, outbox
from concejo.people.models import Role
from concejo.privacy import townkey
from concejo.town.models import Holiday, Town


class Driver:
    def __init__(self, *sentences: str) -> None:
        self.sentences = sentences

    def check(self, around):
        return list(self.sentences)


@pytest.fixture
def well(town, tmp_path, settings, monkeypatch):
    """A town with nothing wrong."""
    settings.DATA = tmp_path / "town"
    settings.DATA.mkdir(mode=0o750)
    settings.TOWN_KEY_FILE = tmp_path / "town.key"
    townkey.make(settings.TOWN_KEY_FILE)
    settings.ALLOWED_HOSTS = ["olivar.example"]
    settings.TRUSTED_PROXIES = frozenset({"127.0.0.1"})
    Town.objects.update(public_url="https://olivar.example")
    Channel.objects.create(kind="email", settings={"smtp_host": "mail.olivar.example"})
    monkeypatch.setattr(registry, "drivers", lambda: {"email": Driver()})
    for year in (0, 1):
        Holiday.objects.get_or_create(day=date(clock.now().year + year, 1, 1), defaults={"name": "Año Nuevo"})
    Authenticator.objects.create(user=town["Sofía"].account, type="totp", data={"secret": "x"})
    return town


def said(about: str) -> str:
    return " ".join(f"{one.wrong} {one.mend}" for one in health.examine() if one.about == about)


def grave() -> set[str]:
    return {one.about for one in health.examine() if one.grave}


def test_nothing_is_wrong_in_a_town_that_is_well(well, capsys):
    assert grave() == set()
    assert doctor.run(_given()) == 0
    assert "Nothing is wrong" in capsys.readouterr().out


def test_scripts_read_it_as_json_and_by_the_exit_code(well, capsys, settings):
    Town.objects.update(public_url="http://olivar.example")
    assert doctor.run(_given(as_json=True)) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["well"] is False
    assert {"about", "wrong", "mend", "grave"} == set(told["findings"][0])


def test_no_key(well, settings):
    Path(settings.TOWN_KEY_FILE).unlink()
    assert "There is no key" in said("key")
    assert grave() == {"key"}


def test_a_key_that_is_no_key(well, settings):
    settings.TOWN_KEY_FILE = settings.TOWN_KEY_FILE.with_name("other.key")
    settings.TOWN_KEY_FILE.write_text("MFRGGZDF\n")
    assert "wrong length" in said("key")


def test_a_key_that_others_read(well, settings):
    settings.TOWN_KEY_FILE.chmod(0o644)
    assert "chmod 600" in said("key")


def test_a_key_that_every_backup_takes_along(well, settings):
    settings.TOWN_KEY_FILE = settings.DATA / "town.key"
    townkey.make(settings.TOWN_KEY_FILE)
    assert "lies in the data folder" in said("key")


def test_no_data_folder(well, settings):
    settings.DATA = settings.DATA / "nowhere"
    assert "cannot be written" in said("data")


def test_a_data_folder_that_everybody_looks_into(well, settings):
    settings.DATA.chmod(0o755)
    assert "chmod 750" in said("data")


def test_a_full_disk(well, monkeypatch):
    monkeypatch.setattr(health, "LEAST_FREE", 2**62)
    assert "Make room" in said("data")


def test_a_damaged_database(well, monkeypatch):
    monkeypatch.setattr(health, "_damage", lambda: "page 7 is torn")
    if connection.vendor == "sqlite":
        assert "page 7 is torn" in said("database")


def test_an_upgrade_that_is_missing(well, monkeypatch):
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda *_: [("town", "0002")])
    assert "1 steps of an upgrade" in said("database")


def test_no_town(well):
    Town.objects.all().delete()
    assert "no town in this database" in said("database")


def test_a_clock_that_goes_wrong(well, monkeypatch):
    real = health.time.time()
    monkeypatch.setattr(health.time, "time", lambda: real + 120)
    assert "differ by 120 seconds" in said("clock")


def test_a_worker_that_does_not_run(well):
    outbox.promise("square.media_shown", key="x", due=clock.now() - timedelta(hours=2), media="x")
    assert "Work waits for 120 minutes" in said("worker")


def test_what_was_given_up(well):
    outbox.promise("nobody.keeps_this", key="x")
    outbox.keep_due()
    assert "1 letters or promises were given up" in said("worker")


def test_no_mail(well):
    Channel.objects.all().delete()
    assert "No mail server is set" in said("mail")


def test_mail_that_has_a_problem(well, monkeypatch):
    sentence = "olivar.example has no SPF record. Add a TXT record."
    monkeypatch.setattr(registry, "drivers", lambda: {"email": Driver(sentence)})
    (found,) = [one for one in health.examine() if one.about == "mail"]
    assert (found.wrong, found.mend) == ("olivar.example has no SPF record.", "Add a TXT record.")


def test_a_town_without_https(well):
    Town.objects.update(public_url="http://olivar.example")
    assert "in the open, without https" in said("address")


def test_a_town_on_one_machine_alone_is_worth_knowing(well):
    Town.objects.update(public_url="http://127.0.0.1:8080")
    assert "on this machine alone" in said("address")
    assert not [one for one in health.examine() if one.grave and "on this machine alone" in one.wrong]


def test_pages_that_do_not_answer_under_the_towns_name(well, settings):
    settings.ALLOWED_HOSTS = ["other.example"]
    assert "do not answer under olivar.example" in said("address")


def test_pages_that_answer_under_any_name(well, settings):
    settings.ALLOWED_HOSTS = ["*"]
    assert "under any name" in said("address")


def test_no_proxy_is_trusted(well, settings):
    settings.TRUSTED_PROXIES = frozenset()
    assert "No reverse proxy is trusted" in said("address")


def test_no_holidays(well):
    Holiday.objects.all().delete()
    assert f"holidays of {clock.now().year} are missing" in said("holidays")


def test_an_administrator_with_a_password_alone(well):
    Authenticator.objects.all().delete()
    assert "@sofia signs in with a password alone" in said("administrator")
    assert "administrator" in grave()


def test_no_administrator(well):
    Role.objects.filter(kind=Role.Kind.ADMINISTRATOR).delete()
    assert "Nobody administers this town" in said("administrator")


def test_details_for_readers(well, settings):
    settings.DEBUG = True
    assert "Error pages show details" in said("configuration")


def _given(*, as_json: bool = False):
    return type("Given", (), {"json": as_json})()
