# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes the accounts of `bench.activities` known to a town, and says how many activities it holds.

python -m bench.inside.neighbours KNOW FILE      prints the town's address
python -m bench.inside.neighbours COUNT
python -m bench.inside.neighbours UNDERSTAND N [KIND]   hears N; prints CPU-seconds, MiB after a third, at the end
"""

import json
import os
import pickle
import sys
import time
from pathlib import Path

from bench.activities import ACTORS, BASE, KEYS
from bench.measure import own_mib
from concejo.channels import hear
from concejo.channels.models import Letter
from concejo.core import clock
from concejo.fediverse.models import RemoteActor
from concejo.people.models import Address


def know(file: Path) -> None:
    """500 accounts with their keys."""
    pems = pickle.loads(file.read_bytes())["pems"]  # noqa: S301 -- written by this very bench
    addresses = [Address(scheme="acct", path=f"u{number}@peer.example") for number in range(ACTORS)]
    Address.objects.bulk_create(addresses)
    RemoteActor.objects.bulk_create(
        RemoteActor(
            uri=f"{BASE}/users/u{number}", address=one, key_id=f"{BASE}/users/u{number}#main-key",
            public_key=pems[number % KEYS], inbox=f"{BASE}/users/u{number}/inbox", shared_inbox=f"{BASE}/inbox",
            fetched_at=clock.now(),
        )
        for number, one in enumerate(addresses)
    )  # fmt: skip


def understand(count: int, kind: str = "fediverse") -> dict[str, float]:
    """Hear so many, one after the other, as the worker does."""
    Letter.objects.exclude(kind=kind).filter(work="waiting").update(work="done")
    began, done, warm = time.process_time(), 0, 0.0
    while done < count:
        heard = hear.hear_due(limit=50)
        if not heard:
            break
        done += heard
        if not warm and done >= count / 3:
            warm = own_mib(os.getpid())
    return {"cpu": time.process_time() - began, "heard": done, "warm": warm, "end": own_mib(os.getpid())}


def main() -> None:
    """One of the three."""
    if sys.argv[1] == "KNOW":
        know(Path(sys.argv[2]))
    elif sys.argv[1] == "COUNT":
        sys.stdout.write(f"{Letter.objects.filter(kind='fediverse').count()}\n")
    else:
        sys.stdout.write(json.dumps(understand(int(sys.argv[2]), *sys.argv[3:])) + "\n")


if __name__ == "__main__":
    main()
