# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kill -9 of web, worker and supervisor at random moments under load, and then the reckoning.

A real town is served on a scratch folder; neighbours write by SMTP and by the form on the page; a mail server of theirs
takes its time and counts. In each round at least 20 letters and 5 deliveries are in flight when one process is killed.
What the trial has done stands in its folder, so that it can be ended at any moment and goes on where it was.

    python -m bench.crash --rounds 200 [--folder var/crash]
"""

import argparse
import json
import random
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from bench.lost import check, load
from bench.lost.town import Places, Served

FEEDERS, FORMS = 6, 3
"""In each round so many write letters, one after the other until somebody was killed, and so many fill in a form."""
IN_FLIGHT = {"letters": 20, "deliveries": 5}
PARTS = ("worker", "worker", "web", "web", "supervisor")
RECKON = 10
"""After so many rounds all waits until it is quiet, and everything is compared."""


def main(argv: list[str] | None = None) -> int:
    """Run the trial; 0 when nothing was lost."""
    parser = argparse.ArgumentParser(prog="crash", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=20, help="how many in all, those of earlier starts included")
    parser.add_argument("--folder", type=Path, default=Path("var/crash"), help="where the town and the books lie")
    parser.add_argument("--fresh", action="store_true", help="begin anew")
    parser.add_argument("--seed", type=int, default=None, help="for the order of the victims")
    given = parser.parse_args(argv)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is ended
    if given.fresh:
        shutil.rmtree(given.folder, ignore_errors=True)
    return Trial(given.folder.absolute(), seed=given.seed, say=say).run(given.rounds)


class Trial:
    """All rounds, and what is known of those that were."""

    def __init__(self, folder: Path, *, seed: int | None = None, say: Callable[[str], None]) -> None:
        self._places = Places.of(folder)
        self._served = Served(self._places)
        self._state_file = folder / "state.json"
        self._state = json.loads(self._state_file.read_text()) if self._state_file.exists() else {}
        self._chance = random.Random(seed)
        self._say = say
        self._hungry = threading.Event()
        """Set while too little is in flight."""

    def run(self, rounds: int) -> int:
        """So many rounds in all; says one line for each, and a sum."""
        self._served.found()
        self._served.start()
        try:
            self._first()
            verdict = check.everything(self._places, self._state["expected"]) if self._done() >= rounds else None
            while self._done() < rounds and not (verdict and verdict.wrong):
                self._round(self._done() + 1)
                verdict = self._reckon(last=self._done() == rounds)
        finally:
            self._served.stop()
        assert verdict is not None  # noqa: S101 -- at least one reckoning, above
        self._say(f"{self._done()} rounds, killed {self._state['killed']}: {verdict.sentence}")
        return 1 if verdict.wrong else 0

    def _done(self) -> int:
        return int(self._state.get("rounds", 0))

    def _first(self) -> None:
        """One letter in peace says how many answers a neighbour gets."""
        if "expected" not in self._state:
            book = load.Book(self._places.folder / "accepted.jsonl")
            load.letter(self._places, book, 0, 0)
            book.close()
            time.sleep(1.5)
            check.until_quiet(self._places)
            self._keep(rounds=0, expected=len(check.lines(self._places.folder / "sink.jsonl")), killed={})
            self._say(f"in peace a letter gets {self._state['expected']} answers")

    def _round(self, number: int) -> None:
        book = load.Book(self._places.folder / "accepted.jsonl")
        failed: list[BaseException] = []
        enough = threading.Event()
        threads = [threading.Thread(target=_safely, args=(failed, self._feed, book, number, one, enough))
                   for one in range(FEEDERS)]  # fmt: skip
        threads += [threading.Thread(target=_safely, args=(failed, load.form, self._places, book, number, one))
                    for one in range(FORMS)]  # fmt: skip
        for one in threads:
            one.start()
        try:
            part = self._chance.choice(PARTS)
            flying = self._wait_for_flight(part)
            self._served.kill(part)
        finally:
            enough.set()
        self._served.start()
        for one in threads:
            one.join()
        book.close()
        if failed:
            raise failed[0]
        counts = self._state["killed"] | {part: self._state["killed"].get(part, 0) + 1}
        self._keep(rounds=number, killed=counts)
        self._say(f"round {number}: {part} killed with {flying['letters']} letters and "
                  f"{flying['deliveries']} deliveries in flight")  # fmt: skip

    def _feed(self, book: load.Book, number: int, feeder: int, enough: threading.Event) -> None:
        count = feeder
        while not enough.is_set():
            if self._hungry.wait(0.02):
                load.letter(self._places, book, number, count)
                count += FEEDERS

    def _wait_for_flight(self, part: str) -> dict[str, int]:
        """Until the victim lives and so much is in flight, and then a random while."""
        until, moment = time.monotonic() + 60, 0.0
        while True:
            now = check.waiting(self._places)
            (self._hungry.set if now["letters"] < IN_FLIGHT["letters"] + 10 else self._hungry.clear)()
            if part in self._served.victims() and all(now[name] >= least for name, least in IN_FLIGHT.items()):
                moment = moment or time.monotonic() + self._chance.uniform(0.0, 0.5)
                if time.monotonic() >= moment:
                    return now
            if time.monotonic() > until:
                raise TimeoutError(f"never enough in flight: {now}")
            time.sleep(0.01)

    def _reckon(self, *, last: bool) -> check.Verdict | None:
        if not last and self._done() % RECKON:
            verdict = check.Verdict()
            check.stored(self._places, verdict)
            return verdict
        check.until_quiet(self._places)
        verdict = check.everything(self._places, self._state["expected"])
        self._say(f"  after {self._done()} rounds: {verdict.sentence}")
        return verdict

    def _keep(self, **facts: object) -> None:
        self._state |= facts
        fresh = self._state_file.with_suffix(".new")
        fresh.write_text(json.dumps(self._state), encoding="ascii")
        fresh.replace(self._state_file)


def _safely(failed: list[BaseException], do: Callable[..., None], *arguments: object) -> None:
    try:
        do(*arguments)
    except BaseException as error:  # noqa: BLE001 -- told by the round
        failed.append(error)


def say(sentence: str) -> None:
    """One line."""
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {sentence}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
