"""The certificate of a transfer, for the archive: what was approved, by whom, its hash and count, and its receipt."""

from datetime import datetime

from django.conf import settings

from governance.documents import door
from governance.documents.models import Document
from sharing.stop_checks.models import StopCheck

CERTIFICATE = "stop_check_certificate"


def order(check: StopCheck, *, at: datetime) -> None:
    """Order it as it stands now, in the same transaction."""
    door.want(CERTIFICATE, register="stop_checks", record_id=check.pk, version=check.version, at=at)


def find(check: StopCheck) -> Document | None:
    """The newest one, once it has been made."""
    return door.newest(CERTIFICATE, check.pk)


def source(check_id: int) -> door.Source:
    """It names nobody whose information was sent."""
    known = StopCheck.objects.select_related(
        "service", "sender", "creator", "approved_by", "organisation", "agreement", "deleted_by"
    )
    check = known.get(pk=check_id)
    extract = check.extract
    context = {
        "check": check,
        "extract": extract,
        "findings": extract.findings.select_related("accepted_by").order_by("id") if extract else [],
        "charity": settings.CHARITY_NAME,
        "address": settings.CHARITY_ADDRESS,
    }
    return door.Source("stop_checks/certificate.html", context, archive=True)


door.renders(CERTIFICATE, source)
