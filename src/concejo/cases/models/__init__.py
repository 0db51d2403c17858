# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases, their kinds, and what was learnt of these."""

from concejo.cases.models.case import METRES_PER_DEGREE, Brought, Case, CaseQuerySet, Report, Series, Step
from concejo.cases.models.kinds import Category, Learnt
from concejo.cases.states import State

__all__ = [
    "METRES_PER_DEGREE", "Brought", "Case", "CaseQuerySet", "Category", "Learnt", "Report", "Series", "State", "Step",
]  # fmt: skip
