"""A person's sharing card, with fifty consents and ten years of history, today and as at a past moment."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
from django.db import transaction
from django.utils import timezone

from consent.consents import actions as consents
from consent.consents.models import Consent
from consent.consents.rules import CHECKLIST
from consent.items import DataItem
from consent.kinds import Kind, Method
from governance.calendar import LONDON, local_day
from governance.people import actions as people
from governance.people.models import Person
from tests.bench.figures import Figure, compare
from tests.bench.pages import BARE
from tests.bench.plans import asked
from tests.bench.requests import Visitor
from tests.bench.stories import Charity

CONSENTS = 50
YEARS = 10
# Each is said again twice a year.
AGAIN = timedelta(days=180)
# What the page may ask the database, whatever there is to tell.
BUDGET = 12
ASKED_ABOUT = timedelta(days=5 * 365)


def figures(charity: Charity, owner: psycopg.Connection) -> Iterator[Figure]:
    """The cost of both pages beside a bare view, and how many queries each takes."""
    person = _ten_years(charity)
    _as_it_was_written(person, owner)
    visitor, idle = Visitor(charity.overseer), Visitor().asking("/bare/")
    address = f"/people/{person.reference}/sharing/"
    then = (timezone.now() - ASKED_ABOUT).astimezone(LONDON)
    boxes = {"day": then.day, "month": then.month, "year": then.year, "time": f"{then:%H:%M}"}
    past = "&".join(f"moment_{box}={value}" for box, value in boxes.items())
    for words, ask in (
        ("today", visitor.asking(address)),
        ("as at a past moment", visitor.asking(f"{address}?{past}")),
    ):
        what = f"sharing card, {CONSENTS} consents, {YEARS} years, {words}"
        yield compare(what, ask, BARE, idle)
        queries = len(asked(ask))
        yield Figure(f"queries of it, {words}", "its budget", f"≤ {BUDGET}", str(queries), queries <= BUDGET)


@transaction.atomic
def _ten_years(charity: Charity) -> Person:
    """Somebody who has been with us for ten years, and has said yes again to everything twice a year."""
    worker, at = charity.workers[0], timezone.now() - timedelta(days=YEARS * 365)
    person = people.create(
        by=worker,
        at=at,
        name="Somebody",
        born_on=local_day(at - timedelta(days=40 * 365)),
        service=charity.services[0],
        team=None,
        key_worker=worker,
    )
    case = person.cases.get()
    said: dict[str, Any] = {
        "method": Method.IN_PERSON_VERBAL.value,
        "identity_check": "Known to the worker",
        "script_version": "Sharing script 3",
        "answer_words": "Yes, that is fine",
        "privacy_notice": "Version 4",
        "checklist": {check.key: True for check in CHECKLIST},
    }
    ours = [
        consents.record(
            case=case,
            by=worker,
            at=at,
            answer=True,
            said_at=at,
            kind=Kind.SHARE_CARE.value,
            organisation=charity.partner,
            recipient=f"Doctor {number}",
            purpose="So that we can plan support together",
            items=[DataItem.ATTENDANCE.value, DataItem.PROGRESS.value],
            **said,
        ).consent
        for number in range(CONSENTS)
    ]
    while (at := at + AGAIN) < timezone.now():
        ours = [consents.reconfirm(each, by=worker, at=at, said_at=at) for each in ours]
    return person


def _as_it_was_written(person: Person, owner: psycopg.Connection) -> None:
    """The same versions once more, as the ten years would have dated them: the database dates by its own clock."""
    table = Consent.history.model._meta
    kept = [
        field.column for field in table.concrete_fields if field.name not in ("history_id", "history_date")
    ]
    columns = ", ".join(kept)
    owner.execute(
        f"INSERT INTO {table.db_table} ({columns}, history_date)"
        f" SELECT {columns}, coalesce(reconfirmed_at, given_at, created_at) FROM {table.db_table}"
        f" WHERE person_id = {person.pk} ORDER BY history_id"
    )
