"""When to look again at what could not be decided that day (handbook section 13, row 6)."""

from datetime import datetime

from consent.ability import Finding
from consent.capacity.models import Assessment
from governance.deadlines.rules import Audience, Rule, add
from governance.deadlines.writing import Due
from governance.defaults import REASSESS_LEADS

REASSESS = add(
    Rule(
        key="reassess",
        number=6,
        words="Looking again at an assessment",
        leads=REASSESS_LEADS.value,
        told=(Audience.WORKER,),
        overdue_adds=(Audience.MANAGER,),
    )
)


def dues(assessment: Assessment, at: datetime) -> list[Due]:
    """Open until the same decision is assessed again, the case closes, or it turns out to be an error.

    Another decision of the same person does not end it: one assessment is about one decision (section 3.4).
    """
    if assessment.reassess_on is None or assessment.outcome != Finding.DEFER or assessment.is_in_error:
        return []
    if assessment.case.closed_on is not None or Assessment.objects.after(assessment).exists():
        return []
    return [Due(REASSESS.key, assessment.reassess_on)]
