"""When somebody must have been asked about sharing, and what can be written down about it (handbook section 2).

Pure functions. What they refuse are mistakes in what was typed, so they carry no code.
"""

from datetime import date, datetime

from governance.calendar import Nation, add_working_days_without_fail, local_day
from governance.defaults import CONVERSATION_WORKING_DAYS
from governance.errors import YES, Verdict, no


def due_on(opened_on: date, nation: Nation) -> date:
    """The last good day: five working days of the service's nation after the case opened."""
    return add_working_days_without_fail(opened_on, CONVERSATION_WORKING_DAYS.value, nation)


def asked_allowed(moment: datetime, opened_on: date, at: datetime, *, before: datetime | None) -> Verdict:
    """Whether they can have been asked at this moment: not after `at`, not before the case opened.

    before: when they were asked the last time, as far as we know; nor can it be before that.
    """
    if moment > at:
        return no("This is in the future.", next_step="Check the date and time.")
    if local_day(moment) < opened_on:
        return no(
            f"The case opened on {opened_on:%-d %B %Y}, and this is before that.",
            next_step="Check the date and time.",
        )
    if before is not None and moment < before:
        return no("They were asked after that already.", next_step="Check the date and time.")
    return YES


def again_allowed(day: date | None, on: date) -> Verdict:
    """Whether they can be asked again on this day, as seen from the day `on`: from today."""
    if day is not None and day < on:
        return no("This day is past.", next_step="Choose today or a later day.")
    return YES
