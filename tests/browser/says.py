# SPDX-License-Identifier: AGPL-3.0-or-later
"""Run inside a demo town: Miguel speaks in the newest public case (the words are the argument); prints its page."""

import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "concejo.config.settings"
django.setup()

from django.db import transaction  # noqa: E402

from concejo.cases.models import Case  # noqa: E402
from concejo.people.models import Person  # noqa: E402
from concejo.square import actions as square  # noqa: E402

case = Case.objects.public().open().order_by("-opened_at")[0]
if len(sys.argv) > 1:
    with transaction.atomic():
        words = square.Words(text=sys.argv[1], via="web", language="es")
        square.say(case.main, words, speaker=Person.objects.get(handle__word="miguel"))
sys.stdout.write(f"/c/{case.number}/")
