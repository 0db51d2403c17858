# SPDX-License-Identifier: AGPL-3.0-or-later
"""The web process: pages by uvicorn, and the mail listener on the same loop."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import uvicorn
from django.conf import settings

from concejo.channels.contract import Raw
from concejo.channels.intake import Writer
from concejo.channels.kinds.email import listen
from concejo.channels.recipients import accepts
from concejo.config.asgi import application

log = logging.getLogger("concejo.web")


async def serve() -> int:
    """Serve pages, and mail if a port is set, until SIGTERM."""
    options = settings.OPTIONS
    config = uvicorn.Config(
        application, host=options["host"], port=options["port"], log_level="warning", access_log=False,
        server_header=False, lifespan="off", timeout_graceful_shutdown=5, proxy_headers=False,
    )  # fmt: skip
    server = uvicorn.Server(config)
    writer = Writer()
    listener = None
    if options["mail_port"]:
        listener = await listen.start(
            options["mail_host"], options["mail_port"], options["mail_protocol"],
            accept_recipient=accepts, store=_store_with(writer),
        )  # fmt: skip
    try:
        await server.serve()
    finally:
        if listener is not None:
            listener.close()
        writer.stop()
    return 0


def _store_with(writer: Writer) -> Callable[[Raw], Awaitable[None]]:
    async def store(raw: Raw) -> None:
        """Returns once the letter is on disk."""
        await asyncio.wrap_future(writer.put(raw))

    return store
