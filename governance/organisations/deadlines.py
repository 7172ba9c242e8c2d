"""When a partner's security assurance must be there anew (handbook section 13, row 24)."""

from datetime import datetime

from governance.calendar import local_day
from governance.deadlines.rules import Audience, Rule, add
from governance.deadlines.writing import Due
from governance.defaults import ASSURANCE_LEADS
from governance.organisations.assurance import A_DAY, standing
from governance.organisations.models import Organisation

# Nobody owns a partner: without an owner the IG team is told.
ASSURANCE = add(
    Rule(
        key="partner_assurance",
        number=24,
        words="Partner’s security assurance",
        leads=ASSURANCE_LEADS.value,
        told=(Audience.OWNER, Audience.IG),
    )
)


def dues(organisation: Organisation, at: datetime) -> list[Due]:
    """Its last good day, also once that is past; none where there never was one, or it was merged."""
    stands = standing(organisation, local_day(at))
    last = stands.until or (stands.since and stands.since - A_DAY)
    return [Due(ASSURANCE.key, last)] if last and organisation.merged_into_id is None else []
