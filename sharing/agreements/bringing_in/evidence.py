"""Papers that are kept with an agreement from an older log, which nobody signed here."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from governance.accounts.models import User
from governance.attachments.actions import keep
from governance.attachments.models import Attachment
from governance.errors import Denied, no
from governance.workflow.apply import apply
from sharing.agreements.models import Agreement
from sharing.agreements.register import AGREEMENTS, BESIDES

NOT_BROUGHT_IN = no(
    "This agreement was signed here, so its papers are with its signatures.",
    next_step="Look at who signed it, on its page.",
)


@transaction.atomic
def attach(
    agreement: Agreement,
    *,
    by: User,
    at: datetime,
    read_version: int,
    label: str,
    upload: "UploadedFile[Any]",
    form_key: UUID,
) -> Attachment:
    """Keep the signed paper, or another that shows what was agreed; a worker checks it next.

    label: what it is. Raises Denied for an agreement that was signed here, ValidationError for a file that we do not
    take.
    """
    if not agreement.brought_in:
        raise Denied(NOT_BROUGHT_IN)
    apply(BESIDES, agreement, "attach", by=by, at=at, read_version=read_version)
    return keep(
        agreement,
        AGREEMENTS,
        label=label,
        upload=upload,
        by=by,
        at=at,
        form_key=form_key,
        service_id=agreement.service_id,
    )
