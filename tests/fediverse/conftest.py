# SPDX-License-Identifier: AGPL-3.0-or-later
"""A server beside the town's."""

import pytest

from fediverse_peer import Peer, serve


@pytest.fixture
def peer(settings):
    """Tomás on a server of his own."""
    settings.PEER_NETWORKS = ["127.0.0.0/8"]
    one = Peer()
    server = serve(one)
    yield one
    server.shutdown()
    server.server_close()
