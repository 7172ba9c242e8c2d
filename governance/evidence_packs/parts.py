"""The parts of an evidence pack, in their order: each a list with its columns.

Nobody whom we support is named in any, nor is anything that was typed as free text about them: there are references.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from consent.media.models import Asset
from consent.media.models import Kind as MediaKind
from consent.recordings.models import Recording
from consent.recordings.rules import Medium, Method
from dpia.models import Dpia
from dpia.models import Kind as DpiaKind
from dpia.states import State as DpiaState
from governance.accounts.models import User
from governance.calendar import DAY, overdue_from
from governance.deadlines.rules import RULES
from governance.exports.comma_separated import selected
from governance.exports.lists import Column, Rows, find
from governance.exports.values import Words
from governance.jobs.models import Run
from governance.jobs.schedule import JOBS
from governance.ledger.verification import heads, verify
from governance.overview.measures import late
from governance.people.querysets import not_excluded
from governance.policies.models import Acknowledgement, PolicyVersion
from governance.policies.states import State as PolicyState
from incidents.incidents.models import Incident, Phase
from incidents.incidents.querysets import IncidentQuerySet, known_since
from incidents.incidents.sorts import Cause, Telling, Type
from incidents.incidents.states import State as IncidentState
from sharing.routes import Route
from sharing.stop_checks.models import StopCheck

ROWS_AT_ONCE = 2_000


@dataclass(frozen=True)
class Asked:
    """For whom a pack is, of which days, and as of which moment."""

    owner: User
    first: date
    last: date
    at: datetime

    @property
    def begins(self) -> datetime:
        """00:00 of the first day."""
        return overdue_from(self.first - DAY)

    @property
    def ends(self) -> datetime:
        """00:00 after the last day."""
        return overdue_from(self.last)

    def within(self, field: str) -> Q:
        """That this moment is in the period."""
        return Q(**{f"{field}__gte": self.begins, f"{field}__lt": self.ends})

    @cached_property
    def incidents(self) -> list[int]:
        """The ids of those that the pack may tell of: none that is restricted. Read once, so that it is known which."""
        seen = _written(Incident.objects.visible_to(self.owner, self.at).filter(restricted=False))
        overdue = late(self.at).filter(register="incidents").values("record_id")
        return list(seen.filter(self.within("written") | Q(pk__in=overdue)).values_list("pk", flat=True))


def _written(incidents: IncidentQuerySet) -> IncidentQuerySet:
    """With the moment in which each was written down."""
    return incidents.annotate(written=Coalesce("reported_at", "created_at"))


class Table(NamedTuple):
    """What stands in a part: the headings of its columns, and its rows."""

    titles: Sequence[str]
    rows: Iterable[Sequence[Any]]


@dataclass(frozen=True)
class Part:
    """One part: the name of its files, its title, what it shows, and how it is read."""

    name: str
    title: str
    about: str
    table: Callable[[Asked], Table]


def _table(rows: Rows, columns: Sequence[Column]) -> Table:
    read = selected(rows, columns, lambda column: column.value)
    return Table([column.title for column in columns], read.iterator(chunk_size=ROWS_AT_ONCE))


def _plain(title: str, field: str, *, moment: bool = False) -> Column:
    return Column(title, F(field), typed=False, moment=moment)


def _central_log(asked: Asked) -> Table:
    """Every agreement that was in force on some day of the period, by the log's own columns."""
    log = find("agreements")
    rows: QuerySet[Any] = log.rows(asked.owner, {}, asked.at)  # type: ignore[assignment]
    ended = Q(ended_at__lt=asked.begins) | Q(superseded_at__lt=asked.begins)
    there = rows.filter(began_at__lt=asked.ends, ends_on__gte=asked.first).exclude(ended)
    return _table(there, log.columns(asked.owner, asked.at))


def _processing(asked: Asked) -> Table:
    record = find("processing")
    return _table(record.rows(asked.owner, {}, asked.at), record.columns(asked.owner, asked.at))


def _dpias(asked: Asked) -> Table:
    seen = Dpia.objects.visible_to(asked.owner, asked.at).filter(created_at__lt=asked.ends)
    return _table(
        seen.order_by("id"),
        [
            _plain("Reference", "reference"),
            Column("Title", F("title")),
            _plain("Service", "service__name"),
            Column("What it is about", Words("kind", DpiaKind.choices), typed=False),
            Column("How it stands", Words("state", DpiaState.choices), typed=False),
            _plain("Screened", "screened_at", moment=True),
            _plain("Advised", "advised_at", moment=True),
            _plain("Decided", "decided_at", moment=True),
            _plain("Live", "live_on"),
            _plain("Reviewed", "reviewed_on"),
            _plain("Out of date since", "out_of_date_since", moment=True),
        ],
    )


def _incidents(asked: Asked) -> Table:
    happened = _written(Incident.objects.filter(pk__in=asked.incidents, restricted=False))
    told = Phase.objects.filter(incident=OuterRef("pk")).order_by("sent_at").values("sent_at")[:1]
    return _table(
        happened.filter(asked.within("written")).order_by("id"),
        [
            _plain("Reference", "reference"),
            Column("What sort", Words("type", Type.choices), typed=False),
            _plain("Service", "service__name"),
            Column("How it stands", Words("state", IncidentState.choices), typed=False),
            Column("Known since", known_since(asked.at), typed=False, moment=True),
            Column("Regulator told", Subquery(told), typed=False, moment=True),
            _plain("Decided not to tell the regulator", "not_reported_at", moment=True),
            Column("The people", Words("telling", Telling.choices), typed=False),
            _plain("About how many people", "people_count"),
            Column("Cause", Words("cause", Cause.choices), typed=False),
            _plain("Closed", "closed_at", moment=True),
        ],
    )


def _recordings(asked: Asked) -> Table:
    seen = Recording.objects.visible_to(asked.owner, asked.at).filter(asked.within("deleted_at"))
    return _table(
        seen.order_by("id"),
        [
            _plain("Reference", "reference"),
            _plain("Service", "service__name"),
            Column("What was recorded", Words("medium", Medium.choices), typed=False),
            _plain("Recorded", "recorded_on"),
            _plain("To be deleted by", "delete_by"),
            _plain("Deleted", "deleted_on"),
            Column("How", Words("deletion_method", Method.choices), typed=False),
            _plain("Deleted by", "deleted_by__name"),
            _plain("Confirmed", "confirmed_at", moment=True),
            _plain("Confirmed by", "confirmed_by__name"),
        ],
    )


def _media(asked: Asked) -> Table:
    seen = Asset.objects.visible_to(asked.owner, asked.at).filter(asked.within("deleted_at"))
    return _table(
        seen.order_by("id"),
        [
            _plain("Reference", "reference"),
            _plain("Service", "service__name"),
            Column("What it was", Words("kind", MediaKind.choices), typed=False),
            _plain("To be cleared by", "clear_by"),
            _plain("Deleted", "deleted_on"),
            _plain("Deleted by", "deleted_by__name"),
            _plain("Confirmed", "confirmed_at", moment=True),
            _plain("Confirmed by", "confirmed_by__name"),
        ],
    )


def _transfers(asked: Asked) -> Table:
    seen = StopCheck.objects.visible_to(asked.owner, asked.at).filter(asked.within("sent_at"))
    return _table(
        seen.order_by("id"),
        [
            _plain("Reference", "reference"),
            _plain("Service", "service__name"),
            _plain("Recipient", "organisation__name"),
            Column("How it was sent", Words("route", Route.choices), typed=False),
            _plain("People", "people"),
            _plain("SHA-256 of the file", "sha256"),
            _plain("Sender", "sender__name"),
            _plain("Approved by", "approved_by__name"),
            _plain("Sent", "sent_at", moment=True),
            _plain("Receipt confirmed", "confirmed_at", moment=True),
            _plain("Our copy deleted", "deleted_at", moment=True),
        ],
    )


def _policies(asked: Asked) -> Table:
    published = PolicyVersion.objects.readable().filter(published_at__lt=asked.ends)
    return _table(
        published.order_by("policy__number", "id"),
        [
            _plain("Number", "policy__number"),
            Column("Title", F("title")),
            _plain("Version", "number"),
            Column("How it stands", Words("state", PolicyState.choices), typed=False),
            _plain("Issued", "issued_on"),
            _plain("Review by", "review_on"),
            _plain("Reviewed", "reviewed_at", moment=True),
            _plain("Reviewed by", "reviewed_by__name"),
            _plain("Published", "published_at", moment=True),
            _plain("Published by", "published_by__name"),
            _plain("SHA-256 of its text", "published_hash"),
        ],
    )


def _acknowledgements(asked: Asked) -> Table:
    return _table(
        Acknowledgement.objects.filter(asked.within("read_at")).order_by("version", "id"),
        [
            _plain("Policy", "version__policy__number"),
            Column("Title", F("version__title")),
            _plain("Version", "version__number"),
            _plain("Who read it", "user__name"),
            _plain("Read", "read_at", moment=True),
        ],
    )


def _late(asked: Asked) -> Table:
    seen = late(asked.at).filter(not_excluded(asked.owner)).exclude(excluded__contains=[asked.owner.pk])
    seen = seen.filter(~Q(register="incidents") | Q(record_id__in=asked.incidents))
    rules = [(rule.key, rule.words) for rule in RULES.values()]
    return _table(
        seen.order_by("due_on", "id"),
        [
            Column("What", Words("rule", rules), typed=False),
            _plain("Reference", "reference"),
            _plain("Service", "service__name"),
            _plain("Was due", "due_on"),
        ],
    )


def _ledger(asked: Asked) -> Table:
    """The whole ledger, recomputed now and compared with the heads that were shown outside the database."""
    path = settings.LEDGER_HEADS
    with path.open() if path.exists() else nullcontext(()) as lines:
        report = verify(heads(lines))
    rows = [
        ("Does it hold?", "No" if report.faults else "Yes"),
        ("Batches recomputed", f"{report.seals:,}"),
        ("Events in them", f"{report.sealed:,}"),
        ("Events that wait for the next batch", f"{report.unsealed:,}"),
        ("Heads from outside that were compared", f"{report.compared:,}"),
        ("Newest head", report.head),
        *(("Fault", fault) for fault in report.faults),
    ]
    return Table(["What", "Found"], rows)


def _jobs(asked: Asked) -> Table:
    ran = Run.objects.filter(asked.within("asked_at")).order_by("asked_at", "id")
    return _table(
        ran,
        [
            Column("Job", Words("job", [(job.name, job.words) for job in JOBS.values()]), typed=False),
            _plain("Began", "began_at", moment=True),
            _plain("Ended", "ended_at", moment=True),
            _plain("Failure", "failure"),
        ],
    )


PARTS = (
    Part("central-log", "Central log of agreements", "Agreements in force in the period", _central_log),
    Part(
        "record-of-processing",
        "Record of processing",
        "What we do with personal data, as of now",
        _processing,
    ),
    Part(
        "impact-assessments", "Impact assessments", "Every assessment begun by then, as it stands now", _dpias
    ),
    Part(
        "incidents",
        "Incidents",
        "Incidents written down in the period, without names and without those that are restricted",
        _incidents,
    ),
    Part(
        "deleted-recordings",
        "Recordings deleted",
        "Deletions in the period, with their second person",
        _recordings,
    ),
    Part(
        "deleted-media",
        "Pictures and films deleted",
        "Deletions in the period, with their second person",
        _media,
    ),
    Part(
        "transfers", "Transfers that two people checked", "What left in the period, with its hash", _transfers
    ),
    Part(
        "policies",
        "Policy versions",
        "Every version published by then, with the hash of its text",
        _policies,
    ),
    Part(
        "policies-read",
        "Policies read",
        "Who said in the period that they read which version",
        _acknowledgements,
    ),
    Part("late", "What is late", "Everything that is overdue now, in every register", _late),
    Part("ledger", "The ledger verified", "The chain of hashes, recomputed when this pack was made", _ledger),
    Part("jobs", "Scheduled jobs", "Runs in the period, of which a month is kept", _jobs),
)
