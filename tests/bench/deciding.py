"""May we share? For one person with twenty consents, a thousand agreements in the log; and for a thousand at once."""

import statistics
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import psycopg
from django.db import connection, transaction
from django.utils import timezone

from consent.consents import actions as consents
from consent.consents.rules import CHECKLIST
from consent.items import DataItem
from consent.kinds import Kind, Method
from consent.purposes import Purpose
from governance.calendar import local_day
from governance.organisations.actions import create
from governance.organisations.models import Kind as OrganisationKind
from governance.organisations.models import Organisation
from governance.people import actions as people
from governance.people.models import Person
from sharing.agreements.models import Agreement, Party
from sharing.agreements.models import Item as AgreementItem
from sharing.agreements.rules import Controllers, Direction, Type
from sharing.agreements.states import State
from sharing.decision import Asked, agreed, decide
from sharing.facts import gather, gather_many
from sharing.ladder import Rung
from tests.bench.figures import Figure, compare, milliseconds
from tests.bench.stories import Charity

CONSENTS, AGREEMENTS, AT_ONCE = 20, 1_000, 1_000
ROUNDS, MOST = 1_000, 4.0
# How much longer the slowest of a hundred may take than the one in the middle.
TAIL = 3.0
ITEMS = frozenset({DataItem.ATTENDANCE.value, DataItem.PROGRESS.value})
SAID: dict[str, Any] = {
    "method": Method.IN_PERSON_VERBAL.value,
    "identity_check": "Known to the worker",
    "script_version": "Sharing script 3",
    "answer_words": "Yes, that is fine",
    "privacy_notice": "Version 4",
    "checklist": {check.key: True for check in CHECKLIST},
}


def figures(charity: Charity, owner: psycopg.Connection) -> Iterator[Figure]:
    """The decision beside `select 1`, its tail beside its median, and a thousand beside one plain statement."""
    surgery = _log(charity)
    person, many = _twenty_consents(charity, surgery), _many(charity, surgery)
    owner.execute("ANALYZE")
    service = charity.services[0].pk
    asked = Asked(surgery.name, Purpose.CARE, ITEMS, organisation=surgery.pk)

    def one() -> None:
        assert decide(asked, gather(asked, person=person.pk, service=service, at=timezone.now())).may_go

    def thousand() -> None:
        found = agreed(asked, gather_many(asked, many, service=service, at=timezone.now()))
        assert len(found) == len(many)

    what = f"may we share? One person, {CONSENTS} consents, {AGREEMENTS:,} agreements"
    yield compare(what, one, "select 1", _select_1, at_most=MOST, rounds=ROUNDS)
    yield _tail(f"{what}: the slowest of a hundred", one)
    what = f"may we share? {len(many):,} people at once"
    yield compare(
        what, thousand, "their consents in one statement", lambda: _their_consents(many), at_most=2.0
    )


def _select_1() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


def _their_consents(many: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM consents_consent WHERE person_id = ANY (%s)", [many])
        cursor.fetchall()


def _tail(what: str, work: Callable[[], None]) -> Figure:
    times = sorted(milliseconds(work) for _ in range(ROUNDS))
    middle, slow = statistics.median(times), times[int(len(times) * 0.99)]
    reach, shown = f"≤ {TAIL:g}×", f"{slow / middle:.2f}×"
    return Figure(what, "its own median", reach, shown, slow <= TAIL * middle, slow, middle)


@transaction.atomic
def _log(charity: Charity) -> Organisation:
    """A log of a thousand active agreements, three of them with the surgery."""
    by, at = charity.overseer, timezone.now()
    health = OrganisationKind.HEALTH
    surgery = create(by=by, at=at, name="Bench Surgery", kind=health)
    others = [create(by=by, at=at, name=f"Bench Partner {n}", kind=health) for n in range(50)]
    signed = Agreement.objects.bulk_create(
        Agreement(
            reference=f"BEN-{number}", log_number=f"BENCH-{number}", created_at=at, created_by=by, owner=by,
            state=State.ACTIVE, brought_in=True, content_hash="0" * 64,
            type=Type.ISA, title="Care together", service=charity.services[0], purposes=[Purpose.CARE.value],
            direction=Direction.BOTH, has_sharing_section=True, basis="e", condition="h", schedule1="2",
            footing="express_consent", began_at=at, starts_on=local_day(at),
            ends_on=local_day(at) + timedelta(days=700), first_review_on=local_day(at) + timedelta(days=365),
            review_on=local_day(at) + timedelta(days=365),
        )
        for number in range(AGREEMENTS)
    )  # fmt: skip
    Party.objects.bulk_create(
        Party(
            agreement=each,
            organisation=surgery if number < 3 else others[number % 50],
            name="Partner",
            role=Controllers.SEPARATE,
        )
        for number, each in enumerate(signed)
    )
    AgreementItem.objects.bulk_create(
        AgreementItem(
            agreement=each,
            item=item,
            necessity="To help",
            rung=Rung.IDENTIFIABLE,
            why_not_lower="To know whose it is",
        )
        for each in signed
        for item in DataItem
    )
    return surgery


@transaction.atomic
def _twenty_consents(charity: Charity, surgery: Organisation) -> Person:
    """Somebody who has answered about twenty recipients, the surgery among them."""
    person = _person(charity)
    _says_yes(charity, person, surgery, recipient=surgery.name)
    for number in range(1, CONSENTS):
        _says_yes(charity, person, None, recipient=f"Doctor {number}")
    return person


def _many(charity: Charity, surgery: Organisation) -> list[int]:
    """A thousand people who have each said yes to the surgery. Each by itself: the server ends what lasts a minute."""
    found = [_person(charity) for _ in range(AT_ONCE)]
    for person in found:
        _says_yes(charity, person, surgery, recipient=surgery.name)
    return [person.pk for person in found]


def _person(charity: Charity) -> Person:
    at = timezone.now()
    return people.create(
        by=charity.workers[0], at=at, name="Somebody", born_on=local_day(at - timedelta(days=40 * 365)),
        service=charity.services[0], team=None, key_worker=charity.workers[0],
    )  # fmt: skip


def _says_yes(charity: Charity, person: Person, surgery: Organisation | None, *, recipient: str) -> None:
    at = timezone.now()
    consents.record(
        case=person.cases.get(), by=charity.workers[0], at=at, answer=True, said_at=at,
        kind=Kind.SHARE_CARE.value, organisation=surgery, recipient=recipient,
        purpose="So that we can plan support together", items=sorted(ITEMS), **SAID,
    )  # fmt: skip
