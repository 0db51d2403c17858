# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town and a server that nobody here wrote (Fedify) talk under real names, over real TLS.

`over_tls.py` tells the stories; it is run once, in a place of its own (tests/counterparts/names.py), and each of its
stories stands here by its name.
"""

import re
from pathlib import Path

import pytest

from counterparts import names
from programs import missing

HERE = Path(__file__).parent
STORIES = re.findall(r"^def (test_\w+)\(", (HERE / "over_tls.py").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What pytest said of every story."""
    return names.tell(HERE / "over_tls.py", tmp_path_factory.mktemp("names"))


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("signature", ["rfc9421", "draft-cavage-http-signatures-12"])
def test_two_servers_talk_over_tls_by_name(told: str, story: str, signature: str) -> None:
    found = re.search(rf"{story}\[{signature}\] (\w+)", told)
    if found and found[1] == "SKIPPED":
        missing("Fedify is not installed: ./concejo prepare --for dev")
    assert found, told[-6000:]
    about = told.partition(f" {story}[{signature}] _")[2]
    assert found[1] == "PASSED", about[:6000]
