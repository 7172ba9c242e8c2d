"""The dates of an agreement in words: what happened when, and what will happen when (handbook section 4)."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from governance.accounts.models import User
from governance.attachments.models import Attachment
from governance.calendar import local_day
from sharing.agreements.coverage import can_be_used
from sharing.agreements.ending import OVER
from sharing.agreements.models import Agreement, AtEnd, Duty
from sharing.agreements.permissions import may_decide, may_write
from sharing.agreements.register import AGREEMENTS
from sharing.agreements.rules import grace_ends
from sharing.agreements.states import State


class Line(NamedTuple):
    """One day and what happens on it; `passed` once the day is behind us."""

    on: date
    words: str
    passed: bool
    detail: str = ""


class Owed(NamedTuple):
    """Something that must be returned or deleted, in words, and whether it is late."""

    duty: Duty
    words: str
    late: bool


def card(agreement: Agreement, user: User, at: datetime) -> dict[str, Any]:
    """What `agreements/_dates.html` shows; nothing of an agreement that never began."""
    if agreement.began_at is None:
        return {}
    state, on = agreement.state_at(at), local_day(at)
    duties = agreement.duties.select_related("party", "done_by").order_by("due_on", "id")
    over = state in OVER
    return {
        "usable": can_be_used(agreement, at).verdict,
        "state": state,
        "lines": lines(agreement, at),
        "duties": [Owed(each, _owed(each), each.done_on is None and each.due_on < on) for each in duties],
        "files": Attachment.objects.of(agreement, AGREEMENTS),
        "over": over,
        "at_end": agreement.get_at_end_display() if agreement.at_end else "",
        "may_follow": over and may_write(user, agreement, at),
        "may_settle": state == State.EXPIRED
        and agreement.wound_up_at is None
        and may_decide(user, agreement, at),
        "settled_at": agreement.wound_up_at,
    }


def lines(agreement: Agreement, at: datetime) -> list[Line]:
    """Every date that matters, in order; what an early end or a renewal overtakes is left out."""
    stops = [local_day(each) for each in (agreement.ended_at, agreement.superseded_at) if each is not None]
    last = min(stops, default=date.max)
    found = [*_behind(agreement, at), *(each for each in _ahead(agreement) if each[0] < last)]
    on = local_day(at)
    return [
        Line(day, words, day < on, detail) for day, words, detail in sorted(found, key=lambda each: each[0])
    ]


def _behind(agreement: Agreement, at: datetime) -> Iterator[tuple[date, str, str]]:
    """What somebody did."""
    if agreement.began_at is not None and not agreement.brought_in:
        yield local_day(agreement.began_at), "Everybody had signed", ""
    if agreement.starts_on is not None:
        yield agreement.starts_on, "Its first day", ""
    for each in agreement.reviews.select_related("recorded_by"):
        late = local_day(each.recorded_at)
        words = "Reviewed" if late == each.done_on else f"Reviewed, written down on {late:%-d %B %Y}"
        yield each.done_on, f"{words}, by {each.recorded_by}", each.words
    if agreement.ended_at is not None:
        how = "Ended early" if agreement.ended_at <= at else "It ends early, as notice was given"
        yield local_day(agreement.ended_at), f"{how}, by {agreement.ended_by}", agreement.end_reason
    elif agreement.superseded_at is not None:
        yield local_day(agreement.superseded_at), "Its renewal takes over", ""


def _ahead(agreement: Agreement) -> Iterator[tuple[date, str, str]]:
    """What follows by itself where nobody does anything."""
    review_on, ends_on = agreement.review_on, agreement.ends_on
    if review_on is None or ends_on is None:
        return
    if review_on < ends_on:
        yield review_on, "Last day for its review. After it, it can be used with a warning", ""
        if (grace := grace_ends(review_on)) < ends_on:
            yield grace, "Last day to use it without a review. After it, nothing may be shared under it", ""
    yield ends_on, "Its last day. After it, nothing may be shared under it", ""


def _owed(duty: Duty) -> str:
    kind = AtEnd(duty.kind)
    if duty.party is None:
        return "We delete it" if kind == AtEnd.DELETE else "We give it back"
    return f"{duty.party.name} {'deletes it' if kind == AtEnd.DELETE else 'gives it back'}"
