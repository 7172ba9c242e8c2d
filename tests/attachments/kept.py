"""Files of records that tests begin with: of a person, who stands for any register with somebody in it."""

from typing import Any

from governance.accounts.models import User
from governance.attachments import actions, tasks
from governance.attachments.models import Attachment, Cleaning
from governance.people.models import Person
from governance.people.register import PEOPLE
from governance.records.actor import acting_as
from governance.records.models import Record
from governance.workflow.register import Register
from tests.attachments import papers
from tests.cast import NOON

LABEL = "Court order"


def of(record: Record, register: Register, by: User, content: bytes, **more: Any) -> Attachment:
    """A file of a record, kept as the record's own register would keep it, and not checked yet."""
    facts = {"label": LABEL, "at": NOON, **more}
    with acting_as(by.pk):
        return actions.keep(record, register, upload=papers.upload(content), by=by, **facts)


def of_person(person: Person, by: User, content: bytes, **more: Any) -> Attachment:
    service_id = person.cases.get().service_id
    return of(person, PEOPLE, by, content, person_id=person.pk, service_id=service_id, **more)


def checked(attachment: Attachment) -> Attachment:
    """What the worker makes of it."""
    assert tasks.clean("attachments", Cleaning.objects.get(attachment=attachment).pk) is True
    attachment.refresh_from_db()
    return attachment
