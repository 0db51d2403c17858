# SPDX-License-Identifier: AGPL-3.0-or-later
"""A server beside the town's, and the front of the town for it to knock at."""

from collections.abc import Iterator

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connection

from cast import Cast
from concejo.front.inbox import Inbox
from concejo.front.limits import Limits
from fediverse.test_hot_inbox import closing
from fediverse_peer import Peer, serve
from front.running import Running


@pytest.fixture
def peer(settings):
    """Tomás on a server of his own."""
    settings.PEER_NETWORKS = ["127.0.0.0/8"]
    one = Peer()
    server = serve(one)
    yield one
    server.shutdown()
    server.server_close()


@pytest.fixture
def front(transactional_db, town: Cast, tmp_path) -> Iterator[Running]:
    """The inbox as the front serves it; its clock of floods stands still."""
    if connection.vendor != "sqlite":
        pytest.skip("the front over PostgreSQL is asked as a whole, in tests/postgresql/test_served.py")
    with Running(closing(get_wsgi_application()), tmp=tmp_path, inbox=Inbox(Limits(lambda: 0.0))) as one:
        yield one
        one.front.parts.inbox.stop()
