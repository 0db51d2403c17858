# SPDX-License-Identifier: AGPL-3.0-or-later
"""The web process: pages by uvicorn, and the mail listener on the same loop."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

import uvicorn
from django.conf import settings

from concejo.channels.contract import Raw
from concejo.channels.intake import Writer
from concejo.channels.kinds.email import listen
from concejo.channels.recipients import Recipients
from concejo.config.asgi import application
from concejo.config.sink import open_sink

log = logging.getLogger("concejo.web")
RENEW = 5.0
"""Seconds until a new department's mail address is open."""


async def serve() -> int:
    """Serve pages, and mail if a port is set, until SIGTERM."""
    options = settings.OPTIONS
    config = uvicorn.Config(
        application, host=options["host"], port=options["port"], log_level="warning", access_log=False,
        server_header=False, lifespan="off", timeout_graceful_shutdown=5, proxy_headers=False,
    )  # fmt: skip
    server = uvicorn.Server(config)
    async with asyncio.TaskGroup() as group:
        mail = group.create_task(_mail()) if options["mail_port"] else None
        sink = await open_sink(options["mail_port"] + 1) if settings.DEMO and options["mail_port"] else None
        await server.serve()
        if sink is not None:
            await sink.close()
        if mail is not None:
            mail.cancel()
    return 0


async def _mail() -> None:
    """Keep the letter box open until cancelled."""
    options = settings.OPTIONS
    writer, known = Writer(), Recipients()
    await asyncio.to_thread(known.renew)
    box = await listen.start(
        options["mail_host"], options["mail_port"], options["mail_protocol"],
        accept_recipient=known.accepts, store=_store_with(writer),
    )  # fmt: skip
    try:
        while True:
            await asyncio.sleep(RENEW)
            with suppress(OSError):
                await asyncio.to_thread(known.renew)
    finally:
        await box.close()
        await asyncio.to_thread(writer.stop)


def _store_with(writer: Writer) -> Callable[[Raw], Awaitable[None]]:
    async def store(raw: Raw) -> None:
        """Returns once the letter is on disk."""
        await asyncio.wrap_future(writer.put(raw))

    return store
