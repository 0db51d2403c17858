# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes down the odd objects that fediverse-pasture-inputs collects, as JSON for the tests of the inbox.

    python tools/odd_objects.py FOLDER FILE

The package lies in FOLDER, without what it asks for itself: that is 130 MB, and only its type for a chart is imported.
"""

import json
import sys
import types
from pathlib import Path


def main(folder: str, file: str) -> int:
    """Each group by its name, with its examples."""
    sys.path.insert(0, folder)
    for name in ("fediverse_pasture", "fediverse_pasture.runner", "fediverse_pasture.runner.entry"):
        sys.modules[name] = types.ModuleType(name)
    sys.modules["fediverse_pasture.runner.entry"].Entry = object  # type: ignore[attr-defined]
    from fediverse_pasture_inputs import available  # type: ignore[import-not-found] # noqa: PLC0415 -- found only now

    found = {name: group.examples for name, group in sorted(available.items())}
    Path(file).write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
