# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases, their kinds, and what was learnt of these."""

from concejo.cases.models.brought import Brought
from concejo.cases.models.case import (
    METRES_PER_DEGREE,
    Case,
    CaseQuerySet,
    Report,
    Series,
    Step,
    square_around,
)
from concejo.cases.models.figures import Reckoning, Tombstone
from concejo.cases.models.given import Given, Value
from concejo.cases.models.kinds import Category, Learnt, Question
from concejo.cases.models.moving import MoveIn
from concejo.cases.models.work import AnswerTemplate, ExternalBody, Marked, Route, SavedFilter
from concejo.cases.states import State

__all__ = [
    "METRES_PER_DEGREE", "AnswerTemplate", "Brought", "Case", "CaseQuerySet", "Category", "ExternalBody", "Given",
    "Learnt", "Marked", "MoveIn", "Question", "Reckoning", "Report", "Route", "SavedFilter", "Series", "State", "Step",
    "Tombstone", "Value", "square_around",
]  # fmt: skip
