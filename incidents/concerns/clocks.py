"""The clocks of a concern as rows: each with its rule, start, last day, and what stops it (handbook section 11)."""

from datetime import date
from typing import NamedTuple

from governance.calendar import local_day
from governance.defaults import CONCERN_PROGRESS_DAYS, CONCERN_TARGET_WORKING_DAYS
from incidents.concerns import rules
from incidents.concerns.models import Concern
from incidents.concerns.states import OPEN, State


class Clock(NamedTuple):
    """One that runs. due_on: the last good day."""

    name: str
    rule: str
    started_on: date
    due_on: date
    stops: str


def clocks(concern: Concern) -> list[Clock]:
    """Those that run still."""
    if concern.state == State.RECEIVED:
        stops = "they are told that we have it"
        return [
            Clock(
                "Tell them that we have it",
                f"The law’s {rules.ACKNOWLEDGE_DAYS} days",
                concern.received_on,
                concern.acknowledge_by,
                stops,
            ),
            Clock(
                "Tell them that we have it, by our own target",
                f"{CONCERN_TARGET_WORKING_DAYS.value} working days (our own rule, since "
                f"{CONCERN_TARGET_WORKING_DAYS.since:%-d %B %Y})",
                concern.received_on,
                concern.target_on,
                stops,
            ),
        ]
    if concern.state not in OPEN:
        return []
    told = local_day(concern.told_at) if concern.told_at else concern.received_on
    return [
        Clock(
            "Tell them how far we are",
            f"{CONCERN_PROGRESS_DAYS.value} days from when we last told them (our own rule, since "
            f"{CONCERN_PROGRESS_DAYS.since:%-d %B %Y})",
            told,
            rules.progress_by(told, concern.nation),
            "they hear how far we are, or are answered",
        )
    ]
