# SPDX-License-Identifier: AGPL-3.0-or-later
"""aiosmtpd with a handler that does nothing: what taking in e-mail costs at least."""

import asyncio
import sys

import uvloop
from aiosmtpd.smtp import SMTP


class Nothing:
    """Every letter is welcome and forgotten."""


async def _serve(port: int) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Nothing(), loop=loop), "127.0.0.1", port)
    await server.serve_forever()


with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
    runner.run(_serve(int(sys.argv[1])))
