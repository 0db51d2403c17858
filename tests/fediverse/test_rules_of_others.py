# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rules of ActivityPub as others wrote them down (activitypub-testing), asked of the town's accounts over HTTP.

Those about posting to the outbox are for clients, which the town does not serve that way; the whole-actor command wants
a document of another site, so each rule is asked by itself.
"""

import json
import subprocess
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from cast import Cast
from concejo.town.models import Town
from fediverse_town import announces
from programs import missing, need

FOLDER = Path(__file__).parents[1] / "counterparts"
PROGRAM = FOLDER / "rules" / "node_modules" / "activitypub-testing" / "src" / "cli.js"
OF_AN_ACTOR = (
    "actor-objects-must-have-inbox-outbox-properties", "inbox-must-be-an-orderedcollection",
    "outbox-must-be-an-orderedcollection", "followers-collection-must-be-a-collection",
    "following-collection-must-be-a-collection",
)  # fmt: skip
OF_A_NOTE = ("likes-collection-must-be-a-collection", "shares-collection-must-be-a-collection")


def asks(rule: str, **inputs: str) -> Any:
    """What the program says of one rule."""
    if not PROGRAM.is_file():
        missing("activitypub-testing is not installed: ./concejo prepare --for dev")
    own = FOLDER / "fedify" / "node_modules" / ".bin" / "node"
    words = [str(own) if own.is_file() else need("node"), str(PROGRAM), "run", "test", "--slug", rule, "--output=json"]
    told = [f"--input.{name}={value}" for name, value in inputs.items()]
    done = subprocess.run([*words, *told], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.startswith("{"), done.stdout + done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def account(town: Cast, live_server) -> str:
    """The lamps' account, under an address that answers."""
    host = live_server.url.removeprefix("http://")
    Town.objects.update(public_url=live_server.url, handle_domain=host)
    announces(town, "Miguel", "Mañana no hay luz.", word="alumbrado")
    with urllib.request.urlopen(f"{live_server.url}/.well-known/webfinger?resource=acct:alumbrado@{host}") as answer:  # noqa: S310
        return str(json.load(answer)["links"][0]["href"])


def get(url: str) -> Any:
    """As another server asks."""
    with urllib.request.urlopen(urllib.request.Request(url, headers={"Accept": "application/activity+json"})) as answer:  # noqa: S310
        return json.load(answer)


@pytest.mark.parametrize("rule", OF_AN_ACTOR)
def test_an_account_obeys(account: str, rule: str) -> None:
    told = asks(rule, actor=json.dumps(get(account)), object=json.dumps(get(account)), time="T5S")
    assert outcome(told) == "passed", told


def test_an_account_is_served_to_whoever_asks_for_activity_streams(account: str) -> None:
    told = asks("actor-must-serve-as2-object-to-get", id=account, time="T5S")
    assert outcome(told) == "passed", told


@pytest.mark.parametrize("rule", OF_A_NOTE)
def test_what_was_said_obeys(account: str, rule: str) -> None:
    note = get(get(account)["outbox"])["orderedItems"][0]["object"]
    told = asks(rule, object=json.dumps(note), time="T5S")
    assert outcome(told) in {"passed", "inapplicable"}, told


def outcome(told: Any) -> str:
    """Of the one assertion."""
    return str((told.get("result") or told).get("outcome"))


def test_the_rules_see_what_is_broken(account: str) -> None:
    broken = {**get(account), "inbox": get(account)["followers"]}
    broken.pop("outbox")
    told = asks("actor-objects-must-have-inbox-outbox-properties", actor=json.dumps(broken), object=json.dumps(broken))
    assert outcome(told) == "failed", told
