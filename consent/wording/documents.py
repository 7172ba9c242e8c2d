"""The blank form as a PDF: printed, filled in by hand and signed."""

from datetime import datetime

from consent.kinds import Kind
from consent.wording.blanks import CHECKS, blanks
from consent.wording.models import WordingVersion
from consent.wording.versions import text
from governance.documents import door
from governance.documents.models import Document

KIND = "consent_form"
# An approved text never changes, so each version has one document.
ONLY = 1


def order(version: WordingVersion, *, at: datetime) -> None:
    """Order the PDF of a form that is being approved, in the same transaction."""
    door.want(KIND, register="consent_wording", record_id=version.pk, version=ONLY, at=at)


def find(version: WordingVersion) -> Document | None:
    """The PDF, once it has been made."""
    return door.find(KIND, version.pk, ONLY)


def source(version_id: int) -> door.Source:
    version = WordingVersion.objects.select_related("wording").get(pk=version_id)
    return door.Source(
        "wording/pdf.html",
        {
            "version": version,
            "text": text(version, under=0),
            "blanks": blanks(Kind(version.wording.kind)),
            "checks": CHECKS,
        },
        language=version.wording.language,
    )


door.renders(KIND, source)
