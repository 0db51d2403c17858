# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters understood into posts: by text alone, and with a photo from a telephone."""

from .measure import Row, Spread
from .run import Run
from .towns import Inside

TEXT, PHOTO = 10.0, 0.6


def letters(run: Run) -> list[Row]:
    """In a copy of a town of 100,000 posts (10,000 when quick), which is taken away afterwards."""
    data = run.scratch.copy(10_000 if run.quick else 100_000)
    try:
        with Inside(data) as town:
            text = town.ask("hear", count=20 if run.quick else 100, photo=False)
            photo = town.ask("hear", count=run.takes, photo=True)
    finally:
        run.scratch.forget(data)
    cpu, wall = Spread.of(text["cpu"]), Spread.of(text["wall"])
    seconds = Spread.of([one / 1000 for one in photo["wall"]])
    return [
        Row(
            name="letter understood into a post, text", figure=cpu.median, unit="CPU-ms", target=f"≤ {TEXT:g} CPU-ms",
            met=cpu.median <= TEXT, spread=cpu, cpu_ms=cpu.median, wall_ms=wall.median,
            reference="the same inserts in bare SQL", reference_figure=Spread.of(text["bare"]).median,
            reference_unit="CPU-ms",
            note=f"{text['statements']} sentences that write",
        ),
        Row(
            name="letter understood, with a photo of 12 megapixels", figure=seconds.median, unit="s",
            target=f"≤ {PHOTO:g} s", met=seconds.median <= PHOTO, spread=seconds,
            cpu_ms=Spread.of(photo["cpu"]).median, wall_ms=seconds.median * 1000,
            note=f"{photo['bytes'] / 1e6:.1f} MB; children counted",
        ),
    ]  # fmt: skip
