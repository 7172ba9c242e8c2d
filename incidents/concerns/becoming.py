"""A concern that becomes an incident, in one press, with a link both ways (handbook sections 10 and 11)."""

from datetime import datetime, time
from uuid import UUID

from django.db import transaction

from governance.accounts.models import User
from governance.calendar import LONDON, local_day
from governance.errors import Denied, no
from governance.workflow.apply import apply
from incidents.concerns.models import Concern
from incidents.concerns.register import CONCERNS
from incidents.concerns.rules import About
from incidents.incidents import actions as incidents
from incidents.incidents.sorts import Certainty, Source, Type

TYPES = {About.SHARED: Type.MISDIRECTED, About.LOST: Type.LOST, About.WRONG: Type.WRONG_RECORD}


def since(concern: Concern) -> datetime:
    """When we had it: the moment of the form, or the beginning of the day on which the letter or the call came."""
    if concern.received_on == local_day(concern.created_at):
        return concern.created_at
    return datetime.combine(concern.received_on, time.min, LONDON)


@transaction.atomic
def report(concern: Concern, *, by: User, at: datetime, read_version: int, form_key: UUID) -> Concern:
    """Report it as an incident that is suspected since we had it.

    What the person wrote is not copied: more people read an incident than may read a concern. What is kept from the
    manager of a service is an incident about a colleague, which only those named may read. Denied where it is one
    already, or for whoever may not report one there.
    """
    incident = incidents.report(
        by=by,
        at=at,
        service=concern.service,
        certainty=Certainty.SUSPECTED,
        known_at=since(concern),
        what_happened=f"Somebody raised a concern with us, {concern.reference}: “{concern.get_about_display()}”.",
        type=TYPES.get(About(concern.about), Type.OTHER),
        source=Source.PERSON,
        about_staff=concern.kept_from_manager,
        form_key=form_key,
    )

    def change(locked: Concern) -> None:
        if locked.incident_id is not None:
            raise Denied(no("It is an incident already.", next_step="Open the concern: it leads there."))
        locked.incident = incident

    return apply(
        CONCERNS,
        concern,
        "report",
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        form_key=form_key,
    )
