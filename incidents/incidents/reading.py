"""Reading one incident for whoever asks, with the look at it in the ledger."""

from datetime import datetime

from django.db.models import Prefetch

from governance.accounts.models import User
from governance.ledger.writing import record_view
from incidents.incidents.models import CandourDone, Contact, Incident, Lesson, Letter
from incidents.incidents.register import INCIDENTS

# What the page shows of telling, candour and lessons, each read once.
AFTERWARDS = (
    Prefetch(
        "contacts", Contact.objects.select_related("affected__person", "written_by").order_by("at", "id")
    ),
    Prefetch("letters", Letter.objects.select_related("affected__person", "written_by").order_by("id")),
    Prefetch("candour_steps", CandourDone.objects.select_related("written_by").order_by("at", "id")),
    Prefetch("lessons", Lesson.objects.select_related("owner", "done_by").order_by("number")),
)


def found_for(reference: str, user: User, at: datetime) -> Incident:
    """The incident, if the user may see it, with the look at it and at everybody on it in the ledger."""
    found: Incident = INCIDENTS.find(reference, user=user, at=at)
    known = INCIDENTS.rows().select_related("graded_by", "lowered_by", "not_reported_by", "countersigned_by")
    known = known.prefetch_related("phases__written_by", "affected__person", "commissioners", *AFTERWARDS)
    found = known.get(pk=found.pk)
    people = [each.person_id for each in found.affected.all() if each.removed_at is None]
    record_view(register=INCIDENTS.name, reference=reference, service_id=found.service_id, people=people)
    return found
