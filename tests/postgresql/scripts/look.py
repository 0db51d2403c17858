# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a town holds, one line for each thing looked at; the same before a move and after it."""

import django

django.setup()

from concejo.channels import intake  # noqa: E402
from concejo.channels.models import Delivery, Letter, SentMail  # noqa: E402
from concejo.square import search  # noqa: E402
from concejo.square.models import Post  # noqa: E402
from concejo.town.models import Holiday, Street, Town  # noqa: E402

town = Town.objects.get()
print(town.name, town.population, town.hours["deep"])
for post in Post.objects.order_by("id"):
    print(post.pk, post.words, post.at.isoformat(), post.state)
for words in ("angel", "Ángel FAROLA", "2026-0412", "0412", "calle", "vecina", "call apag", "apag"):
    print(words, [found.pk for found in search.find(words)])
for letter in Letter.objects.order_by("id"):
    print(intake.open_letter(letter).body, letter.received_at)
print(bytes(SentMail.objects.get().body), Delivery.objects.order_by("id").last().key, Holiday.objects.get().day)
print(Street.objects.get().lon)
