# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town's letter box alone: SMTP in the loop, letters on disk before 250, as the web process runs it."""

import asyncio
import signal
import sys

import uvloop

from concejo.channels.contract import Raw
from concejo.channels.intake import Writer
from concejo.channels.kinds.email import listen
from concejo.channels.recipients import Recipients
from concejo.config import ready, web


async def _serve(port: int) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    writer, known = Writer(), Recipients()
    await asyncio.to_thread(known.renew)

    async def store(raw: Raw) -> None:
        await asyncio.wrap_future(writer.put(raw))

    line = web.open_socket("127.0.0.1", port, "port")
    box = await listen.start(line, "smtp", accept_recipient=known.accepts, store=store)
    await stop.wait()
    await box.close()
    await asyncio.to_thread(writer.stop)


ready.make_tables()
with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
    runner.run(_serve(int(sys.argv[1])))
