"""The verbs of the yearly report: ask for it, write, submit, send back, publish, take back to correct."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from governance.accounts.models import Service, User
from governance.accounts.roles import Role
from governance.calendar import Nation, local_day
from governance.errors import Denied, Stale, no
from governance.notifications.sending import notify
from governance.workflow.apply import apply
from incidents.candour_reports import documents, rules
from incidents.candour_reports.figures import figures, incidents_of
from incidents.candour_reports.models import CandourReport
from incidents.candour_reports.naming import named, of_accounts, of_incidents
from incidents.candour_reports.register import REPORTS

# It does not say which word: that would tell whom an incident is about.
NAMES_SOMEBODY = no(
    "The report names somebody whom an incident is about, or who works here, or a record of ours.",
    next_step="Take every name and reference out. Nobody may be recognised.",
)
TEXTS = ("followed", "policies", "changes")


@transaction.atomic
def begin(at: datetime) -> bool:
    """Ask for the report of each year that is over, where we work in Scotland and nobody was asked yet.

    The first that is ever asked for is that of the last such year. Returns whether any was.
    """
    if not Service.objects.filter(nation=Nation.SCT).exists():
        return False
    on = local_day(at)
    last, asked = rules.last_finished(on), set(CandourReport.objects.values_list("year", flat=True))
    missing = set(range(min(asked, default=last), last + 1)) - asked
    for number in sorted(missing):
        apply(REPORTS, CandourReport(year=number, due_on=rules.due_on(number, on)), "begin", by=None, at=at)
    return bool(missing)


def write(
    report: CandourReport, *, by: User, at: datetime, followed: str, policies: str, changes: str, **sent: Any
) -> CandourReport:
    """What we say: how we followed the rules, what they are and who helps, and what we changed.

    What waited to be read is to be written again. Raises Denied where it names somebody.
    """

    def change(locked: CandourReport) -> None:
        locked.followed, locked.policies, locked.changes = followed, policies, changes
        _names_nobody(locked)
        if not locked.wrote(by):
            locked.authors = [*locked.authors, by.pk]

    return apply(REPORTS, report, "write", by=by, at=at, change=change, **sent)


def submit(report: CandourReport, *, by: User, at: datetime, **sent: Any) -> CandourReport:
    """Count the year, freeze that with the text, and tell those who may publish it. Denied where a part is empty."""

    def change(locked: CandourReport) -> None:
        if not all(getattr(locked, name).strip() for name in TEXTS):
            raise Denied(no("The report is not written yet.", next_step="Write each part of it first."))
        _names_nobody(locked)
        if not locked.wrote(by):
            locked.authors = [*locked.authors, by.pk]
        locked.figures, locked.sent_back_because = figures(locked.year), ""
        locked.content_hash = locked.fingerprint

    done = apply(REPORTS, report, "submit", by=by, at=at, change=change, **sent)
    others = User.objects.filter(Q(role=Role.IG) | Q(is_caldicott=True) | Q(is_siro=True), is_active=True)
    _tell(others.exclude(pk__in=done.authors), "candour_report_to_read", done, at)
    return done


def send_back(report: CandourReport, *, by: User, at: datetime, reason: str, **sent: Any) -> CandourReport:
    """Give it back to whoever wrote it, with what has to change."""

    def change(locked: CandourReport) -> None:
        locked.sent_back_because = reason

    done = apply(REPORTS, report, "send_back", by=by, at=at, change=change, reason=reason, **sent)
    authors = User.objects.filter(pk__in=done.authors).exclude(pk=by.pk)
    _tell(authors, "candour_report_sent_back", done, at)
    return done


def publish(
    report: CandourReport, *, by: User, at: datetime, content_hash: str, **sent: Any
) -> CandourReport:
    """Put it on the public pages, and order its PDF. content_hash: of what the publisher read.

    Raises Stale where it says something else now, E-SAME-PERSON for whoever wrote any of it, and Denied where it names
    somebody who came onto an incident since.
    """

    def change(locked: CandourReport) -> None:
        if not content_hash == locked.content_hash == locked.fingerprint:
            raise Stale(
                no(
                    "This is not the report that you read.",
                    next_step="Open it again, and read it as it is now.",
                )
            )
        _names_nobody(locked)
        locked.published_at, locked.published_by, locked.published_hash = at, by, content_hash

    with transaction.atomic():
        done = apply(
            REPORTS, report, "publish", by=by, at=at, change=change, content_hash=content_hash, **sent
        )
        documents.order(done, at=at)
    return done


def correct(report: CandourReport, *, by: User, at: datetime, reason: str, **sent: Any) -> CandourReport:
    """Take it off the public pages, since something in it is wrong, and why. It is published anew when it is right."""

    def change(locked: CandourReport) -> None:
        locked.published_at = locked.published_by = None
        locked.published_hash = ""

    return apply(REPORTS, report, "correct", by=by, at=at, change=change, reason=reason, **sent)


def _names_nobody(report: CandourReport) -> None:
    text = "\n".join(getattr(report, name) for name in TEXTS)
    if named(text, of_accounts() | of_incidents(incidents_of(report.year))):
        raise Denied(NAMES_SOMEBODY)


def _tell(users: Iterable[User], kind: str, report: CandourReport, at: datetime) -> None:
    notify(
        users, kind, register=REPORTS.name, reference=report.reference, at=at, occasion=str(report.version)
    )
