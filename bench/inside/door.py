# SPDX-License-Identifier: AGPL-3.0-or-later
"""The web process of a town alone, without its worker: `python -m bench.inside.door PORT`."""

import sys

from concejo.config import ready, web

ready.make_tables()
sys.exit(web.run(web.Place(web=web.open_socket("127.0.0.1", int(sys.argv[1]), "port"))))
