# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fetches what tests need from npm's registry: another server of the fediverse, the rules of others for one, and Node
where there is none. No script of a package runs.
"""

import shutil
import sys
from pathlib import Path

from node import ROOT, CannotBuildError, node_and_npm, run

FEDIFY, RULES = (ROOT / "tests" / "counterparts" / name for name in ("fedify", "rules"))
OLDEST_NODE = 22


def main() -> int:
    try:
        with node_and_npm(OLDEST_NODE) as (node, npm):
            own = Path(node[0])
            for folder in (FEDIFY, RULES):
                run([*npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"], path=str(own.parent), folder=folder)
            kept = FEDIFY / "node_modules" / ".bin" / "node"
            if own.parent != Path(shutil.which("node") or "").parent:  # it lies in a folder that goes away again
                shutil.copy2(own, kept)
    except (CannotBuildError, OSError) as error:
        print(error, file=sys.stderr)
        print("concejo: Fedify and the rules could not be fetched, so the tests that need them are skipped")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
