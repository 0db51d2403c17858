# SPDX-License-Identifier: AGPL-3.0-or-later
"""The reckoning: what was accepted is there once, what was promised went out, doubles are counted."""

import json
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from .town import Places

_WAITING = "SELECT count(*) FROM {table} WHERE work = 'waiting'"
_TABLES = {"letters": "concejo_channels_letter", "promises": "core_promise", "deliveries": "concejo_channels_delivery"}


@dataclass
class Verdict:
    """What was counted, and what is wrong."""

    accepted: int = 0
    letters_out: int = 0
    doubles: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """One line."""
        said = "nothing lost, nothing twice" if not self.wrong else f"WRONG: {'; '.join(self.wrong[:5])}"
        return (
            f"{self.accepted} letters and forms accepted, {self.letters_out} letters went out, "
            f"{self.doubles} of them once more with the same Message-ID: {said}"
        )


def waiting(places: Places) -> dict[str, int]:
    """How much is in flight."""
    return {name: int(str(places.read(_WAITING.format(table=table))[0][0])) for name, table in _TABLES.items()}


def until_quiet(places: Places, *, seconds: float = 1200.0) -> None:
    """Wait until nothing is left to do."""
    until = time.monotonic() + seconds
    while any(waiting(places).values()):
        if time.monotonic() > until:
            raise TimeoutError(f"still waiting after {seconds:.0f} s: {waiting(places)}")
        time.sleep(0.2)


def lines(file: Path) -> list[dict[str, str]]:
    """A book, line by line."""
    return [json.loads(line) for line in file.read_text(encoding="ascii").splitlines()] if file.exists() else []


def stored(places: Places, verdict: Verdict) -> None:
    """Every accepted letter is a row; cheap, so after each round."""
    there = {str(row[0]) for row in places.read("SELECT dedupe FROM concejo_channels_letter")}
    taken = lines(places.folder / "accepted.jsonl")
    verdict.accepted = len(taken)
    lost = [one["key"] for one in taken if one["key"] not in there]
    if lost:
        verdict.wrong.append(f"{len(lost)} accepted letters are not there")


def everything(places: Places, expected: int) -> Verdict:
    """After all is quiet: each accepted letter became one post, each of its neighbours got each answer."""
    verdict = Verdict()
    stored(places, verdict)
    posts = {
        str(key): count
        for key, count in places.read(
            "SELECT l.dedupe, count(o.id) FROM concejo_channels_letter l"
            " LEFT JOIN concejo_channels_origin o ON o.letter_id = l.id GROUP BY l.dedupe"
        )
    }
    taken = lines(places.folder / "accepted.jsonl")
    for count, number in Counter(posts.get(one["key"], 0) for one in taken).items():
        if count != 1:
            verdict.wrong.append(f"{number} letters became {count} posts")
    given_up = {name: places.read(f"SELECT count(*) FROM {table} WHERE work = 'given_up'")[0][0]  # noqa: S608 -- our own tables
                for name, table in _TABLES.items()}  # fmt: skip
    verdict.wrong += [f"{number} {name} were given up" for name, number in given_up.items() if number]
    _answers(places, taken, expected, verdict)
    return verdict


def _answers(places: Places, taken: list[dict[str, str]], expected: int, verdict: Verdict) -> None:
    went = lines(places.folder / "sink.jsonl")
    times = Counter(one["id"] for one in went)
    verdict.letters_out, verdict.doubles = len(times), sum(times.values()) - len(times)
    by_neighbour: dict[str, set[str]] = defaultdict(set)
    for one in went:
        by_neighbour[one["to"].strip("<>")].add(one["id"])
    for one in taken:
        if one["kind"] == "letter" and len(by_neighbour[one["sender"]]) != expected:
            verdict.wrong.append(f"{one['sender']} got {len(by_neighbour[one['sender']])} answers, not {expected}")
    known = {f"<{row[0]}>" for row in places.read("SELECT external_id FROM concejo_channels_delivery")}
    strange = [one for one in times if one not in known]
    if strange:
        verdict.wrong.append(f"{len(strange)} letters went out that no delivery knows of")
