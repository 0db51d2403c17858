# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words for one target, in its language, made when they leave: nothing private waits in the post office."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation

from concejo.cases import forgetting, questions
from concejo.cases import queries as cases
from concejo.cases.models import Case, Report, State, Step
from concejo.channels import about_cases as about
from concejo.channels import about_follows as follows
from concejo.channels import busy, looks, registry
from concejo.channels.contract import Enclosure, Outgoing
from concejo.channels.models import Delivery, ExternalRef
from concejo.core import asked, clock
from concejo.core.lease import Permanent
from concejo.core.models import LedgerLine
from concejo.core.prepared import prepared
from concejo.people import actions as people
from concejo.people import chain, links
from concejo.people.models import Address, Countersign, Proof
from concejo.privacy.kinds import named
from concejo.square import actions as square
from concejo.square.models import Conversation, Hiding, Media, Post
from concejo.square.rules import may_be_told
from concejo.town import calendar
from concejo.town.models import Town
from concejo.ui import moments

Context = dict[str, Any]


def compose(delivery: Delivery) -> Outgoing:
    """The words of one delivery; raises `Permanent` when there is nothing left to say (deleted, withdrawn)."""
    town = Town.objects.current()
    address = delivery.address
    bare = Outgoing(
        key=str(delivery.key), to=delivery.to, subject="", text="", cause=delivery.cause, subject_id=delivery.subject,
        urn=address.urn if address else "", made_at=delivery.made_at,
    )  # fmt: skip
    driver = registry.drivers()[delivery.kind]
    if delivery.cause in driver.writes or (driver.threads and _for_everybody(delivery)):
        return bare
    language = (address.language if address else "") or town.language
    with translation.override(language), timezone.override(town.zone):
        context = _CONTEXTS[delivery.cause](delivery)
        conversation: Conversation | None = context.get("conversation")
        overheard = driver.overheard and conversation is not None and not conversation.is_public
        context |= {"town": town, "address": address, "LANGUAGE_CODE": language, "overheard": overheard}
        page = render_to_string(f"channels/mail/{delivery.cause}.txt", context)
    subject, _, text = page.strip().partition("\n")
    thread = _thread(conversation, address, context.get("case")) if conversation else ()
    return replace(
        bare,
        subject=(("Re: " if thread and delivery.cause == "post" else "") + subject.strip())[:200],
        text=text.strip() + "\n",
        language=language,
        sender_name=context.get("who") or town.name,
        reply_token=None if driver.threads else _reply_token(conversation, address),
        bounce_token=links.make(links.Purpose.BOUNCE, delivery.pk),
        unsubscribe_url=context.get("unsubscribe_url"),
        thread=thread,
        automatic=delivery.cause != "post",
        facts=context.get("facts") or {},
        enclosures=context.get("enclosures") or _photos(context.get("post")),
    )


def _for_everybody(delivery: Delivery) -> bool:
    """Public words: a network that has threads of its own says them in its own form."""
    if delivery.cause != "post":
        return False
    public = Post.objects.public
    return asked.once(("public", delivery.subject), lambda: public().filter(pk=delivery.subject).exists())


def _post(delivery: Delivery) -> Context:
    post = Post.objects.with_people().filter(pk=delivery.subject, state=Post.State.PUBLISHED).first()
    if post is None:
        raise Permanent("the words were taken back")
    closed = delivery.address and not may_be_told(delivery.address, post.conversation, via=delivery.kind)
    if closed and not registry.drivers()[delivery.kind].overheard:
        raise Permanent("others read there too, and it is private")
    case = cases.case_of(post.conversation_id)
    report = _report(case, delivery.address)
    return {
        "post": None if closed else post,
        "words": "" if closed else post.words,
        "closed": closed,
        "own_url": Town.objects.current().url("/my/"),
        "who": post.speaker.public_name if post.speaker else "",
        "conversation": _own(report, post.conversation),
        "case": case,
        "asks": bool(case and report and case.state == State.DONE and post.is_town),
        "case_url": _case_url(case, report),
        "unsubscribe_url": follows.ending(delivery.address, post.conversation),
        "public_url": _page(case, post.conversation),
    }


def _held(delivery: Delivery) -> Context:
    post = Post.objects.select_related("conversation").filter(pk=delivery.subject, state=Post.State.HELD).first()
    if post is None:
        raise Permanent("it waits no more")
    url = Town.objects.current().url(f"/publish/{links.make(links.Purpose.PUBLISH, post.pk)}/")
    return {
        "post": post,
        "words": post.words,
        "conversation": post.conversation,
        "publish_url": url,
        "case": cases.case_of(post.conversation_id),
        "found": named(one.kind for one in square.doubts(post)),
    }


def _received(delivery: Delivery) -> Context:
    report = Report.objects.select_related("case__category", "address").get(pk=delivery.subject)
    town = Town.objects.current()
    return {
        "case": report.case,
        "report": report,
        "conversation": report.conversation or report.case.main,
        "opens": calendar.next_opening(clock.now(), town=town),
        "case_url": _case_url(report.case, report),
        "wanting": bool(questions.missing(report.case)),
        "unsubscribe_url": follows.ending(delivery.address, report.case.main),
    }


def _busy(delivery: Delivery) -> Context:
    until = busy.until(delivery.address)
    if until is None:
        raise Permanent("all of it is taken up")
    return {"count": busy.waiting(delivery.address).count(), "clock": moments.clock(until)}


def _told(delivery: Delivery) -> Context:
    step = Step.objects.select_related("case__category").get(pk=delivery.subject)
    report = _report(step.case, delivery.address)
    return {
        "step": step,
        "until": date.fromisoformat(step.facts["ends"]) if "ends" in step.facts else None,
        "question": about.question(step.case) if step.act == "reminded" else "",
        "case": step.case,
        "conversation": _own(report, step.case.main),
        "case_url": _case_url(step.case, report),
        "unsubscribe_url": follows.ending(delivery.address, step.case.main),
    }


def _looks(delivery: Delivery) -> Context:
    """The week that began on that day (`YYYYMMDD`)."""
    began = datetime.strptime(str(delivery.subject), "%Y%m%d").date()  # noqa: DTZ007 -- a day of the town
    rows = looks.without_open_matter(began)
    if not rows:
        raise Permanent("nothing to tell")
    return {"rows": rows, "began": began, "last_hash": chain.last_hash(), "more": max(0, len(rows) - looks.MOST)}


def _code(delivery: Delivery) -> Context:
    proof = Proof.objects.filter(pk=delivery.subject, proved_at=None, closed_at=None).first()
    if proof is None:
        raise Permanent("nobody asks for this code any more")
    page = Town.objects.current().url(f"/my/code/{links.make(links.Purpose.CODE, proof.pk)}/")
    return {"code": people.code_of(proof), "links": proof.wish == Proof.Wish.LINK, "page_url": page}


def _hidden(delivery: Delivery) -> Context:
    row = Hiding.objects.select_related("post__conversation", "talk").filter(pk=delivery.subject).first()
    if row is None or row.talk is None or row.post.state == Post.State.DELETED:
        raise Permanent("the words were taken back")
    return {
        "hiding": row, "reason": row.post.facts.get("hidden_because", ""), "words": row.post.words,
        "conversation": row.talk, "public_url": _page(cases.case_of(row.post.conversation_id), row.post.conversation),
    }  # fmt: skip


def _account(delivery: Delivery) -> Context:
    line = LedgerLine.objects.get(pk=delivery.subject)
    return {"act": line.act, "at": line.at, "own_url": Town.objects.current().url("/my/")}


def _forgetting(delivery: Delivery) -> Context:
    line = LedgerLine.objects.get(pk=delivery.subject)
    begins = line.at + forgetting.AHEAD
    kinds_url = Town.objects.current().url("/town/categories/")
    return {"many": line.facts["many"], "begins": begins, "kinds_url": kinds_url}


def _second(delivery: Delivery) -> Context:
    row = Countersign.objects.open().filter(pk=delivery.subject, answered_by=None).select_related("asked_by").first()
    if row is None:
        raise Permanent("it was answered, or nobody asks any more")
    url = Town.objects.current().url(f"/second/{row.pk}/")
    return {"name": row.asked_by.public_name, "what": row.get_act_display(), "second_url": url}


_CONTEXTS: dict[str, Callable[[Delivery], Context]] = {
    "post": _post,
    "held": _held,
    "doubt": _held,
    "received": _received,
    "told": _told,
    "busy": _busy,
    "forwarded": about.forwarded,
    "passed_back": about.passed_back,
    "escalated": about.escalated,
    "work": about.work,
    "follow": follows.asked,
    "news": follows.news,
    "digest": follows.digest,
    "looks": _looks,
    "code": _code,
    "hidden": _hidden,
    "decided": _hidden,
    "account": _account,
    "forgetting": _forgetting,
    "second": _second,
}


def _report(case: Case | None, address: Address | None) -> Report | None:
    return case.reports.filter(address=address).first() if case and address else None


def _own(report: Report | None, main: Conversation) -> Conversation:
    """Whoever joined answers in a conversation of their own."""
    return report.conversation if report and report.conversation else main


def _case_url(case: Case | None, report: Report | None) -> str:
    town = Town.objects.current()
    if case and report:
        return town.url(f"/c/{case.number}/{links.make(links.Purpose.CASE, report.pk)}/")
    return town.url(f"/c/{case.number}/") if case and not case.is_private else ""


def _page(case: Case | None, conversation: Conversation) -> str:
    town = Town.objects.current()
    if not conversation.is_public:
        return ""
    return town.url(f"/c/{case.number}/") if case and case.conversation_id else town.url(f"/t/{conversation.pk}/")


def _reply_token(conversation: Conversation | None, address: Address | None) -> str | None:
    if conversation is None or address is None:
        return None
    return links.make(links.Purpose.REPLY, square.take_part(address, conversation).pk)


def _thread(conversation: Conversation, address: Address | None, case: Case | None) -> tuple[str, ...]:
    """What this address has seen of the conversation: its own letters, and what was sent to it."""
    if address is None:
        return ()
    sent = _sent(conversation.pk, address.pk, case.pk if case else 0)
    return tuple([*_heard(conversation.pk, address.pk), *sent][-20:])


@prepared
def _heard(conversation: int, address: int) -> "QuerySet[ExternalRef, str]":
    rows = ExternalRef.objects.filter(kind="email", post__conversation=conversation, post__author=address)
    return rows.order_by("post__at", "id").values_list("external_id", flat=True)


@prepared
def _sent(conversation: int, address: int, case: int) -> "QuerySet[Delivery, str]":
    """Letters that speak of a conversation: its posts, and the receipts and steps of its case."""
    receipts = Q(cause="received", subject__in=Report.objects.filter(case=case).values("pk"))
    steps = ~Q(cause="received") & Q(subject__in=Step.objects.filter(case=case).order_by().values("pk"))
    about = Q(post__conversation=conversation) | Q(post=None) & (receipts | steps)
    rows = Delivery.objects.filter(about, address=address, kind="email", outcome="sent").exclude(external_id="")
    return rows.order_by("made_at", "id").values_list("external_id", flat=True)


def _photos(post: Post | None) -> tuple[Enclosure, ...]:
    """An employee's photo goes along, so that it is seen where she reads."""
    if post is None or not post.is_town:
        return ()
    return about.enclosed([one for one in post.media.all() if one.kind == Media.Kind.PHOTO][:3])
