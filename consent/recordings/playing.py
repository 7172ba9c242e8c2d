"""A recording that is kept here is played, a part at a time, by whoever may: each opening in the ledger, once."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from consent.recordings import words
from consent.recordings.models import Recording
from consent.recordings.permissions import may_play
from consent.recordings.reading import found_for
from consent.recordings.register import RECORDINGS
from governance.accounts.models import User
from governance.attachments import films
from governance.errors import NotThere, demand, no
from governance.ledger import writing as ledger
from governance.ledger.models import Event
from governance.workflow.requests import by

# A player asks for a film in many parts; so long they belong to one opening.
ONE_OPENING = timedelta(hours=4)
NOT_OPENED = no(
    "This recording is not open.", next_step="Open it on its page first, so that the opening is written down."
)


def play(request: HttpRequest, reference: str) -> HttpResponse:
    """Asks whether to open it; opened, it is in the ledger, and the page has the players."""
    at, user = timezone.now(), by(request)
    found = found_for(reference, user, at)
    demand(may_play(user, found, at))
    parts = list(found.parts.filter(sealed__destroyed_at=None).select_related("sealed").order_by("number"))
    if not parts:
        raise NotThere(RECORDINGS.name, reference)
    opened = request.method == "POST"
    if opened:
        inside = found.participants.filter(person__isnull=False).values_list("person_id", flat=True)
        ledger.record(
            "play",
            register=RECORDINGS.name,
            reference=reference,
            service_id=found.service_id,
            people=sorted(inside),
        )
    context = {
        "recording": found,
        "title": words.title(found, user),
        "parts": [(each, each.content_type.startswith("video/")) for each in parts],
        "opened": opened,
        "back_url": RECORDINGS.url(found),
    }
    return render(request, "recordings/play.html", context)


@require_safe
def part(request: HttpRequest, reference: str, number: int) -> HttpResponseBase:
    """One file, or the part of it that a player asks for, while it is open."""
    at, user = timezone.now(), by(request)
    found: Recording = RECORDINGS.find(reference, user=user, at=at)
    demand(may_play(user, found, at))
    if not _is_open(found, user, at):
        demand(NOT_OPENED)
    kept = found.parts.filter(number=number, sealed__destroyed_at=None).select_related("sealed").first()
    if kept is None:
        raise NotThere(RECORDINGS.name, reference)
    name = f"{reference}-{number}.{films.ENDINGS[kept.content_type]}"
    return films.streamed(request, kept.sealed, kept.content_type, name)


def _is_open(recording: Recording, user: User, at: datetime) -> bool:
    """Whether this user opened it a while ago."""
    openings = Event.objects.filter(
        register=RECORDINGS.name, reference=recording.reference, verb="play", actor_id=user.pk
    )
    return openings.filter(at__gte=at - ONE_OPENING).exists()
