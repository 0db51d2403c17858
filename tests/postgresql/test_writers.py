# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two processes write at once on PostgreSQL: nobody waits in a circle, and every change is counted."""

ROUNDS = 120
TOUCH = """
import sys, time
from django.db import transaction
from concejo.core import changes
scopes = sys.argv[1:]
print("ready", flush=True); sys.stdin.readline()
for _round in range({rounds}):
    with transaction.atomic():
        for scope in scopes:
            changes.touch(scope)
            time.sleep(0.001)
print("done", flush=True)
"""
RETRY = """
from django.db import transaction
from concejo.core import changes
from concejo.core.models import ChangeCounter
for scope in ("kept", "lost"):
    try:
        with transaction.atomic():
            changes.touch(scope)
            if scope == "lost":
                raise ValueError
    except ValueError:
        pass
try:
    with transaction.atomic():
        changes.touch("outer")
        with transaction.atomic():
            changes.touch("inner")
            before = changes.read(["inner"])
        assert changes.read(["inner"]) == before
        assert ChangeCounter.objects.get(scope="inner").version == 1
        raise ValueError
except ValueError:
    pass
changes.touch("kept")
print(dict(ChangeCounter.objects.filter(scope__in=["kept", "lost", "outer", "inner"]).values_list("scope", "version")))
"""


def start(city, *scopes):
    lines = f"import django; django.setup()\n{TOUCH.format(rounds=ROUNDS)}"
    return city.start("-c", lines, *scopes)


def test_two_writers_that_touch_in_different_orders_never_wait_in_a_circle(city) -> None:
    writers = [start(city, "square", "case:1", "worklists"), start(city, "worklists", "case:1", "square")]
    try:
        for one in writers:
            assert one.stdout.readline().strip() == "ready"
        for one in writers:
            one.stdin.write("\n")
            one.stdin.flush()
        said = [one.communicate(timeout=90)[0] for one in writers]
    finally:
        for one in writers:
            if one.poll() is None:
                one.kill()
                one.communicate()
    assert [one.strip() for one in said] == ["done", "done"], said
    seen = city.in_town(
        "from concejo.core.models import ChangeCounter\n"
        "print(sorted(ChangeCounter.objects.filter(scope__in=['square', 'case:1']).values_list('scope', 'version')))"
    )
    assert seen.strip() == str([("case:1", 2 * ROUNDS), ("square", 2 * ROUNDS)]), "each transaction counts once"


def test_a_counter_rises_with_its_transaction_and_not_without(city) -> None:
    assert city.in_town(RETRY).strip() == "{'kept': 2}"


def test_two_machines_that_start_at_once_upgrade_once(ground, new_database) -> None:
    ground.settings["CONCEJO_DATABASE_URL"] = new_database()
    make = "import django; django.setup()\nfrom concejo.config import ready; ready.make_tables(); print('made')"
    both = [ground.start("-c", make) for _machine in range(2)]
    assert [one.communicate(timeout=90)[0].strip() for one in both] == ["made", "made"]
