# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes somebody's programme known to a town, with no limit that a bench would meet: prints its key."""

import sys

from concejo.channels import clients
from concejo.config import ready
from concejo.people.models import Person

ready.make_tables()
_client, _key = clients.give_key("Bench", by=Person.objects.filter(handle__isnull=False)[0], an_hour=10_000_000)
sys.stdout.write(f"{_key}\n")
