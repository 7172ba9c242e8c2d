"""How tests come to a yearly report: by the steps that people take."""

from datetime import UTC, datetime
from typing import Any

from governance.accounts.models import User
from governance.calendar import local_day
from incidents.candour_reports import actions, rules
from incidents.candour_reports.models import CandourReport
from incidents.incidents import candour
from incidents.incidents.models import Incident
from incidents.incidents.sorts import STEPS, Harm
from tests.cast import NOON, Cast
from tests.incidents.incidents import walk as incidents

# In the year that ends in 2026.
IN_THE_YEAR = datetime(2026, 2, 2, 12, tzinfo=UTC)
TEXT = {"followed": "We told them.", "policies": "We report at once.", "changes": "We look twice."}


def begun(
    cast: Cast, *, at: datetime = IN_THE_YEAR, harm: Harm = Harm.PAIN, done: bool = True, **facts: Any
) -> Incident:
    """The duty began for one in Firth; every step is done on the same day, or none."""
    found = incidents.graded(cast, at=at, service=cast.firth, by=cast.isla, **facts)
    found = candour.decide_candour(
        found, by=cast.priya, at=at, applies=True, harm=harm, because="A wrong dose."
    )
    opinion = "Dr Ann Reid, GMC 1234567"
    found = candour.start_candour(
        found, by=cast.priya, at=at, opinion_at=at, opinion_by=opinion, had_no_part=True
    )
    for step in STEPS["SCT"] if done else ():
        facts = {"step": step, "done_at": at, "who": "Morag", "words": "In plain words."}
        found = candour.candour_step(found, by=cast.priya, at=at, **facts)
    return found


def asked(at: datetime = NOON) -> CandourReport:
    """The report of the last year that is over by then."""
    actions.begin(at)
    return CandourReport.objects.get(year=rules.last_finished(local_day(at)))


def written(cast: Cast, *, by: User | None = None, at: datetime = NOON, **text: str) -> CandourReport:
    return actions.write(asked(at), by=by or cast.igor, at=at, **TEXT | text)


def submitted(cast: Cast, *, at: datetime = NOON, **text: str) -> CandourReport:
    return actions.submit(written(cast, at=at, **text), by=cast.igor, at=at)


def published(cast: Cast, *, at: datetime = NOON, **text: str) -> CandourReport:
    found = submitted(cast, at=at, **text)
    return actions.publish(found, by=cast.priya, at=at, content_hash=found.content_hash)
