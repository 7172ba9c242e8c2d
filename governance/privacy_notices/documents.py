"""The PDF of a published version, to be printed and handed out."""

from datetime import datetime
from typing import Any

from django.conf import settings

from governance.documents import door
from governance.documents.models import Document
from governance.privacy_notices.models import NoticeVersion
from governance.privacy_notices.pages import blocks, safe

KIND = "privacy_notice"
# A published text never changes, so each version has one document.
ONLY = 1


def order(version: NoticeVersion, *, at: datetime) -> None:
    """Order the PDF of a version that is being published, in the same transaction."""
    door.want(KIND, register="privacy_notices", record_id=version.pk, version=ONLY, at=at)


def find(version: NoticeVersion) -> Document | None:
    """The PDF, once it has been made."""
    return door.find(KIND, version.pk, ONLY)


def source(version_id: int) -> door.Source:
    version = NoticeVersion.objects.select_related("notice__service").get(pk=version_id)
    context: dict[str, Any] = {
        "version": version,
        "notice": version.notice,
        "blocks": list(blocks(version.body)),
        "national": safe(version.national, under=2),
        "charity": settings.CHARITY_NAME,
        "address": settings.CHARITY_ADDRESS,
        "contact": settings.CHARITY_CONTACT,
        "telephone": settings.CHARITY_TELEPHONE,
        "home": settings.BASE_URL,
    }
    return door.Source("privacy_notices/pdf.html", context)


door.renders(KIND, source)
