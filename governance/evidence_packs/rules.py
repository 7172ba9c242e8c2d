"""Which period a pack may have. Pure."""

from datetime import date

from governance.calendar import add_months
from governance.errors import YES, Verdict, no

LONGEST_MONTHS = 24


def period_allowed(first: date, last: date, on: date) -> Verdict:
    """Whether a pack may be made on a day of what happened from `first` to `last`, both included."""
    if last < first:
        return no("The last day is before the first.", next_step="Check the dates.")
    if last > on:
        return no("The last day is in the future.", next_step="Choose today, or a day before.")
    if last >= add_months(first, LONGEST_MONTHS):
        return no(
            f"That is longer than {LONGEST_MONTHS} months.",
            next_step="Choose a shorter time, or make two packs.",
        )
    return YES
