# SPDX-License-Identifier: AGPL-3.0-or-later
"""Builds what the pages load from npm's registry: the font, and the style sheet for browsers of some years ago.

Takes npm where it is installed, else Node from PyPI (requirements/node.txt), fetched for this and removed again. A town
without either still starts: the pages then use the reader's own font and the style sheet as it was written.
"""

import sys
from pathlib import Path

from node import ROOT, CannotBuildError, node_and_npm, run

FRONT = ROOT / "frontend"
STATIC = ROOT / "src" / "concejo" / "ui" / "static"


def build() -> None:
    with node_and_npm() as (node, npm):
        path = str(Path(node[0]).parent)
        run([*npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"], path=path, folder=FRONT)
        run([*node, "build.mjs", str(STATIC / "ui"), str(STATIC / "built")], path=path, folder=FRONT)


def main() -> int:
    (STATIC / "ui").mkdir(parents=True, exist_ok=True)
    try:
        build()
    except CannotBuildError as error:
        print(error, file=sys.stderr)
        print(
            "concejo: the font and the built style sheet could not be made, so pages use the reader's own font "
            "(install npm or connect to the network, then ./concejo prepare)"
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
