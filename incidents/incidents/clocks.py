"""The clocks of an incident: what the law wants, from when, and until when (handbook section 10; rule T4).

Hour clocks count elapsed hours: nights, weekends, bank holidays and clock changes neither stop nor stretch them.
"""

from dataclasses import dataclass
from datetime import date, datetime

from governance.calendar import Nation, add_hours, add_months, add_working_days_without_fail, local_day
from governance.defaults import CANDOUR_WORKING_DAYS, SUSPICION_HOURS
from governance.errors import YES, Verdict, no

# UK GDPR Article 33.
ICO_HOURS = 72
# Later than this after it happened, the account to the person says why (Scotland).
EXPLAIN_AFTER_MONTHS, REVIEW_MONTHS = 1, 3


@dataclass(frozen=True)
class Moments:
    """When it happened, was suspected, was known, and was written down. aware: None while it is only suspected.

    For a processor's breach, aware is when they told us.
    """

    reported: datetime
    happened: datetime | None = None
    suspected: datetime | None = None
    aware: datetime | None = None


def moments_allowed(moments: Moments, at: datetime) -> Verdict:
    """Whether these can be true: nothing in the future, and nobody knew of it before it happened."""
    named = {"happened": moments.happened, "was suspected": moments.suspected, "was known": moments.aware}
    for what, moment in named.items():
        if moment is not None and moment > at:
            return no(f"It cannot be that it {what} in the future.", next_step="Check the date and time.")
    for what in ("was suspected", "was known"):
        moment = named[what]
        if moments.happened is not None and moment is not None and moment < moments.happened:
            return no(f"It cannot be that it {what} before it happened.", next_step="Check the dates.")
    if moments.aware and moments.suspected and moments.aware < moments.suspected:
        return no("It cannot be that it was known before it was suspected.", next_step="Check the dates.")
    return YES


def to_the_minute(moment: datetime) -> datetime:
    """As people write it: boxes ask for no seconds."""
    return moment.replace(second=0, microsecond=0)


def suspicion_ends(suspected: datetime) -> datetime:
    """When a suspicion that nobody resolved counts as knowledge."""
    return add_hours(suspected, SUSPICION_HOURS.value)


def aware_at(moments: Moments, at: datetime) -> datetime | None:
    """From when we count as knowing of it, seen at `at`; None while it is a suspicion that is still looked into."""
    if moments.aware is not None:
        return moments.aware
    ends = suspicion_ends(moments.suspected or moments.reported)
    return ends if ends <= at else None


def ico_due(aware: datetime) -> datetime:
    """Until when the regulator is told, if it is: the last good moment."""
    return add_hours(aware, ICO_HOURS)


def candour_due(started: datetime, nation: Nation | None) -> date:
    """By when the duty of candour's first steps are chased: 10 working days after the day on which it started.

    started: in England when it was found to be one; in Scotland when a health professional who had no part in it said
    so.
    """
    return add_working_days_without_fail(local_day(started), CANDOUR_WORKING_DAYS.value, nation)


def must_explain(happened: datetime, started: datetime) -> bool:
    """Whether the person is told why it took so long, since more than a month passed (Scotland)."""
    return local_day(started) > add_months(local_day(happened), EXPLAIN_AFTER_MONTHS)


def review_due(started: datetime) -> date:
    """By when the review that seeks the person's views is done (Scotland)."""
    return add_months(local_day(started), REVIEW_MONTHS)
