# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody wants to hear of something, says where and when, shows that the address is theirs, ends it in one press."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from concejo.cases.topics import topic_words
from concejo.channels import digests, fanning
from concejo.channels.models import Digest
from concejo.people import actions as people
from concejo.people import levels, links
from concejo.square import actions as square
from concejo.square.models import Follow
from concejo.web import confirmations, follows
from concejo.web.origin import limited, open_form


@never_cache
@open_form
@limited("follow", an_hour=300)
def follow_page(request: HttpRequest) -> HttpResponse:
    """A case, a street, a neighbourhood, a kind, a department, the square: by e-mail, fediverse or feed.

    A letter, or a direct word, asks whether it was them.
    """
    form = follows.FollowForm(request.POST or None, initial={"topic": request.GET.get("topic", "square")})
    may_ask = levels.may("square.ask_to_follow", via="web", holds=levels.of(None))
    if request.method == "POST" and form.is_valid() and may_ask:
        _ask(form.cleaned_data)
        title = _("We have sent you a letter. Press the button in it, and you hear of everything.")
        return render(request, "web/done.html", {"title": title, "page_title": _("Hear of it")})
    topic = form["topic"].value() or "square"
    words = topic_words(topic, get_language() or "es")
    context = {"form": form, "topic_words": words, "page_title": _("Hear of it")}
    if words:
        context |= {"topic_feed": follows.feed_of(topic), "account_url": follows.account_of(topic)}
    return render(request, "web/follow.html", context, status=422 if form.errors else 200)


def _ask(told: dict[str, str]) -> None:
    """Nothing begins, and nothing changes, before whoever reads at that address has said yes."""
    address = people.meet(told["email"], language=get_language() or "")
    row, fresh = Follow.objects.get_or_create(
        address=address, topic=told["topic"], defaults=confirmations.asleep() | {"pace": told["pace"]}
    )
    if not fresh and row.ended_at is None and row.pace == told["pace"]:
        return
    row.wished = told["pace"]
    row.save(update_fields=["wished"])
    version = f"{confirmations.version()}-{told['pace']}"
    fanning.deliver([address], cause="follow", subject=row.pk, post=None, version=version)


@never_cache
@open_form
def follow_confirm_page(request: HttpRequest, token: str) -> HttpResponse:
    """The letter's button: the address is proved, and the following begins."""
    row = _row(token)
    words = topic_words(row.topic, get_language() or "es")
    if request.method == "POST" and levels.may("square.follow", via="web", holds=levels.of(row.address, party=True)):
        people.prove(row.address)
        square.follow(row.address, row.topic, pace=row.wished or row.pace)
        title = _("From now on you hear of: %(topic)s") % {"topic": words}
        return render(request, "web/done.html", {"title": title, "page_title": _("Done")})
    confirm = confirmations.of_follow(token, words)
    return render(request, "web/confirm.html", {"confirm": confirm, "page_title": confirm["title"]})


@never_cache
@csrf_exempt
def unfollow_page(request: HttpRequest, token: str) -> HttpResponse:
    """No more of this; mail programs send the POST themselves, from nowhere (RFC 8058), so the token alone counts."""
    digest = Digest.objects.select_related("address").filter(pk=links.read(links.Purpose.DIGEST, token) or 0).first()
    address = digest.address if digest else _row(token).address
    if request.method == "POST" and levels.may("square.unfollow", via="web", holds=levels.of(address, party=True)):
        if digest:
            digests.end(digest)
        else:
            square.unfollow(_row(token))
        return render(request, "web/done.html", {"title": _("You will hear no more of this."), "page_title": _("Done")})
    words = "" if digest else topic_words(_row(token).topic, get_language() or "es")
    confirm = confirmations.of_unfollow(token, words)
    return render(request, "web/confirm.html", {"confirm": confirm, "page_title": _("Stop")})


def _row(token: str) -> Follow:
    key = links.read(links.Purpose.FOLLOW, token)
    if key is None:
        raise Http404
    return get_object_or_404(Follow.objects.select_related("address"), pk=key)
