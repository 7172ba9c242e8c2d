"""The PDF of a published version: the public's text only, since a PDF goes everywhere."""

from datetime import datetime

from django.conf import settings

from governance.documents import door
from governance.documents.models import Document
from governance.policies.models import PolicyVersion
from governance.policies.pages import public_page

KIND = "policy"
# A published text never changes, so each version has one document.
ONLY = 1


def order(version: PolicyVersion, *, at: datetime) -> None:
    """Order the PDF of a version that is being published, in the same transaction."""
    door.want(KIND, register="policies", record_id=version.pk, version=ONLY, at=at)


def find(version: PolicyVersion) -> Document | None:
    """The PDF, once it has been made."""
    return door.find(KIND, version.pk, ONLY)


def source(version_id: int) -> door.Source:
    version = PolicyVersion.objects.select_related("policy").get(pk=version_id)
    return door.Source(
        "policies/pdf.html",
        {"page": public_page(version), "address": f"{settings.BASE_URL}/policies/{version.policy.slug}/"},
    )


door.renders(KIND, source)
