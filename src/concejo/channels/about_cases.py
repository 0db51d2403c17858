# SPDX-License-Identifier: AGPL-3.0-or-later
"""What letters about cases say to those who work on them: work, a case that is badly late, one that is passed on."""

from typing import Any

from concejo.cases.actions.escalate import HEAD
from concejo.cases.models import Case, Step
from concejo.channels import outside
from concejo.channels.contract import Enclosure
from concejo.channels.models import Delivery
from concejo.core.lease import Permanent
from concejo.square import pictures
from concejo.square.models import Media, Post
from concejo.town.models import Town

Context = dict[str, Any]


def question(case: Case) -> str:
    """What the town hall asked last, where everybody may read it."""
    step = case.steps.filter(act="asked").select_related("post__conversation").order_by("-at", "-id").first()
    post = step.post if step else None
    return post.words if post and post.state == Post.State.PUBLISHED and post.conversation.is_public else ""


def escalated(delivery: Delivery) -> Context:
    """Of a private case only its number: whoever may read it opens the page."""
    rows = Step.objects.select_related("case__category", "case__conversation", "case__in_charge")
    step = rows.get(pk=delivery.subject)
    if not step.case.is_late:
        raise Permanent("it is not late any more")
    work_url = Town.objects.current().url(f"/tasks/{step.case.number}/")
    knew = step.case.steps.filter(act=HEAD, at__lt=step.at).exists()
    return {"case": step.case, "act": step.act, "head_knew": knew, "work_url": work_url}


def forwarded(delivery: Delivery) -> Context:
    """Number, place, what everybody may read of it and the photos that everybody may see; nobody's name or address."""
    step = Step.objects.select_related("case__category", "case__conversation").get(pk=delivery.subject)
    case = step.case
    if case.is_private:
        raise Permanent("it is private now")
    first = case.main.posts.published().exclude(author=None).order_by("at", "id").first()
    photos = Media.objects.filter(post__conversation=case.main, post__state=Post.State.PUBLISHED, kind=Media.Kind.PHOTO)
    return {
        "case": case,
        "words": first.words if first else "",
        "conversation": case.main,
        "public_url": Town.objects.current().url(f"/c/{case.number}/"),
        "enclosures": enclosed([one for one in photos.order_by("id") if one.is_public][:3]),
        "facts": _report(case, delivery, first.words if first else ""),
    }


def passed_back(delivery: Delivery) -> Context:
    """The body hears what the neighbours say of its work: it is mended, or it is broken still."""
    step = Step.objects.select_related("case__conversation", "post__conversation").get(pk=delivery.subject)
    number = outside.number_there(step.case, delivery)
    if step.case.is_private or not number:
        raise Permanent("it is not known there")
    open_words = step.post if step.post and step.post.conversation.is_public else None
    words = open_words.words if open_words and open_words.state == Post.State.PUBLISHED else ""
    return {"case": step.case, "words": words, "facts": outside.endpoint(delivery) | {
        "service_request_id": number, "update_id": str(step.pk), "description": words or step.act,
        "updated_datetime": step.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "status": "FIXED" if step.act == "mended" else "REOPEN",
    }}  # fmt: skip


def _report(case: Case, delivery: Delivery, words: str) -> dict[str, str]:
    """For a body that is reported to by Open311; of one that gets mail there is nothing to say."""
    end = outside.endpoint(delivery)
    if not end:
        return {}
    link = Town.objects.current().url(f"/c/{case.number}/")
    point = {"lat": f"{case.lat:.6f}", "long": f"{case.lon:.6f}"} if case.lat is not None else {}
    return end | point | {
        "service_code": outside.service_there(case, delivery), "address_string": case.place or case.number,
        "description": f"{words[:3700]}\n\n{case.number}\n{link}", "link": link,
        "again": "yes" if delivery.attempts > 1 else "",
    }  # fmt: skip


def work(delivery: Delivery) -> Context:
    """What an employee needs for it; of a private case no words."""
    case = Case.objects.with_all().get(pk=delivery.subject)
    town = Town.objects.current()
    last = case.main.posts.published().exclude(author=None).order_by("-at", "-id").first()
    return {
        "case": case,
        "words": last.words if last and not case.is_private else "",
        "conversation": case.main,
        "work_url": town.url(f"/tasks/{case.number}/"),
    }


def enclosed(photos: list[Media]) -> tuple[Enclosure, ...]:
    """Photos go along, as they are shown: with faces covered."""
    return tuple(
        Enclosure(name=f"{number}.jpg", content_type="image/jpeg", data=pictures.open_covered(one))
        for number, one in enumerate(photos, start=1)
    )
