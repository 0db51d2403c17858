# SPDX-License-Identifier: AGPL-3.0-or-later
"""Behind one's own page: private words, pictures, everything the town holds, to read, to take away, to erase.

Each of these opens with the token of the own page alone: for half an hour after a code came back (DECISIONS 16).
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from concejo.cases.queries import case_of
from concejo.core import clock, ledger
from concejo.people import levels
from concejo.people.models import Address, Proof
from concejo.privacy import erased, holdings
from concejo.square import pictures
from concejo.square.models import Media
from concejo.town.models import Town
from concejo.web import confirmations
from concejo.web.forms_file import SureMyself
from concejo.web.origin import limited, open_form
from concejo.web.show import file, own
from concejo.web.show.cases import timeline
from concejo.web.views.own import opened


@never_cache
@open_form
@limited("own-talk", an_hour=300)
def talk_page(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """The words of a private matter of hers, and what the town answered."""
    address = _reads(token)
    conversation = get_object_or_404(own.talks_of(address), pk=pk)
    case, language = case_of(pk), get_language() or "es"
    if request.method == "POST" and request.POST.get("text", "").strip():
        confirmations.add_to(conversation, address, request.POST["text"].strip()[:5000], language=language)
        return redirect("web:own-talk", token, pk)
    context = {
        "token": token, "case": case, "page_title": case.headline(language) if case else _("A letter to the town hall"),
        "posts": own.thread(conversation, token, town_name=Town.objects.current().name, language=language),
        "hiding": own.hidden_here(conversation),
        "steps": timeline(case, language) if case else [],
    }  # fmt: skip
    return render(request, "web/own/talk.html", context)


@never_cache
def picture(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """A picture in one of her private matters."""
    address = _reads(token)
    media = get_object_or_404(Media.objects.select_related("post"), name=name, kind=Media.Kind.PHOTO)
    if media.post is None or not own.talks_of(address).filter(pk=media.post.conversation_id).exists():
        raise Http404
    response = HttpResponse(pictures.open_sealed(media), content_type=media.content_type or "image/jpeg")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@never_cache
def file_page(request: HttpRequest, token: str) -> HttpResponse:
    """What the town holds about her."""
    address = _reads(token)
    context = {
        "token": token, "made_at": clock.now(), "page_title": _("What the town holds about you"),
        "sections": file.sections(holdings.tell(own.subject(address))), "elsewhere": own.elsewhere(address),
    }  # fmt: skip
    return render(request, "web/own/file.html", context)


@never_cache
@open_form
@limited("own-file", an_hour=60)
def take_page(request: HttpRequest, token: str) -> HttpResponse:
    """The same as one file."""
    address = _reads(token)
    if request.method != "POST":
        return redirect("web:own-file", token)
    ledger.write("privacy.taken", by=address.ref, about=address.ref)
    data = file.package(own.subject(address), town_name=Town.objects.current().name, made_at=clock.now())
    return HttpResponse(
        data, content_type="application/zip", headers={"Content-Disposition": 'attachment; filename="my-file.zip"'}
    )


@never_cache
@open_form
@limited("own-erase", an_hour=60)
def erase_page(request: HttpRequest, token: str) -> HttpResponse:
    """All of it goes, after a page that says what cannot be called back."""
    address = _reads(token)
    form = SureMyself(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if not _may("people.erase_own", address):
            raise Http404
        holdings.erase(own.erasable(address), by=address.ref)
        erased.keep()
        title = _("It is erased.")
        return render(request, "web/done.html", {"title": title, "page_title": _("Done")})
    context = {"token": token, "form": form, "elsewhere": own.elsewhere(address), "page_title": _("Erase everything")}
    return render(request, "web/own/erase.html", context, status=422 if form.errors else 200)


def _reads(token: str) -> Address:
    """The address whose code came back a moment ago, if private words may be read through it."""
    proof: Proof = opened(token)
    if not _may("square.read_private", proof.address):
        raise Http404
    return proof.address


def _may(act: str, address: Address) -> bool:
    via = "slip" if address.scheme == "slip" else "web"
    return levels.may(act, via=via, holds=levels.of(address, fresh=True))
