"""What the overview counts: each measure with its rows and series, how they are counted, and the list behind a number.

A measure counts what its list shows to whoever sees all of it. Restricted incidents are in none: a number must not tell
of them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Case, CharField, Count, QuerySet, Value, When
from django.db.models.functions import TruncMonth

from consent.consents.filters import ASKING_AGAIN
from consent.consents.models import Consent
from consent.media.models import Asset
from consent.recordings import filters as recordings
from consent.recordings.models import Recording
from dpia.models import Dpia
from dpia.states import State as DpiaState
from governance.accounts.models import Service
from governance.calendar import LONDON, add_months, local_day, month_end
from governance.charts import Bars, Chart, Columns, Number, Row
from governance.deadlines.models import Deadline
from governance.deadlines.rules import RULES
from governance.exports.lists import query
from governance.overview.models import Figure
from governance.policies.models import PolicyVersion
from governance.policies.querysets import REVIEW as POLICY_REVIEW
from governance.policies.states import READABLE
from governance.policies.states import State as PolicyState
from governance.records.addresses import address
from governance.rights.models import RightsRequest
from governance.rights.states import State as RightsState
from incidents.concerns.models import Concern
from incidents.concerns.states import State as ConcernState
from incidents.incidents.aspects import ASPECTS
from incidents.incidents.models import Incident
from incidents.incidents.states import State as IncidentState
from sharing.agreements.filters import REVIEW
from sharing.agreements.models import Agreement
from sharing.agreements.querysets import reads
from sharing.agreements.states import State as AgreementState
from sharing.disclosures.filters import FLAGS, GONE, WITH_CONSENT, WITHOUT_CONSENT
from sharing.disclosures.models import Disclosure
from sharing.stop_checks.models import StopCheck
from sharing.stop_checks.states import State as CheckState

# Of a measure with one series only.
ALL = "all"
MONTHS = 12

Counts = Iterable[tuple[str, str, int]]


class Label(NamedTuple):
    """A row: its code, its words, and the short ones for a column."""

    code: str
    words: str
    short: str = ""


@dataclass(frozen=True)
class Measure:
    """One chart. count: row, series and how many, of those that are there. behind: what the address of a number's
    list asks for."""

    key: str
    title: str
    of: str
    rows: Callable[[date], Sequence[Label]]
    count: Callable[[datetime], Counts]
    behind: Callable[[str, str], str]
    series: Mapping[str, str] = field(default_factory=lambda: {ALL: "How many"})
    drawn: type[Chart] = Bars


def _labels(choices: Iterable[tuple[str, Any]]) -> Callable[[date], Sequence[Label]]:
    found = [Label(str(code), str(words)) for code, words in choices]
    return lambda on: found


def _services(on: date) -> Sequence[Label]:
    return [Label(str(pk), name) for pk, name in Service.objects.values_list("pk", "name")]


def _months(first: date) -> Sequence[Label]:
    days = [add_months(first.replace(day=1), n) for n in range(MONTHS)]
    return [Label(f"{day:%Y-%m}", f"{day:%B %Y}", f"{day:%b}") for day in days]


def _ahead(on: date) -> Sequence[Label]:
    return _months(on)


def _past(on: date) -> Sequence[Label]:
    return _months(add_months(date(on.year - 1, on.month, 1), 1))


def _grouped(found: QuerySet[Any], row: str) -> Counts:
    """One statement for every value of a field."""
    counted = found.order_by().values_list(row).annotate(Count("pk"))
    return [(str(value), ALL, number) for value, number in counted]


def _each(found: Mapping[str, QuerySet[Any]]) -> Counts:
    """One statement for each row, where a row is more than a value of a field."""
    return [(row, ALL, rows.order_by().count()) for row, rows in found.items()]


def _list(register: str, name: str) -> Callable[[str, str], str]:
    """The list of a register where its filter `name` is the row."""
    return lambda row, series: f"{address(register)}?{query({name: row})}"


# --- Consents ----------------------------------------------------------------------------------


def _consents(at: datetime) -> Counts:
    late = Case(When(review_on__lt=local_day(at), then=Value("late")), default=Value("in_time"))
    counted = Consent.objects.active_on(local_day(at)).order_by().values_list("service", late)
    return [(str(service), asked, number) for service, asked, number in counted.annotate(Count("pk"))]


# --- Agreements --------------------------------------------------------------------------------


def _agreements(at: datetime) -> Counts:
    whens = (When(reads(state, at), then=Value(state.value)) for state in AgreementState)
    return _grouped(Agreement.objects.annotate(reading=Case(*whens, output_field=CharField())), "reading")


def _late_reviews(at: datetime) -> Counts:
    found = Agreement.objects.all()
    return _each({"overdue": found.review_overdue(at), "ended": found.grace_ended(at)})


def _reviews(at: datetime) -> Counts:
    first = local_day(at).replace(day=1)
    active = Agreement.objects.in_state(AgreementState.ACTIVE, at)
    ahead = active.filter(review_on__gte=first, review_on__lt=add_months(first, MONTHS))
    counted = ahead.order_by().values_list(TruncMonth("review_on")).annotate(Count("pk"))
    return [(f"{month:%Y-%m}", ALL, number) for month, number in counted]


# --- What left -----------------------------------------------------------------------------------


def _left(at: datetime) -> Counts:
    first = _past(local_day(at))[0].code
    gone = Disclosure.objects.gone().filter(sent_at__date__gte=f"{first}-01")
    why = Case(When(reason="", then=Value(WITH_CONSENT)), default=Value(WITHOUT_CONSENT))
    counted = gone.order_by().values_list(TruncMonth("sent_at", tzinfo=LONDON), why).annotate(Count("pk"))
    return [(f"{month:%Y-%m}", series, number) for month, series, number in counted]


def _behind_left(month: str, series: str) -> str:
    year, number = map(int, month.split("-"))
    days = {"since": f"{month}-01", "until": month_end(year, number).isoformat()}
    return f"{address('disclosures')}?{query({'state': GONE, 'reason': series, **days})}"


def _flagged(at: datetime) -> Counts:
    found = Disclosure.objects.all()
    return _each(
        {
            "gap": found.filter(agreement_gap=True),
            "emergency": found.filter(emergency=True),
            "review": found.to_be_reviewed(),
            "untold": found.to_be_told(),
        }
    )


def _checks(at: datetime) -> Counts:
    return _each({state.value: StopCheck.objects.in_state(state, at) for state in CheckState})


# --- Incidents -------------------------------------------------------------------------------------


def _aspect(name: str) -> Callable[[datetime], Counts]:
    """The answers to a question that is asked of incidents."""
    found = Incident.objects.filter(restricted=False)
    return lambda at: _each({code: found.answering({name: code}, at) for code in ASPECTS[name].answers})


# --- What is kept too long, and what else is late ----------------------------------------------------


def _kept(at: datetime) -> Counts:
    found = Recording.objects.all()
    return _each({due: recordings.by_due(found, due, local_day(at)) for due in recordings.DUE})


def _uncovered(at: datetime) -> Counts:
    return _each({"without": Asset.objects.uncovered(local_day(at))})


def _policies(at: datetime) -> Counts:
    in_force = PolicyVersion.objects.published()
    return _each({review: in_force.by_review(review, local_day(at)) for review in POLICY_REVIEW})


def late(at: datetime) -> QuerySet[Deadline]:
    """Everything that is overdue, whosever desk it is on; of no restricted incident."""
    restricted = Incident.objects.filter(restricted=True).values("reference")
    overdue = Deadline.objects.standing(local_day(at)).overdue(at)
    return overdue.exclude(register="incidents", reference__in=restricted)


def _rules(on: date) -> Sequence[Label]:
    told = [rule for rule in RULES.values() if rule.can_be_overdue and not rule.waits and not rule.secret]
    return [Label(rule.key, rule.words) for rule in sorted(told, key=lambda rule: (rule.number, rule.key))]


class Card(NamedTuple):
    """The measures that stand together under one heading."""

    title: str
    measures: tuple[Measure, ...]


CARDS = (
    Card(
        "Consents",
        (
            Measure(
                "consents",
                "Consents in force, by service",
                "Service",
                _services,
                _consents,
                lambda row, series: f"{address('consents')}?{query({'service': row, 'asking': series})}",
                {
                    asked: words.removeprefix("In force, and ").capitalize()
                    for asked, words in ASKING_AGAIN.items()
                },
            ),
        ),
    ),
    Card(
        "Agreements",
        (
            Measure(
                "agreements",
                "Agreements, by how they stand",
                "How they stand",
                _labels(AgreementState.choices),
                _agreements,
                _list("agreements", "state"),
            ),
            Measure(
                "reviews",
                "Active agreements, by the month of their review",
                "Month",
                _ahead,
                _reviews,
                _list("agreements", "review"),
                drawn=Columns,
            ),
            Measure(
                "late_reviews",
                "Agreements whose review is late",
                "Review",
                _labels((code, words) for code, words in REVIEW.items() if code != "due"),
                _late_reviews,
                _list("agreements", "review"),
            ),
        ),
    ),
    Card(
        "What left",
        (
            Measure(
                "left",
                "Disclosures, by the month in which they left",
                "Month",
                _past,
                _left,
                _behind_left,
                {WITH_CONSENT: "With consent", WITHOUT_CONSENT: "Without consent"},
                Columns,
            ),
            Measure(
                "flagged",
                "Disclosures to look at",
                "Why",
                _labels(FLAGS.items()),
                _flagged,
                _list("disclosures", "flag"),
            ),
            Measure(
                "checks",
                "Stop and Checks, by how they stand",
                "How they stand",
                _labels(CheckState.choices),
                _checks,
                _list("stop_checks", "state"),
            ),
        ),
    ),
    Card(
        "Impact assessments",
        (
            Measure(
                "dpias",
                "Impact assessments, by how they stand",
                "How they stand",
                _labels(DpiaState.choices),
                lambda at: _grouped(Dpia.objects.all(), "state"),
                _list("dpias", "state"),
            ),
            Measure(
                "stale_dpias",
                "Impact assessments that something overtook",
                "Which",
                _labels([("out", "Out of date")]),
                lambda at: _each({"out": Dpia.objects.filter(out_of_date_since__isnull=False)}),
                _list("dpias", "date"),
            ),
        ),
    ),
    Card(
        "Incidents",
        (
            Measure(
                "incidents",
                "Incidents, by how they stand",
                "How they stand",
                _labels(IncidentState.choices),
                lambda at: _grouped(Incident.objects.filter(restricted=False), "state"),
                _list("incidents", "state"),
            ),
            Measure(
                "regulator",
                "Whether the regulator was told within 72 hours",
                "The regulator was",
                _labels(ASPECTS["regulator"].choices),
                _aspect("regulator"),
                _list("incidents", "regulator"),
            ),
            Measure(
                "told",
                "How long until the people were told",
                "They were told",
                _labels(ASPECTS["told"].choices),
                _aspect("told"),
                _list("incidents", "told"),
            ),
        ),
    ),
    Card(
        "What people ask and tell us",
        (
            Measure(
                "rights",
                "Rights requests, by how they stand",
                "How they stand",
                _labels(RightsState.choices),
                lambda at: _grouped(RightsRequest.objects.all(), "state"),
                _list("rights", "state"),
            ),
            Measure(
                "concerns",
                "Concerns, by how they stand",
                "How they stand",
                _labels(ConcernState.choices),
                lambda at: _grouped(Concern.objects.all(), "state"),
                _list("concerns", "state"),
            ),
        ),
    ),
    Card(
        "What we keep",
        (
            Measure(
                "kept",
                "Recordings, by what is to be done",
                "What",
                _labels(recordings.DUE.items()),
                _kept,
                _list("recordings", "due"),
            ),
            Measure(
                "uncovered",
                "Pictures and films in use without consent",
                "Which",
                _labels([("without", "Without consent")]),
                _uncovered,
                _list("media", "consent"),
            ),
        ),
    ),
    Card(
        "Policies",
        (
            Measure(
                "policies",
                "Policies in force, by their review",
                "Review",
                _labels(POLICY_REVIEW.items()),
                _policies,
                _list("policies", "review"),
            ),
            Measure(
                "policy_drafts",
                "Policies that are not published yet, by how they stand",
                "How they stand",
                _labels((state.value, state.label) for state in PolicyState if state not in READABLE),
                lambda at: _grouped(PolicyVersion.objects.exclude(state__in=READABLE), "state"),
                lambda row, series: f"{address('policies', 'drafts')}?{query({'state': row})}",
            ),
        ),
    ),
    Card(
        "Everything that is late",
        (
            Measure(
                "late",
                "What is overdue, on whosever desk it is",
                "What",
                _rules,
                lambda at: _grouped(late(at), "rule"),
                lambda row, series: f"{address('desk')}overview/late/{row}/",
            ),
        ),
    ),
)
MEASURES = {measure.key: measure for card in CARDS for measure in card.measures}


def chart(measure: Measure, figures: Iterable[Figure], on: date) -> Chart:
    """The measure as it was counted last: every month on a day, and else whatever is not nothing."""
    counted = {(figure.row, figure.series): figure.count for figure in figures}
    rows = [
        Row(
            label.words,
            tuple(_number(measure, counted, label.code, each) for each in measure.series),
            label.short,
        )
        for label in measure.rows(on)
    ]
    if measure.drawn is Bars:
        rows = [row for row in rows if row.total]
    return measure.drawn(measure.key, measure.title, measure.of, tuple(measure.series.values()), tuple(rows))


def _number(measure: Measure, counted: Mapping[tuple[str, str], int], row: str, series: str) -> Number:
    number = counted.get((row, series), 0)
    return Number(number, measure.behind(row, series) if number else "")
