# SPDX-License-Identifier: AGPL-3.0-or-later
"""On Friday Miguel writes what the town shall read on Monday at eight; he changes it once, and goes home."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cast import Cast
from cast import photo as a_photo
from concejo.core import clock
from concejo.square.models import Planned, Post
from fediverse_peer import Peer, serve
from fediverse_town import full, of

FRIDAY = datetime(2027, 3, 26, 12, 0, tzinfo=UTC)
MONDAY = datetime(2027, 3, 29, 6, 0, tzinfo=UTC)
"""Eight o'clock, and the clocks went forward on Sunday."""


@pytest.fixture
def peer(settings):
    """Tomás on a server of his own."""
    settings.PEER_NETWORKS = ["127.0.0.0/8"]
    one = Peer()
    server = serve(one)
    yield one
    server.shutdown()
    server.server_close()


def test_written_on_friday_said_on_monday(town: Cast, peer: Peer) -> None:
    client = Client(headers={"accept-language": "en"})
    with clock.at(FRIDAY):
        client.force_login(town["Miguel"].account)
        lamps = town["Miguel"].roles.get().department
        peer.posts(peer.does("Follow", full(of("alumbrado"))))
        town.does_what_follows()
        told = {"voice": str(lamps.pk), "text": "El lunes podamos en la plaza Mayor.", "due": "2027-03-28T02:30"}
        refused = client.post(reverse("web:announce"), told)
        assert refused.status_code == 422
        assert "this hour is not there" in refused.content.decode()
        photo = SimpleUploadedFile("a.jpg", a_photo(), "image/jpeg")
        told |= {"due": "2027-03-29T08:00", "photo": photo, "alt": "Un árbol"}
        assert client.post(reverse("web:announce"), told)["Location"] == reverse("web:plans")
        row = Planned.objects.get()
        assert row.due == MONDAY
        page = client.get(reverse("web:plans")).content.decode()
        assert "El lunes podamos" in page
        assert "08:00" in page or "8:00" in page
        assert "El lunes podamos" not in client.get(reverse("web:home")).content.decode()
        change = client.get(reverse("web:plan-change", args=[row.pk])).content.decode()
        assert 'value="2027-03-29T08:00"' in change
        told = {"voice": str(lamps.pk), "text": "El lunes podamos en la calle Real.", "due": "2027-03-29T08:00"}
        assert client.post(reverse("web:plan-change", args=[row.pk]), told).status_code == 302
    with clock.at(MONDAY - timedelta(minutes=2)):
        town.does_what_follows()
        assert not Post.objects.exists()
    with clock.at(MONDAY):
        town.does_what_follows()
        town.does_what_follows()
        (note,) = peer.notes()
        assert "calle Real" in note["content"]
        assert "— Miguel" in note["content"]
        assert note["attachment"][0]["name"] == "Un árbol"
        assert "calle Real" in Client().get(reverse("web:home")).content.decode()
        page = client.get(reverse("web:plans")).content.decode()
        assert "Nothing is planned" in page
        assert Post.objects.get().speaker == town["Miguel"]


def test_others_do_not_see_what_is_not_theirs(town: Cast) -> None:
    client = Client()
    client.force_login(town["Miguel"].account)
    with clock.at(FRIDAY):
        client.post(reverse("web:announce"), {"voice": "me", "text": "Me jubilo.", "due": "2027-03-29T08:00"})
        row = Planned.objects.get()
        for name in ("Dolores", "Lucía", "Rosario"):
            other = Client()
            other.force_login(town[name].account)
            assert "Me jubilo" not in other.get(reverse("web:plans")).content.decode()
            assert other.post(reverse("web:plan-act", args=[row.pk, "drop"])).status_code == 404
    assert Planned.objects.get().waits
