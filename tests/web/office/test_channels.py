# SPDX-License-Identifier: AGPL-3.0-or-later
"""The administrator connects the mail: passwords go in and never come out again."""

import pytest

from concejo.channels import registry
from concejo.channels.models import Channel

WELL = {
    "smtp_host": "mail.olivar.example", "smtp_port": "587", "smtp_security": "starttls", "smtp_user": "avisos",
    "smtp_password": "el-secreto-del-olivo", "imap_host": "", "imap_port": "", "imap_security": "tls", "imap_user": "",
    "imap_password": "", "imap_folder": "INBOX", "from_local": "avisos", "reply_local": "", "bounce_local": "b+{token}",
    "authserv_id": "", "dkim_selector": "",
}  # fmt: skip


class Doctor:
    """Stands in for the driver of e-mail."""

    kind, speaks = "email", True

    def __init__(self, *sentences: str) -> None:
        self.sentences = sentences

    def check(self, around):
        assert around.settings["smtp_password"] == WELL["smtp_password"]
        return list(self.sentences)


def test_settings_are_kept_and_the_password_is_sealed(admin):
    assert admin.post("/town/channels/email/", WELL).status_code == 302
    channel = Channel.objects.get(kind="email")
    assert channel.settings["smtp_port"] == 587
    assert channel.settings["reply_local"] == ""
    assert "smtp_password" not in channel.settings
    assert WELL["smtp_password"].encode() not in bytes(channel.secrets)
    assert registry.surroundings("email").settings["smtp_password"] == WELL["smtp_password"]


def test_a_password_is_never_shown_and_stays_when_none_is_written(admin):
    admin.post("/town/channels/email/", WELL)
    page = admin.get("/town/channels/email/?lang=en").content.decode()
    assert WELL["smtp_password"] not in page
    assert "A password is sealed here" in page
    admin.post("/town/channels/email/", WELL | {"smtp_password": "", "smtp_host": "otra.olivar.example"})
    assert registry.surroundings("email").settings["smtp_password"] == WELL["smtp_password"]
    again = admin.post("/town/channels/email/", WELL | {"smtp_port": "0"}).content.decode()
    assert WELL["smtp_password"] not in again


def test_settings_that_a_page_does_not_know_stay(admin):
    Channel.objects.create(kind="email", settings={"poll_seconds": 30, "smtp_host": "old"})
    admin.post("/town/channels/email/", WELL)
    assert Channel.objects.get(kind="email").settings["poll_seconds"] == 30


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"smtp_host": "https://mail.example/"}, "Only the name of the server"),
        ({"smtp_security": "none"}, "would travel in the open"),
        ({"reply_local": "respuestas"}, "It must hold {token} once"),
        ({"from_local": "Avisos Olivar"}, "before the @"),
        ({"smtp_port": "70000"}, "Something is missing"),
    ],
)
def test_what_makes_no_sense_is_said_in_a_sentence(admin, wrong, sentence):
    response = admin.post("/town/channels/email/?lang=en", WELL | wrong)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Channel.objects.exists()


def test_the_test_says_what_the_driver_found(admin, monkeypatch):
    admin.post("/town/channels/email/", WELL)
    monkeypatch.setattr(registry, "drivers", lambda: {"email": Doctor("olivar.example has no SPF record.")})
    assert "has no SPF record" in admin.post("/town/channels/email/test/").content.decode()
    monkeypatch.setattr(registry, "drivers", lambda: {"email": Doctor()})
    assert "All is well" in admin.post("/town/channels/email/test/?lang=en").content.decode()
    assert admin.post("/town/channels/pigeon/test/").status_code == 404


def test_the_list_says_how_each_channel_fares(admin, town):
    town.hears("Alejandra", "La farola de calle Real no luce")
    Channel.objects.create(kind="email", problem="The mailbox refused us.")
    page = admin.get("/town/channels/?lang=en").content.decode()
    assert "The mailbox refused us." in page
    assert "Web form" in page
