"""One change of one record, with all that is written beside it."""

from collections.abc import Iterator
from datetime import datetime

import psycopg
from django.db import connection, connections, transaction
from django.utils import timezone

from consent.consents import actions
from consent.consents.models import Consent
from consent.consents.register import CONSENTS
from consent.consents.rules import State, tell_recipients_due
from governance.accounts.models import User
from governance.calendar import Nation, local_day
from governance.people.models import Person
from governance.records.actor import acting_as
from governance.records.models import Record
from tests.bench.figures import ROUNDS, WARM_UP, Figure, Work, compare
from tests.bench.stories import Charity

# Every row that the action writes: the consent (and by trigger its history), the event, the deadlines. And what it
# must ask first: whether anything that was to leave rests on this yes.
RESTING = """
SELECT EXISTS (SELECT FROM disclosures_disclosure WHERE consent_id = %(id)s AND sent_at IS NULL),
       EXISTS (SELECT FROM closures_onlist WHERE consent_id = %(id)s AND left_at IS NULL),
       EXISTS (SELECT FROM stop_checks_listed l JOIN stop_checks_extract e ON e.id = l.extract_id
                 JOIN stop_checks_stopcheck s ON s.id = e.check_of_id AND s.sha256 = e.sha256
                WHERE l.person_id = %(person)s AND s.state IN ('SUBMITTED', 'CHECKING', 'APPROVED'))
"""
RAW = """
WITH changed AS (
    UPDATE consents_consent
       SET state = 'WITHDRAWN', withdrawn_at = %(at)s, withdrawn_by_id = %(by)s, withdrawal_recorded_at = %(at)s,
           version = version + 1
     WHERE id = %(id)s RETURNING *
), told AS (
    INSERT INTO ledger_event (epoch, xid, verb, register, reference, person_id, service_id, reason, detail)
    SELECT 0, 0, 'withdraw', 'consents', reference, person_id, service_id, '', jsonb_build_object('version', version,
           'effective_at', %(at)s::text, 'before', 'ACTIVE', 'after', 'WITHDRAWN') FROM changed
), ended AS (
    UPDATE deadlines_deadline SET ended_at = %(at)s
     WHERE register = 'consents' AND record_id = %(id)s AND ended_at IS NULL
)
INSERT INTO deadlines_deadline
       (register, record_id, reference, rule, due_on, service_id, worker_id, person_id, excluded)
SELECT 'consents', id, reference, 'tell_recipients', %(due)s, service_id, %(by)s, person_id, '{}' FROM changed
"""


def figures(charity: Charity, owner: psycopg.Connection) -> Iterator[Figure]:
    with acting_as(charity.three.pk):
        yield from _saves(charity.three, owner)
        yield _transition(charity.three)


def _transition(user: User) -> Figure:
    at = timezone.now()
    standing = CONSENTS.visible(user, at).filter(state=State.ACTIVE, expires_on__gte=local_day(at))
    waiting = iter(list(standing.order_by("-id")[: 2 * (ROUNDS + WARM_UP)]))
    return compare(
        "one transition (they take it back), everything written",
        lambda: actions.withdraw(next(waiting), by=user, at=at, withdrawn_at=at),
        "one question what rests on it, and one raw CTE that writes the same rows",
        lambda: _raw(next(waiting), user, at),
        at_most=6,
    )


@transaction.atomic
def _raw(consent: Consent, user: User, at: datetime) -> None:
    due = tell_recipients_due(at, Nation.ENG)
    with connection.cursor() as cursor:
        cursor.execute(RESTING, {"id": consent.pk, "person": consent.person_id})
        cursor.execute(RAW, {"at": at, "by": user.pk, "id": consent.pk, "due": due})


def _saves(user: User, owner: psycopg.Connection) -> Iterator[Figure]:
    """A save beside the same save of a copy of the table, indexes and checks and all, that keeps no history."""
    owner.execute("CREATE SCHEMA plain")
    owner.execute(f"GRANT USAGE ON SCHEMA plain TO {connection.settings_dict['USER']}")
    plain = {**connection.settings_dict, "OPTIONS": {**connection.settings_dict["OPTIONS"]}}
    plain["OPTIONS"]["options"] = "-c search_path=plain,public"
    connections.settings["plain"] = plain
    for words, model, field in (("a person", Person, "safe_contact"), ("a consent", Consent, "not_to_share")):
        table = model._meta.db_table
        owner.execute(f"CREATE TABLE plain.{table} (LIKE {table} INCLUDING ALL)")
        owner.execute(f"INSERT INTO plain.{table} OVERRIDING SYSTEM VALUE SELECT * FROM {table}")
        owner.execute(f"GRANT SELECT, UPDATE ON plain.{table} TO {connection.settings_dict['USER']}")
        owner.execute(f"VACUUM ANALYZE plain.{table}")
        record = model.objects.order_by("-id").first()
        yield compare(
            f"save of {words} with history",
            _saving(record, field, "default"),
            "the same save without",
            _saving(record, field, "plain"),
            at_most=1.15,
            rounds=300,
        )
    owner.execute("DROP SCHEMA plain CASCADE")


def _saving(record: Record, field: str, using: str) -> Work:
    turn = iter(range(1_000_000))

    def save() -> None:
        setattr(record, field, f"Word {next(turn)}")
        with transaction.atomic(using=using):
            record.save(using=using)

    return save
