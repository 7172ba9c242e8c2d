"""Whether what shows that a partner keeps data safe holds on a day: the rule, and the question agreements ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from governance.defaults import ASSURANCE_LEADS
from governance.organisations.models import Organisation
from governance.standing import Stands

A_DAY = timedelta(days=1)
SOON = timedelta(days=max(ASSURANCE_LEADS.value))


class State(Stands):
    """How the assurance of a partner stands."""

    CURRENT = ("Assurance up to date", "green")
    ENDS_SOON = ("Assurance ends soon", "yellow")
    OUT_OF_DATE = ("Assurance out of date", "red")
    NONE = ("No assurance", "orange")


@dataclass(frozen=True)
class Span:
    """The days that one assurance covers, both included; none where `last` comes before `first`."""

    first: date
    last: date


@dataclass(frozen=True)
class Standing:
    """How a partner's assurance stands on a day; true while it holds.

    until: the last good day, where it holds. since: the first day without one, where it held before.
    """

    state: State
    until: date | None = None
    since: date | None = None

    def __bool__(self) -> bool:
        return self.until is not None


def standing_of(spans: Iterable[Span], on: date) -> Standing:
    """What these assurances come to on a day. One that has not begun does not count yet."""
    began = [span for span in spans if span.first <= on and span.first <= span.last]
    if not began:
        return Standing(State.NONE)
    last = max(span.last for span in began)
    if last < on:
        return Standing(State.OUT_OF_DATE, since=last + A_DAY)
    return Standing(State.ENDS_SOON if last - on <= SOON else State.CURRENT, until=last)


def standing(organisation: Organisation, on: date) -> Standing:
    """How the organisation's assurance stands on a day, as far as it is known now."""
    spans = organisation.assurances.values_list("issued_on", "expires_on", "ended_on")
    return standing_of((Span(first, min(last, ended or last)) for first, last, ended in spans), on)


def standing_by(assured_until: date | None, on: date) -> Standing:
    """As `standing` today, of a row that was read `with_assurance`."""
    return standing_of([] if assured_until is None else [Span(date.min, assured_until)], on)
