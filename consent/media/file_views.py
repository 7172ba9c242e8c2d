"""The file itself, over HTTP: put in, and given a part at a time to whoever may see it, each opening in the ledger."""

import re
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from consent.media import actions, forms
from consent.media.files import ENDINGS, MOST
from consent.media.models import Asset
from consent.media.register import BESIDES, MEDIA
from consent.media.step_views import Act, take
from consent.media.views import found_for
from governance.attachments import sealed
from governance.attachments.uploads import takes
from governance.errors import NotThere, demand
from governance.ledger import writing as ledger
from governance.ledger.models import Event
from governance.workflow.once import landing, once
from governance.workflow.requests import by

PUT = Act(
    forms.FileForm,
    actions.put_file,
    "If there is a file already, it is destroyed and this one takes its place.",
    "The file is kept, encrypted.",
)
# A film is asked for in many parts; so long they belong to one opening.
ONE_OPENING = timedelta(hours=4)
RANGE = re.compile(r"bytes=(\d{1,15})-(\d{0,15})")


@takes(MOST, sealed=True)
@once(MEDIA, "put_file", landing(PUT.done))
def put_file(request: HttpRequest, reference: str) -> HttpResponse:
    """Put in its file."""
    return take(request, reference, "put_file", PUT)


@require_safe
def file(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The file, or the part of it that a player asks for."""
    user, at = by(request), timezone.now()
    asset = found_for(reference, user)
    demand(BESIDES.verbs["open_file"].may(user, asset, at))
    if asset.file is None or asset.file.key is None:
        raise NotThere(MEDIA.name, reference)
    size = asset.file.size
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    start, stop = (int(asked[1]), min(int(asked[2] or size) + bool(asked[2]), size)) if asked else (0, size)
    if asked and not start < stop:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    content = sealed.read(asset.file, start=start, stop=stop)
    _write_down(asset, user.pk, start, at - ONE_OPENING)
    answer = StreamingHttpResponse(content, content_type=asset.media_type, status=206 if asked else 200)
    answer["Accept-Ranges"], answer["Content-Length"] = "bytes", str(stop - start)
    if asked:
        answer["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    answer["Content-Disposition"] = f'inline; filename="media-{reference}.{ENDINGS[asset.media_type]}"'
    answer["X-Content-Type-Options"], answer["Cache-Control"] = "nosniff", "private, no-store"
    return answer


def _write_down(asset: Asset, actor: int, start: int, since: datetime) -> None:
    """Each opening is in the ledger; a player that goes on in the middle of a film opens it no second time."""
    before = Event.objects.filter(
        register=MEDIA.name, reference=asset.reference, verb="download", actor_id=actor
    )
    if start and before.filter(at__gte=since).exists():
        return
    inside = asset.people.filter(removed_at=None).order_by("person").values_list("person_id", flat=True)
    ledger.record(
        "download",
        register=MEDIA.name,
        reference=asset.reference,
        service_id=asset.service_id,
        people=list(inside),
    )
