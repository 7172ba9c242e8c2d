"""Evidence packs over HTTP: asking for one, how far it is, and the file."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.calendar import local_day
from governance.documents.giving import PRIVATE
from governance.errors import NotThere, demand
from governance.evidence_packs import actions
from governance.evidence_packs.building import STAGES
from governance.evidence_packs.forms import AskForm
from governance.evidence_packs.models import Pack
from governance.evidence_packs.parts import PARTS
from governance.evidence_packs.permissions import may_ask
from governance.records.paging import page
from governance.workflow.requests import by, sent


def packs(request: HttpRequest) -> HttpResponse:
    """Ask for a pack; and those that the user asked for, newest first."""
    at, user = timezone.now(), by(request)
    demand(may_ask(user))
    on = local_day(at)
    form = AskForm(sent(request)[0], at=at, initial={"first": date(on.year - 1, on.month, 1), "last": on})
    if request.method == "POST" and form.is_valid():
        asked, is_new = actions.ask(**form.cleaned_data, by=user, at=at)
        if not is_new:
            messages.info(
                request, "You asked for this pack a moment ago. It is being made: this is the same one."
            )
        return redirect("evidence_packs:detail", asked.reference)
    context = {
        "form": form,
        "parts": PARTS,
        "page": page(Pack.objects.filter(owner=user).select_related("file"), request.GET, by=("-id",)),
    }
    return render(request, "evidence_packs/list.html", context)


@require_safe
def pack(request: HttpRequest, reference: str) -> HttpResponse:
    """How far a pack is; where to get it once it is there."""
    found = _own(request, reference)
    is_there = found.file is not None and found.file.key is not None
    context = {
        "pack": found,
        "is_there": is_there,
        "may_open": actions.may_open(found, by(request)),
        "until": found.done_at + actions.KEPT if is_there and found.done_at else None,
        "stages": STAGES,
        "part": PARTS[found.stage] if found.stage < len(PARTS) else None,
    }
    return render(request, "evidence_packs/detail.html", context)


@require_safe
def download(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The zip, for whoever asked for it."""
    found = _own(request, reference)
    headers = {**PRIVATE, "Content-Disposition": f'attachment; filename="{found.reference}.zip"'}
    chunks = actions.open_pack(found, by=by(request), at=timezone.now())
    return StreamingHttpResponse(chunks, content_type="application/zip", headers=headers)


def _own(request: HttpRequest, reference: str) -> Pack:
    user = by(request)
    demand(may_ask(user))
    # PostgreSQL can't even be asked for a text with a null byte.
    known = "\0" not in reference
    theirs = Pack.objects.filter(owner=user, reference=reference).select_related("file")
    found = theirs.first() if known else None
    if found is None:
        raise NotThere(actions.NAME, reference.replace("\0", ""))
    return found
