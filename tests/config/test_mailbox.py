# SPDX-License-Identifier: AGPL-3.0-or-later
"""A mailbox whose settings change on the page is opened anew, without starting the worker again."""

import threading

import pytest

from concejo.channels.models import Channel
from concejo.config import mailbox

pytestmark = pytest.mark.django_db


def test_other_settings_open_the_mailbox_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "LOOK_AGAIN", 0.0)
    channel = Channel.objects.create(kind="email", settings={"imap_host": "mail.olivar.example"})
    stop = threading.Event()
    until = mailbox._Until(stop, {"imap_host": "mail.olivar.example"})
    assert not until.is_set()
    assert not until.wait(0.01)
    channel.settings = {"imap_host": "other.olivar.example"}
    channel.save()
    assert until.is_set()
    assert until.wait(0.01)


def test_the_end_of_the_worker_ends_the_mailbox() -> None:
    stop = threading.Event()
    until = mailbox._Until(stop, {})
    stop.set()
    assert until.is_set()
    assert until.wait(10)
