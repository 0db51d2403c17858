# SPDX-License-Identifier: AGPL-3.0-or-later
"""How public cases went on, as mySociety's extension of Open311 has it (GET servicerequestupdates)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import F
from django.http import QueryDict

from concejo.api.found import Around, photos_of
from concejo.api.moments import span, written
from concejo.api.wrong import Error, Wrong
from concejo.cases.models import Step
from concejo.cases.states import SIGNS, State
from concejo.square.models import Post

MOST = 1000


def asked(told: QueryDict, *, now: datetime, around: Around) -> list[dict[str, Any]]:
    """Each step that changed a case's state, the oldest first; raises `Wrong`."""
    wrong: list[Error] = []
    since, until = span(told.get("start_date", "").strip(), told.get("end_date", "").strip(), now=now, wrong=wrong)
    if wrong:
        raise Wrong(*wrong)
    rows = (
        Step.objects.filter(at__gte=since, at__lte=until, case__conversation__shown=True)
        .exclude(before=F("after"))
        .select_related("case", "post__conversation")
        .order_by("at", "id")
    )
    steps = list(rows[:MOST])
    photos = photos_of([step.post_id for step in steps if _is_read(step)], around)
    return [_update(step, photos.get(step.post_id or 0, [])) for step in steps]


def _is_read(step: Step) -> bool:
    """Its words stand in the open."""
    post = step.post
    return post is not None and post.state == Post.State.PUBLISHED and post.conversation.is_public


def _update(step: Step, photos: Sequence[dict[str, Any]]) -> dict[str, Any]:
    state = SIGNS[State(step.after)]
    words = step.post.words if step.post is not None and _is_read(step) else ""
    return {
        "update_id": str(step.pk),
        "service_request_id": step.case.number,
        "status": "REOPEN" if step.act == "reopened" else state.mysociety,
        "description": words or str(state.words),
        "updated_datetime": written(step.at),
        "media_url": photos[0]["media_url"] if photos else None,
    }
