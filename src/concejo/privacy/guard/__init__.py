# SPDX-License-Identifier: AGPL-3.0-or-later
"""The guard: finds personal data in words that are to be published.

What certainly is personal (a checksum or its form says so) is covered; what only may be (a name, a home, an illness,
a child, a number plate) waits for people to judge; so do threats, and hate against a group. It advises; it never
decides over the doubtful.
"""

from concejo.privacy.guard.check import check
from concejo.privacy.guard.verdict import CERTAIN, DOTS, DOUBTFUL, Finding, Known, Verdict, contact, cover

__all__ = ["CERTAIN", "DOTS", "DOUBTFUL", "Finding", "Known", "Verdict", "check", "contact", "cover"]
