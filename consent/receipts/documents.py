"""The receipt as a PDF: large print, tagged, made when somebody asks for it."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from consent.consents.models import Consent
from consent.receipts.talks import Talk, talk_of
from consent.receipts.words import part
from governance.documents import door
from governance.documents.models import Document

KIND = "consent_receipt"


def order(talk: Talk, *, at: datetime) -> None:
    """Order the receipt of a talk as it stands, in the transaction that is open."""
    door.want(KIND, register="consents", record_id=talk.record_id, version=talk.version, at=at)


def is_ordered(talk: Talk) -> bool:
    """Whether it was ordered as it stands, made or not."""
    return door.ordered(KIND, talk.record_id, talk.version)


def find(talk: Talk) -> Document | None:
    """The receipt as it stands, once it has been made."""
    return door.find(KIND, talk.record_id, talk.version)


def source(consent_id: int) -> door.Source:
    """What the receipt says at the moment when it is made."""
    at = timezone.now()
    kept_under = Consent.objects.select_related("person", "service").get(pk=consent_id)
    answers = talk_of(kept_under).told
    context = {
        "at": at,
        "reference": (answers or [kept_under])[0].reference,
        "person": kept_under.person,
        "service": kept_under.service,
        "parts": [part(each, at) for each in answers],
        "charity": {
            "name": settings.CHARITY_NAME,
            "address": settings.CHARITY_ADDRESS,
            "contact": settings.CHARITY_CONTACT,
        },
    }
    return door.Source("receipts/pdf.html", context)


door.renders(KIND, source)
