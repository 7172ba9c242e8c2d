"""The certificate of a deletion, for the archive: what was recorded when, and who saw that every copy is gone."""

from datetime import datetime

from django.conf import settings

from consent.recordings import rules
from consent.recordings.models import Recording
from consent.recordings.rules import Copy, Place
from governance.documents import door
from governance.documents.models import Document

CERTIFICATE = "recording_deletion"


def order(recording: Recording, *, at: datetime) -> None:
    """Order it as it stands now, in the same transaction."""
    door.want(CERTIFICATE, register="recordings", record_id=recording.pk, version=recording.version, at=at)


def find(recording: Recording) -> Document | None:
    """The newest one, once it has been made."""
    return door.newest(CERTIFICATE, recording.pk)


def source(recording_id: int) -> door.Source:
    """It names nobody who took part: their consents stand in it by reference."""
    known = Recording.objects.select_related("service", "lead", "device", "deleted_by", "confirmed_by")
    recording = known.exclude(deleted_on=None).get(pk=recording_id)
    copies = recording.deletion_copies
    context = {
        "recording": recording,
        "copies": [(place.label, Copy(copies[place.value]).label) for place in Place],
        "parts": recording.parts.select_related("sealed").order_by("number"),
        "consents": recording.participants.exclude(consent=None).select_related("consent").order_by("id"),
        "holds": recording.holds.order_by("id"),
        "stays_until": rules.entry_kept_until(recording.deleted_on) if recording.deleted_on else None,
        "charity": settings.CHARITY_NAME,
        "address": settings.CHARITY_ADDRESS,
    }
    return door.Source("recordings/certificate.html", context, archive=True)


door.renders(CERTIFICATE, source)
