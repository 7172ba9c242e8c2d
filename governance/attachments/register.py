"""Files of records of any register. Whoever may see the record may see them; its register says when one is kept."""

from datetime import datetime
from typing import Any

from governance.accounts.models import User
from governance.attachments import permissions
from governance.attachments.models import Attachment, Cleaning
from governance.attachments.states import MACHINE
from governance.attachments.store import Store, enter_store
from governance.ledger.models import Event
from governance.notifications.sending import notify
from governance.notifications.words import about
from governance.records.models import Record
from governance.workflow.register import REGISTERS, Register, Verb, enter


def _take_turns(attachment: Attachment) -> None:
    """Wait for whoever writes about the record; where it has no turns of its own, the record is what waits."""
    owner = REGISTERS[attachment.register]
    record = owner.model._default_manager.get(reference=attachment.record_reference)
    owner.take_turns(record)
    owner.model._default_manager.select_for_update(of=("self",)).get(pk=record.pk)


def _blocked(user: User, reference: str, at: datetime) -> bool:
    attachment = Attachment.objects.filter(reference=reference).first()
    if attachment is None:
        return False
    return REGISTERS[attachment.register].blocked(user, attachment.record_reference, at)


def _rejected(record: Record, event: Event, at: datetime) -> None:
    """Whoever kept it is told, or else the service's manager, as far as they may see the record."""
    found: Any = Attachment.objects.select_related("created_by", "service__manager").get(pk=record.pk)

    def reached(user: User | None) -> set[User]:
        if user is None or not user.is_active:
            return set()
        return {user} if Attachment.objects.visible_to(user, at).filter(pk=found.pk).exists() else set()

    notify(
        reached(found.created_by) or reached(found.service.manager if found.service else None),
        "attachment_rejected",
        register=ATTACHMENTS.name,
        reference=found.reference,
        person_id=found.person_id,
        at=at,
        occasion="once",
    )


ATTACHMENTS = enter(
    Register(
        name="attachments",
        prefix="FIL",
        model=Attachment,
        machine=MACHINE,
        verbs={
            "keep": Verb("keep", "Keep a file", permissions.may_keep),
            "download": Verb("download", "Download", permissions.may_download),
            "original": Verb("original", "Open the file as it came", permissions.may_open_original),
        },
        visible=lambda user, at: Attachment.objects.visible_to(user, at),
        take_turns=_take_turns,
        person_id=lambda attachment: attachment.person_id,
        service_id=lambda attachment: attachment.service_id,
        blocked=_blocked,
        happened={
            "keep": "A file was kept with a record, and sent to be checked",
            "clear": "A file of a record was checked: a safe copy was made",
            "reject": "A file of a record was checked: it cannot be used",
        },
        reactions={("attachments", "reject"): _rejected},
    )
)
STORE = enter_store(Store(ATTACHMENTS, Cleaning, "attachment"))

about("attachment_rejected", "A file that cannot be used")
