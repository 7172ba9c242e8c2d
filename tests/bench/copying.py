"""A few stories, copied until there are a million: one `INSERT … SELECT` or `UPDATE` a step, as the application.

Each version that the actions wrote is written again in its order, so triggers, constraints and indexes do all
that they do in life; the ledger is sealed as it grows. Copies differ in who they are, where and when.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Max

from consent.consents.models import Consent
from consent.conversations.models import Conversation
from governance.accounts.models import Service, User
from governance.deadlines.models import Deadline
from governance.ledger.models import Event
from governance.people.models import Case, Person
from governance.records.actor import SHAREWELL, acting_as
from governance.records.models import Record
from tests.bench.stories import BLOCK, SERVICES, WORKERS, Charity

# The records that become more as more people come, in the order in which they point at each other.
RECORDS: tuple[type[Record], ...] = (Person, Case, Conversation, Consent)
# Rows about them, which are written once.
BESIDE: tuple[type[models.Model], ...] = (Deadline, Event)
# One in ten is with us now; the others came in the nine years before, the earliest first.
ONE_IN = 10
YEARS = 9
AT_ONCE = 20
WRITERS = 2

FIRST = """Aisha Ben Cara Dev Edie Farid Grace Hari Ines Jack Kim Leo Mina Ned Orla Priti Rhys Sana Tom Una Vik Wren Zoe
Adam Bella Callum Donna Euan Flora Gus Heather Iain Jean Kirsty Lewis Moira Neil Olive Paul Rona"""
LAST = """Ash Bar Bent Black Brad Brook Cal Carr Cham Clay Cran Dal Den Dun East Ell Far Fen Gar Glen Hal Ham Hart Hay
Hol Hunt Kel Ken Kil Lang Law Lin Lock Mar May Mel Mid New Nor Oak Old Pem Pick Pres Rad Red Rock Ros Rush
Sand Sel Shel Stan Sut Thorn Wal Ward West Whit Wood"""
ENDING = """bank bert bridge brook burn bury by combe cott croft dale den don ell er field ford gate grove ham hill
hurst ing ington kirk land ley low man mere more mouth ness ridge shaw son stead stone thorpe ton tree wall ward
water well wick wood worth"""


# In what follows the row of a story is `h`, and the copy that is made of it `c`.
SERVICE = f"c.first_service + mod(c.number + h.about, {SERVICES})"
WORKER = f"c.first_worker + mod(c.number + h.about, {WORKERS})"
COPY = """
CREATE TABLE bench.copy AS
SELECT number, number <= %(last)s AS is_over, number * %(stride)s AS distance, %(service)s AS first_service,
       %(worker)s AS first_worker,
       CASE WHEN number <= %(last)s THEN -7 * round((%(last)s - number) * %(weeks)s / %(last)s)::int ELSE 0 END AS shift
  FROM generate_series(2, %(copies)s - 1) AS number
"""


def copy(charity: Charity, people: int, last_over: int, owner: psycopg.Connection) -> Iterator[int]:
    """Copy the stories until there are `people` people; gives how many there are, again and again.

    people: a multiple of 1,000. last_over: the id of the last person whose story is over. owner: a connection
    as the owner of the tables, in autocommit, for what the application may not: a place to copy from.
    """
    copies = people // BLOCK
    _lay_out(charity, copies, last_over, owner)
    batches = [(first, min(first + AT_ONCE, copies)) for first in range(2, copies, AT_ONCE)]
    steps = _steps(owner)
    with ThreadPoolExecutor(WRITERS) as writers:
        for last in writers.map(lambda batch: _write(steps, *batch), batches):
            yield last * BLOCK
    _settle(owner)


def _lay_out(charity: Charity, copies: int, last_over: int, owner: psycopg.Connection) -> None:
    """The stories by version, and the list of copies, in a schema of their own that the application reads."""
    owner.execute("CREATE SCHEMA bench")
    for model in RECORDS:
        about = "id" if model is Person else "person_id"
        owner.execute(
            f"CREATE TABLE bench.{model._meta.db_table} AS"
            f" SELECT h.*, {about} AS about, {about} <= {last_over} AS is_over,"
            " row_number() OVER (PARTITION BY id ORDER BY history_id) AS step"
            f" FROM {model.history.model._meta.db_table} h"  # type: ignore[attr-defined]
        )
    for model in BESIDE:
        owner.execute(
            f"CREATE TABLE bench.{model._meta.db_table} AS"
            f" SELECT h.*, person_id AS about, person_id <= {last_over} AS is_over, 1 AS step"
            f" FROM {model._meta.db_table} h WHERE person_id IS NOT NULL"
        )
    longest = max(model._default_manager.aggregate(last=Max("pk"))["last"] for model in RECORDS)
    owner.execute(
        psycopg.ClientCursor(owner).mogrify(
            COPY,
            {
                "copies": copies,
                "last": copies - copies // ONE_IN,
                "weeks": YEARS * 52,
                "stride": longest + 1,
                "service": charity.services[0].pk,
                "worker": charity.workers[0].pk,
            },
        )
    )
    owner.execute("CREATE INDEX ON bench.copy (number)")
    role = settings.DATABASE_APP_ROLE
    owner.execute(
        f"GRANT USAGE ON SCHEMA bench TO {role}; GRANT SELECT ON ALL TABLES IN SCHEMA bench TO {role}"
    )
    owner.execute("ANALYZE")


def _steps(owner: psycopg.Connection) -> list[tuple[str, int]]:
    """Every statement of a batch, with the version of a record that it writes."""
    steps = []
    for model in RECORDS:
        last = owner.execute(f"SELECT max(step) FROM bench.{model._meta.db_table}").fetchone()
        steps += [(_insert(model), 1)] + [(_update(model), step) for step in range(2, last[0] + 1)]
    return steps + [(_insert(model), 1) for model in BESIDE]


def _write(steps: list[tuple[str, int]], first: int, beyond: int) -> int:
    """The copies from `first` up to `beyond`, in one transaction, and a seal on what the ledger says of them."""
    try:
        with acting_as(SHAREWELL), transaction.atomic(), connection.cursor() as cursor:
            for statement, step in steps:
                cursor.execute(statement, {"step": step, "first": first, "beyond": beyond})
        with connection.cursor() as cursor:
            cursor.execute("SELECT kernel.seal()")
    finally:
        connection.close()
    return beyond


def _insert(model: type[models.Model]) -> str:
    table, columns = model._meta.db_table, _columns(model)
    return f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(columns.values())} {_source(table)}"


def _update(model: type[models.Model]) -> str:
    table, columns = model._meta.db_table, _columns(model)
    return (
        f"UPDATE {table} SET {', '.join(f'{name} = new.{name}' for name in columns)}"
        f" FROM (SELECT {', '.join(f'{value} AS {name}' for name, value in columns.items())} {_source(table)}) new"
        f" WHERE {table}.id = new.id"
    )


def _source(table: str) -> str:
    return (
        f"FROM bench.{table} h JOIN bench.copy c ON c.is_over = h.is_over"
        " WHERE c.number >= %(first)s AND c.number < %(beyond)s AND h.step = %(step)s ORDER BY c.number, h.id"
    )


def _columns(model: type[models.Model]) -> dict[str, str]:
    """Each column that is written, with what a copy has there."""
    columns = {field.column: _value(field) for field in model._meta.concrete_fields}
    if model is Event:
        # The database stamps these itself.
        for stamped in ("epoch", "xid", "at", "actor_id"):
            del columns[stamped]
        columns["service_id"] = SERVICE
        columns["detail"] = (
            "CASE WHEN h.detail ? 'effective_at' THEN h.detail || jsonb_build_object('effective_at',"
            " (h.detail ->> 'effective_at')::timestamptz + c.shift * interval '1 day') ELSE h.detail END"
        )
    if model in BESIDE:
        del columns["id"]
        columns["person_id"] = "h.person_id + c.distance"
    if model is Deadline:
        columns["record_id"] = "h.record_id + c.distance"
        # As the nightly sweeps would have done.
        lapsed = "h.until_on + c.shift < current_date - 28"
        columns["ended_at"] = (
            f"CASE WHEN {lapsed} THEN h.until_on + c.shift + 29 ELSE {columns['ended_at']} END"
        )
    if model is Person:
        columns["name"] = _name("h.id + c.distance")
    return columns


def _value(field: models.Field) -> str:
    """What a copy has in a column: the same, but its own people, place, staff and time."""
    column = f"h.{field.column}"
    target = field.remote_field.model if field.is_relation else None
    if field.primary_key or target in RECORDS:
        return f"{column} + c.distance"
    if target is Service:
        return SERVICE
    if target is User:
        return f"CASE WHEN {column} IS NOT NULL THEN {WORKER} END"
    if field.column == "reference":
        number = f"(substr({column}, 10)::bigint + c.distance)::text"
        return f"left({column}, 9) || lpad({number}, greatest(6, length({number})), '0')"
    if isinstance(field, models.DateTimeField):
        return f"{column} + c.shift * interval '1 day'"
    if isinstance(field, models.DateField):
        return f"{column} + c.shift"
    return column


def _name(number: str) -> str:
    """A name from a number: some 130,000 different ones, as common in parts as names are."""
    parts = [
        f"(ARRAY{part})[1 + abs(mod(hashint8extended({number}, {seed}), {len(part)}))]"
        for seed, part in enumerate(words.split() for words in (FIRST, LAST, ENDING))
    ]
    return "{} || ' ' || {} || {}".format(*parts)


def _settle(owner: psycopg.Connection) -> None:
    """What a database that grew in years would have: numbers that go on, what its sweeps noticed, and statistics."""
    for model in RECORDS:
        table = model._meta.db_table
        owner.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
        owner.execute(
            f"UPDATE records_referencecount SET last = (SELECT max(substr(reference, 10)::int) FROM {table})"
            f" WHERE prefix = (SELECT left(reference, 3) FROM {table} LIMIT 1)"
        )
    owner.execute(
        "INSERT INTO deadlines_flag (deadline_id, due_on, occasion, flagged_at)"
        " SELECT id, due_on, 'lead:0', due_on FROM deadlines_deadline WHERE due_on < current_date"
        " ON CONFLICT DO NOTHING"
    )
    owner.execute("DROP SCHEMA bench CASCADE")
    owner.execute("VACUUM ANALYZE")
