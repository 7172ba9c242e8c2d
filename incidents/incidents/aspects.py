"""What is asked of incidents when they are counted or chosen: each question with its answers, and what each means.

A number on a page and the list behind it are the same incidents, because both come from here. What the conditions
rest on besides fields are the moments that `IncidentQuerySet.measured` works out.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

from django.db.models import F, Q

from incidents.incidents.clocks import ICO_HOURS
from incidents.incidents.sorts import Cause, Certainty, Telling, Type
from incidents.incidents.states import COUNTED

# No answer was given.
NONE = "none"


class Answer(NamedTuple):
    """One answer in words, and which incidents have it."""

    words: str
    condition: Q


class Aspect(NamedTuple):
    """One question: what it is called beside its box, and its answers by their codes."""

    words: str
    answers: Mapping[str, Answer]

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(code, answer.words) for code, answer in self.answers.items()]


def _told_within(**time: int) -> Q:
    return Q(first_told_at__lte=F("known_from") + timedelta(**time))


def _caused_by(cause: Cause) -> Answer:
    return Answer(cause.label, Q(cause=cause) | Q(causes__contains=[cause.value]))


_KNOWN = Q(known_from__isnull=False, state__in=COUNTED)
_TOLD = _KNOWN & Q(first_told_at__isnull=False)
_UNTOLD = _KNOWN & Q(first_told_at=None)
_NOT_TO_BE_TOLD = Q(telling__in=[Telling.WITHHOLD, Telling.NOBODY])
_REPORTED = _KNOWN & Q(regulator_told_at__isnull=False)
_NOT_REPORTED = _KNOWN & Q(regulator_told_at=None)
_IN_TIME = Q(regulator_told_at__lte=F("known_from") + timedelta(hours=ICO_HOURS))

ASPECTS: dict[str, Aspect] = {
    "type": Aspect("What sort", {type.value: Answer(type.label, Q(type=type)) for type in Type}),
    "certainty": Aspect(
        "Did it happen?", {each.value: Answer(each.label, Q(certainty=each)) for each in Certainty}
    ),
    # Of its lessons too: one incident can have several.
    "cause": Aspect(
        "Why it could happen",
        {
            **{cause.value: _caused_by(cause) for cause in Cause},
            NONE: Answer("Not said yet", Q(cause="", causes=[])),
        },
    ),
    "told": Aspect(
        "Until the people were told",
        {
            "day": Answer("Within a day", _TOLD & _told_within(days=1)),
            "three_days": Answer("Within three days", _TOLD & _told_within(days=3) & ~_told_within(days=1)),
            "week": Answer("Within a week", _TOLD & _told_within(days=7) & ~_told_within(days=3)),
            "later": Answer("Later than a week", _TOLD & ~_told_within(days=7)),
            "not_yet": Answer("Not told yet", _UNTOLD & ~_NOT_TO_BE_TOLD),
            "not": Answer("It was decided not to tell", _UNTOLD & _NOT_TO_BE_TOLD),
        },
    ),
    "regulator": Aspect(
        "The regulator",
        {
            "in_time": Answer("Told in time", _REPORTED & _IN_TIME),
            "late": Answer("Told late", _REPORTED & ~_IN_TIME),
            "not_told": Answer(
                "Not told: that was decided", _NOT_REPORTED & Q(not_reported_at__isnull=False)
            ),
            "open": Answer("Neither told nor decided yet", _NOT_REPORTED & Q(not_reported_at=None)),
        },
    ),
    "lessons": Aspect(
        "What was agreed",
        {
            "open": Answer("Still to be done", Q(has_open_lesson=True)),
            "overdue": Answer("Overdue", Q(has_late_lesson=True)),
        },
    ),
    "candour": Aspect(
        "The duty of candour",
        {
            "applies": Answer("It applies", Q(candour__applies=True)),
            "not": Answer("It does not apply", Q(candour__applies=False)),
        },
    ),
}
