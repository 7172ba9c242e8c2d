"""Whose turn it is with an assessment, in one sentence."""

from dpia.deadlines import ico_clock
from dpia.models import Dpia
from dpia.states import State


def turn(dpia: Dpia) -> str:
    """Who has to do what next."""
    owner = f"{dpia.owner}’s"
    match State(dpia.state):
        case State.SCREENING if dpia.screening:
            return "The Data Protection Officer’s: decide whether it is needed"
        case State.SCREENING:
            return f"{owner}: answer the screening questions"
        case State.DRAFT:
            return f"{owner}: write it, then send it in"
        case State.RETURNED:
            return f"{owner}: put it right and send it in again"
        case State.DPO_ADVICE:
            return "The Data Protection Officer’s: give advice"
        case State.SIGN_OFF if dpia.responded_at is None:
            return f"{owner}: answer the advice"
        case State.SIGN_OFF:
            return "The Senior Information Risk Owner’s: decide"
        case State.AWAITING_ICO if (clock := ico_clock(dpia)) is not None and clock.paused_since is not None:
            return f"{owner}: send the ICO what it waits for. Nothing starts until it answers"
        case State.AWAITING_ICO:
            return "The ICO’s: answer. Nothing starts until then"
        case State.APPROVED | State.APPROVED_WITH_ACTIONS if dpia.out_of_date_since and not dpia.stopped_on:
            return f"{owner}: it is out of date. Review it, or make a new version"
        case State.APPROVED | State.APPROVED_WITH_ACTIONS if dpia.live_on is None and not dpia.stopped_on:
            return f"{owner}: say when it starts"
        case State.APPROVED | State.APPROVED_WITH_ACTIONS if dpia.lacks_summary:
            return f"{owner}: publish the summary anew"
    return "Nobody’s now"
