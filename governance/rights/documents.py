"""The letters of a rights request, and the copy of what we hold: made after the commit, kept as they left."""

from datetime import datetime
from typing import Any

from django.conf import settings

from governance.documents import door
from governance.documents.archive import Enclosed
from governance.documents.models import Document
from governance.rights.models import Clock, Gathering, RightsRequest
from governance.rights.redaction import canonical
from governance.rights.words import NEXT_STEPS

ANSWER, EXTENSION, COPY = "rights_answer", "rights_extension", "rights_copy"


def order(kind: str, request: RightsRequest, *, at: datetime) -> None:
    """Order a letter as the request stands now, in the same transaction."""
    door.want(kind, register="rights", record_id=request.pk, version=request.version, at=at)


def order_copy(gathering: Gathering, *, at: datetime) -> None:
    """Order the PDF of what was released, in the same transaction."""
    door.want(COPY, register="rights", record_id=gathering.pk, version=1, at=at)


def find(kind: str, pk: int) -> Document | None:
    """The newest of this kind for a request or a gathering, once it has been made."""
    return door.newest(kind, pk)


def _letter(template: str, pk: int) -> door.Source:
    request = RightsRequest.objects.select_related("service", "person").get(pk=pk)
    day = request.received_on if request.extended_at is None else request.extended_at.date()
    return door.Source(
        template,
        {"request": request, "clock": Clock(request, day), "next_steps": NEXT_STEPS, **_ourselves()},
    )


def _copy(pk: int) -> door.Source:
    gathering = Gathering.objects.select_related("request").exclude(frozen=None).get(pk=pk)
    request, frozen = gathering.request, gathering.frozen
    inside = Enclosed(
        name=f"{request.reference}.json",
        media_type="application/json",
        content=canonical(frozen),
        description="The same as data, for other computers",
        relationship="Source",
    )
    context = {"request": request, "gathering": gathering, "frozen": frozen, **_ourselves()}
    return door.Source("rights/copy.html", context, archive=True, enclosed=[inside])


def _ourselves() -> dict[str, Any]:
    return {
        "charity": settings.CHARITY_NAME,
        "address": settings.CHARITY_ADDRESS,
        "contact": settings.CHARITY_CONTACT,
    }


door.renders(ANSWER, lambda pk: _letter("rights/letter_answer.html", pk))
door.renders(EXTENSION, lambda pk: _letter("rights/letter_extension.html", pk))
door.renders(COPY, _copy)
