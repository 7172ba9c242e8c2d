"""The file itself, over HTTP: put in, and given a part at a time to whoever may see it, each opening in the ledger."""

from datetime import datetime, timedelta
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from consent.media import actions, forms
from consent.media.files import ENDINGS
from consent.media.models import Asset
from consent.media.register import BESIDES, MEDIA
from consent.media.step_views import Act, take
from consent.media.views import found_for
from governance.attachments import films
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


@takes(films.MOST_BYTES, sealed=True)
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
    name = f"media-{reference}.{ENDINGS[asset.media_type]}"
    answer = films.streamed(request, asset.file, asset.media_type, name)
    if answer.status_code != HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        from_the_start = answer.headers.get("Content-Range", "bytes 0-").startswith("bytes 0-")
        _write_down(asset, user.pk, at - ONE_OPENING, from_the_start=from_the_start)
    return answer


def _write_down(asset: Asset, actor: int, since: datetime, *, from_the_start: bool) -> None:
    """Each opening is in the ledger; a player that goes on in the middle of a film opens it no second time."""
    before = Event.objects.filter(
        register=MEDIA.name, reference=asset.reference, verb="download", actor_id=actor
    )
    if not from_the_start and before.filter(at__gte=since).exists():
        return
    inside = asset.people.filter(removed_at=None).order_by("person").values_list("person_id", flat=True)
    ledger.record(
        "download",
        register=MEDIA.name,
        reference=asset.reference,
        service_id=asset.service_id,
        people=list(inside),
    )
