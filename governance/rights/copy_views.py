"""The copy of what we hold over HTTP: how far it has come, reading each part of it, and the files that leave."""

from io import BytesIO
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.documents import door
from governance.documents.giving import given
from governance.errors import NotThere, demand
from governance.people.register import PEOPLE
from governance.records.addresses import address
from governance.rights import documents, forms, gathering, rules
from governance.rights.actions import newest_gathering
from governance.rights.models import Gathering, Piece, RightsRequest
from governance.rights.permissions import may_open_copy
from governance.rights.redaction import canonical
from governance.rights.register import BESIDES, RIGHTS
from governance.rights.views import found_request, note_view
from governance.workflow.once import landing, once
from governance.workflow.requests import by, sent, take_step


@require_safe
def copy(request: HttpRequest, reference: str) -> HttpResponse:
    """What was gathered, part by part; while it is gathered, how far that is."""
    at, user = timezone.now(), by(request)
    found = _found(request, reference)
    note_view(found)
    newest = newest_gathering(found)
    allowed = gathering.may_release(found, newest)
    anew = allowed == rules.GATHER_ANEW
    shown = newest is not None and newest.done_at is not None and not anew
    pieces = list(newest.pieces.all()) if newest is not None and shown else []
    verbs = {verb: BESIDES.verbs[verb].may(user, found, at) for verb in ("gather", "release")}
    context = {
        "request_": found,
        "gathering": newest,
        "pieces": [(number, each) for number, each in enumerate(pieces, 1)],
        "read": sum(each.reviewed_at is not None for each in pieces),
        "next": next((number for number, each in enumerate(pieces, 1) if each.reviewed_at is None), None),
        "may_gather": bool(verbs["gather"]) and found.person_id is not None and found.is_open,
        "release": allowed,
        "anew": anew,
        "may_release": bool(verbs["release"]) and bool(allowed),
        "link_url": RIGHTS.url(found, "link"),
        "pdf": documents.find(documents.COPY, newest.pk) if newest is not None else None,
        "person_url": PEOPLE.url(found.person) if found.person else "",
    }
    return render(request, "rights/copy_page.html", context)


def piece(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One part: read it, and say what of it they get."""

    def shown(request: HttpRequest, reference: str) -> HttpResponse:
        return _piece(request, reference, number)

    return once(RIGHTS, "review", landing("This part is read.", "copy"))(shown)(request, reference)


def _piece(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    at, user = timezone.now(), by(request)
    found = _found(request, reference)
    newest = newest_gathering(found)
    ready = list(newest.pieces.all()) if newest and newest.done_at else []
    if not 1 <= number <= len(ready):
        raise NotThere(RIGHTS.name, reference)
    part: Piece = ready[number - 1]
    if newest is not None and newest.released_at is None and not gathering.is_held(part):
        # That page says what is to be done.
        return redirect(RIGHTS.url(found, "copy"))
    note_view(found)
    form = forms.ReviewForm(sent(request)[0], piece=part)
    still = [n for n, each in enumerate(ready, 1) if each.reviewed_at is None and n != number]
    after = RIGHTS.url(found, f"copy/{still[0]}" if still else "copy")
    return take_step(
        request,
        form,
        lambda: gathering.review(part, by=user, at=at, **form.facts),
        register=RIGHTS,
        verb="review",
        done="This part is read." if still else "Every part is read. The copy can be released.",
        then=lambda _: after,
        template="rights/piece.html",
        reference=reference,
        title=f"Read part {number} of {len(ready)}",
        caption=f"{found.reference}, {part.title.lower()} {part.reference}",
        part=part,
        record_url=address(part.register, part.reference),
        button="I have read it",
        back_url=RIGHTS.url(found, "copy"),
    )


@require_safe
def pdf(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The copy to print, as it was released."""
    found, let_go = _released(request, reference)
    document = documents.find(documents.COPY, let_go.pk)
    file: Any = door.opened(document) if document is not None else None
    if file is None:
        return redirect(RIGHTS.url(found, "copy"))
    gathering.note_download(found, let_go, "pdf")
    return given(file, f"{reference}-copy.pdf")


@require_safe
def data(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The same as data for other computers."""
    found, let_go = _released(request, reference)
    gathering.note_download(found, let_go, "json")
    return given(BytesIO(canonical(let_go.frozen)), f"{reference}-copy.json", "application/json")


def _released(request: HttpRequest, reference: str) -> tuple[RightsRequest, Gathering]:
    found = _found(request, reference)
    let_go = found.gatherings.exclude(released_at=None).order_by("-pk").first()
    if let_go is None:
        raise NotThere(RIGHTS.name, reference)
    return found, let_go


def _found(request: HttpRequest, reference: str) -> RightsRequest:
    """The request, for whoever may open what is gathered of it."""
    user = by(request)
    found = found_request(reference, user)
    demand(may_open_copy(user, found, timezone.now()))
    return found
