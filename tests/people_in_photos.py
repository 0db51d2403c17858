# SPDX-License-Identifier: AGPL-3.0-or-later
"""Photos of real people that packages ship; none of them lies in this repository (requirements/samples.in)."""

import sys
from pathlib import Path

import pytest

SAMPLES = Path(sys.prefix) / "samples"
STREET = "ultralytics/assets/bus.jpg"
"""Three people walk past a bus; a fourth is cut off by the edge."""
TWO_MEN = "ultralytics/assets/zidane.jpg"
PORTRAIT = "matplotlib/mpl-data/sample_data/grace_hopper.jpg"
CAT = "skimage/data/chelsea.png"


def sample(name: str) -> bytes:
    """The bytes of one; skips, and says why, where the packages are not here."""
    if not (SAMPLES / name).exists():
        pytest.skip(f"{name} is not here: ./concejo prepare --for dev fetches it")
    return (SAMPLES / name).read_bytes()
