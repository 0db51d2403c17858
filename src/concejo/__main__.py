# SPDX-License-Identifier: AGPL-3.0-or-later
"""``python -m concejo``."""

import sys

from concejo.config.commands import main

sys.exit(main())
