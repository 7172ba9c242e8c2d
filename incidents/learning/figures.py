"""What incidents of a time say together: how many of what sort, where, why, and how soon somebody was told.

Two statements, however many incidents there are. Whose incidents are counted is for whoever asks to say.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Aggregate, Count, DurationField, F, Max, Q, Value
from django.db.models.functions import Greatest

from incidents.incidents.aspects import ASPECTS
from incidents.incidents.filters import WHOLE_CHARITY
from incidents.incidents.querysets import IncidentQuerySet

NO_TIME = timedelta(0)


class Median(Aggregate):
    """The one in the middle."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


class AtService(NamedTuple):
    """How many there were in a service; pk None: in none, of the whole charity."""

    pk: int | None
    name: str
    number: int


class Figures(NamedTuple):
    """counts: how many gave each answer to each question of `aspects`. median, longest: from when we knew until
    somebody was told; None where nobody was."""

    total: int
    counts: Mapping[str, Mapping[str, int]]
    services: Sequence[AtService]
    median: timedelta | None
    longest: timedelta | None


def figures(incidents: IncidentQuerySet, at: datetime) -> Figures:
    """Count these incidents, as they stand at a moment."""
    # Who was told while it was still looked into waited for nothing.
    waited = Greatest(F("first_told_at") - F("known_from"), Value(NO_TIME), output_field=DurationField())
    told = Q(known_from__isnull=False, first_told_at__isnull=False)
    answers = {
        f"{question}_{code}": Count("pk", filter=answer.condition)
        for question, aspect in ASPECTS.items()
        for code, answer in aspect.answers.items()
    }
    found = incidents.measured(at).aggregate(
        total=Count("pk"), median=Median(waited, filter=told), longest=Max(waited, filter=told), **answers
    )
    return Figures(
        total=found["total"],
        counts={
            question: {code: found[f"{question}_{code}"] for code in aspect.answers}
            for question, aspect in ASPECTS.items()
        },
        services=_services(incidents),
        median=found["median"],
        longest=found["longest"],
    )


def _services(incidents: IncidentQuerySet) -> list[AtService]:
    """The one with the most first."""
    counted = incidents.order_by().values_list("service", "service__name").annotate(number=Count("pk"))
    found = [AtService(pk, name or WHOLE_CHARITY, number) for pk, name, number in counted]
    return sorted(found, key=lambda each: (-each.number, each.name))
