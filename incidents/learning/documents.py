"""The PDF of a summary, made from its frozen figures."""

from datetime import datetime

from django.conf import settings

from governance.documents import door
from governance.documents.models import Document
from incidents.learning.models import Summary
from incidents.learning.pictures import thawed

KIND = "incident_summary"
# A summary never changes, so each has one document.
ONLY = 1


def order(summary: Summary, *, at: datetime) -> None:
    """Order it, in the same transaction."""
    door.want(KIND, register="incident_summaries", record_id=summary.pk, version=ONLY, at=at)


def find(summary: Summary) -> Document | None:
    """The PDF, once it has been made."""
    return door.find(KIND, summary.pk, ONLY)


def source(summary_id: int) -> door.Source:
    summary = Summary.objects.get(pk=summary_id)
    context = {
        "summary": summary,
        "facts": summary.figures["facts"],
        "charts": thawed(summary.figures),
        "charity": settings.CHARITY_NAME,
        "address": settings.CHARITY_ADDRESS,
    }
    return door.Source("learning/pdf.html", context)


door.renders(KIND, source)
