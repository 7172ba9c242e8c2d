"""Writing what the record of processing needs and no other register holds."""

from datetime import datetime

from django.db import connection, transaction

from governance.accounts.models import Service, User
from governance.processing.models import Note
from governance.processing.register import PROCESSING
from governance.workflow.apply import apply


@transaction.atomic
def write(
    service: Service | None, *, by: User, at: datetime, read_version: int | None = None, **facts: str
) -> Note:
    """Write the note of a service, or of the whole charity; raises Stale where somebody wrote it meanwhile.

    read_version: of the note that was read; 0 where there was none yet.
    """
    with connection.cursor() as cursor:
        # The second of two who write the first note of a service waits here, and then sees it.
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('processing'), %s)", [service.pk if service else 0]
        )
    note = Note.objects.filter(service=service).first()

    def change(locked: Note) -> None:
        for name, value in facts.items():
            setattr(locked, name, value)

    if note is None:
        return apply(PROCESSING, Note(service=service), "write", by=by, at=at, change=change)
    return apply(PROCESSING, note, "write", by=by, at=at, change=change, read_version=read_version)
