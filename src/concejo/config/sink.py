# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demo's post office: a real SMTP server that keeps what it gets, so that it can be read on a page."""

from asgiref.sync import sync_to_async
from django.db import transaction

from concejo.channels.contract import Raw
from concejo.channels.kinds.email import listen
from concejo.channels.models import SentMail
from concejo.core import clock


async def open_sink(port: int) -> listen.Server:
    """Receive everything on that port of this machine."""
    return await listen.start(("127.0.0.1", port), "smtp", accept_recipient=lambda _address: True, store=_keep)


@sync_to_async
def _keep(raw: Raw) -> None:
    with transaction.atomic():
        SentMail.objects.create(at=clock.now(), body=raw.body)
