"""The verbs of attachments: kept by the step of another register, handed out under a ledger entry."""

from datetime import datetime
from typing import IO, Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from governance.accounts.models import User
from governance.attachments import files
from governance.attachments.at_once import made_at_once
from governance.attachments.models import Attachment
from governance.attachments.register import ATTACHMENTS, STORE
from governance.errors import demand
from governance.ledger import writing as ledger
from governance.records.models import Record
from governance.workflow.register import Register


@transaction.atomic
def keep(
    record: Record,
    register: Register,
    *,
    label: str,
    upload: "UploadedFile[Any]",
    by: User,
    at: datetime,
    form_key: UUID | None = None,
    person_id: int | None = None,
    service_id: int | None = None,
) -> Attachment:
    """Keep a file that belongs to `record`; a worker checks it next, unless the form did. In the transaction of
    the register's step.

    The step has asked its own verdict: nothing here asks whether `by` may. label: what the file is, in words that
    name nobody. person_id and service_id: whom the record is about, and where, if anybody.
    The same `form_key` with the same file again gives back what was kept before. Raises ValidationError for a file
    that we do not take, Denied where there is no room; nothing is kept then.
    """
    attachment = Attachment(
        register=register.name,
        record_reference=record.reference,
        label=label,
        form_key=form_key,
        person_id=person_id,
        service_id=service_id,
    )

    def before() -> Attachment | None:
        if form_key is None:
            return None
        found: Attachment | None = (
            Attachment.objects.of(record, register)
            .filter(created_by=by, form_key=form_key, original_sha256=attachment.original_sha256)
            .first()
        )
        return found

    return STORE.keep(
        attachment,
        upload,
        upload.size or 0,
        by=by,
        at=at,
        before=before,
        copy=made_at_once(upload),
        belongs_to=record.reference,
    )


def download(attachment: Attachment, *, by: User, at: datetime) -> IO[bytes]:
    """The safe copy, open for reading, with the download in the ledger of its record; raises Denied."""
    demand(ATTACHMENTS.verbs["download"].may(by, attachment, at))
    file = files.open_whole(attachment.copy_file, attachment.copy_sha256)
    _tell(attachment, "copy", attachment.copy_sha256)
    return file


def open_original(attachment: Attachment, *, by: User, at: datetime, reason: str) -> IO[bytes]:
    """The file as it came, open for reading, with the reason in the ledger of its record; raises Denied."""
    demand(ATTACHMENTS.verbs["original"].may(by, attachment, at))
    file = files.open_whole(attachment.original_file, attachment.original_sha256)
    _tell(attachment, "original", attachment.original_sha256, reason)
    return file


def _tell(attachment: Attachment, which: str, sha256: str, reason: str = "") -> None:
    ledger.record(
        "download",
        register=attachment.register,
        reference=attachment.record_reference,
        person_id=attachment.person_id,
        service_id=attachment.service_id,
        reason=reason,
        attachment=attachment.reference,
        file=which,
        sha256=sha256,
    )
