"""The record of processing: read from services, agreements and assessments; only what they lack is written here.

Start reading at `activities.py`, which puts it together.
"""

from governance.processing import permissions
from governance.processing.models import Note
from governance.workflow.register import Register, Verb, enter

PROCESSING = enter(
    Register(
        name="processing",
        prefix="ROP",
        model=Note,
        verbs={"write": Verb("write", "Write what is missing", permissions.may_write)},
        visible=lambda user, at: Note.objects.all() if permissions.may_read(user) else Note.objects.none(),
        service_id=lambda note: note.service_id,
        happened={"write": "What is missing from the record of processing was written"},
        reference_digits=4,
        related=("service",),
    )
)
