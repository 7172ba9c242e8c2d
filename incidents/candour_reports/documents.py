"""The PDF of a report, made when it is published; only what the public reads is in it."""

from datetime import datetime
from typing import Any

from django.conf import settings

from governance.documents import door
from governance.documents.models import Document
from incidents.candour_reports.models import CandourReport

KIND = "candour_report"


def order(report: CandourReport, *, at: datetime) -> None:
    """Order it as it is published, in the same transaction."""
    door.want(KIND, register="candour_reports", record_id=report.pk, version=report.version, at=at)


def find(report: CandourReport) -> Document | None:
    """That of what is published now, once it has been made."""
    return door.newest(KIND, report.pk)


def source(report_id: int) -> door.Source:
    return door.Source(
        "candour_reports/pdf.html", {"report": CandourReport.objects.get(pk=report_id), **us()}
    )


def us() -> dict[str, Any]:
    """Whose report it is, and whom to ask."""
    return {
        "charity": settings.CHARITY_NAME,
        "address": settings.CHARITY_ADDRESS,
        "contact": settings.CHARITY_CONTACT,
    }


door.renders(KIND, source)
