# SPDX-License-Identifier: AGPL-3.0-or-later
"""A little life for a town that will move: every kind of column, and what the two databases hold differently."""

import uuid
from datetime import UTC, date, datetime

import django

django.setup()

from concejo.channels import hear, intake, written  # noqa: E402
from concejo.channels.models import Delivery, SentMail  # noqa: E402
from concejo.core import clock  # noqa: E402
from concejo.square.models import Post, PostVersion  # noqa: E402
from concejo.town.models import Holiday, Street, Town  # noqa: E402

AT = datetime(2026, 10, 25, 0, 59, 59, 123456, UTC)
"""In the hour that comes twice."""
DEEP = [1, 2.5, None, True, {"ñ": "\\u0041"}]
SAID = {"public": "La farola de la calle Ángel está apagada, como en 2026-0412", "private": "Mi vecina me grita"}

Town.objects.update(population=3512, hours={"es": "De 9 a 14 — ¡siempre!", "deep": DEEP})
Holiday.objects.create(day=date(2026, 12, 8), name="Inmaculada")
Street.objects.create(name="calle Antonio Linares", lat=37.25, lon=-3.6000000000000005)
for visibility, text in SAID.items():
    hints = {"visibility": visibility, "via": "web"}
    raw = written.write("web", sender="mailto:a@vecinos.example", text=text, hints=hints, language="es", at=AT)
    hear.hear(intake.store(raw))
post = Post.objects.exclude(text="").get()
Post.objects.filter(pk=post.pk).update(facts={"nul": "a\x00b"})
PostVersion.objects.create(post=post, at=clock.now(), text="antes\x00después")
SentMail.objects.create(at=AT, body=bytes(range(256)))
Delivery.objects.create(
    key=uuid.uuid4(), kind="email", to="x@y.example", cause="post", subject=1, made_at=AT, next_at=AT
)
