# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town and a server that nobody here wrote (Fedify) talk under real names, over real TLS.

`over_tls.py` tells the stories; it is run once, in a place of its own (tests/counterparts/names.py), and each of its
stories stands here by its name.
"""

import fcntl
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from counterparts import names
from programs import missing

HERE = Path(__file__).parent
STORIES = re.findall(r"^def (test_\w+)\(", (HERE / "over_tls.py").read_text(encoding="utf-8"), re.MULTILINE)
SECONDS = 500
LOCK = Path(tempfile.gettempdir()) / "concejo-test-names.lock"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What pytest said of every story."""
    place = tmp_path_factory.mktemp("names")
    names.make(place)
    words = [
        sys.executable,
        "-m",
        "pytest",
        str(HERE / "over_tls.py"),
        "-v",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
    ]
    command, environment = names.command(place, *words)
    try:
        with LOCK.open("w") as lock:
            fcntl.flock(
                lock, fcntl.LOCK_EX
            )  # port 443 of those addresses is there once, and tests may run side by side
            done = subprocess.run(
                command,
                env=environment,
                cwd=HERE.parents[1],
                capture_output=True,
                text=True,
                timeout=SECONDS,
                check=False,
            )
    except PermissionError:
        missing("a mount namespace cannot be made here (unshare --mount)")
    if "unshare failed" in done.stderr:
        missing(f"a mount namespace cannot be made here: {done.stderr.strip()[-200:]}")
    return done.stdout + done.stderr


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("signature", ["rfc9421", "draft-cavage-http-signatures-12"])
def test_two_servers_talk_over_tls_by_name(told: str, story: str, signature: str) -> None:
    found = re.search(rf"{story}\[{signature}\] (\w+)", told)
    if found and found[1] == "SKIPPED":
        missing("Fedify is not installed: ./concejo prepare --for dev")
    assert found, told[-6000:]
    about = told.partition(f" {story}[{signature}] _")[2]
    assert found[1] == "PASSED", about[:6000]
