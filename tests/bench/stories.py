"""A hundred lives in our services, told by the actions that staff use. `copying` makes a million of them.

Half of them are over: the case is closed and the consents ended with it. Half are with us now. Each person has
two consents; whoever has only just come has finished neither, and waits to be asked. Because the actions write
them, history, ledger and deadlines are what they are in life.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from consent.consents import actions as consents
from consent.consents.models import Consent
from consent.consents.rules import CHECKLIST, State
from consent.conversations import actions as conversations
from consent.items import DataItem
from consent.kinds import Kind, Method
from governance.accounts import access
from governance.accounts.models import Service, User
from governance.accounts.roles import Role
from governance.calendar import Nation, local_day
from governance.ledger.writing import record_view
from governance.organisations import actions as organisations
from governance.organisations.models import Kind as OrganisationKind
from governance.organisations.models import Organisation
from governance.people import actions as people
from governance.people.models import Case
from governance.records.actor import acting_as

# Lives that are over, and as many that are with us.
BLOCK = 50
SERVICES = 40
WORKERS = 200
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Charity:
    """Who works where: worker n in service n, counted round; `three` works in three of them."""

    services: list[Service]
    workers: list[User]
    three: User
    overseer: User
    dpo: User
    sponsor: User
    partner: Organisation


@transaction.atomic
def open_doors(at: datetime) -> Charity:
    """A charity of forty services and their staff, before anybody came."""
    manager, overseer = _user("manager", Role.MANAGER), _user("overseer", Role.IG)
    dpo, sponsor = _user("dpo", Role.IG, is_dpo=True), _user("sponsor", Role.GUARDIAN)
    services = [
        access.open_service(f"Service {number:02}", Nation.ENG, manager=manager) for number in range(SERVICES)
    ]
    workers = [_user(f"worker{number}", Role.FRONTLINE) for number in range(WORKERS)]
    three = _user("three", Role.FRONTLINE)
    for number, worker in enumerate(workers):
        access.join(worker, services[number % SERVICES])
    for service in services:
        access.join(manager, service)
    for service in services[::15]:
        access.join(three, service)
    partner = organisations.create(
        by=manager, at=at, name="Castle Street Surgery", kind=OrganisationKind.HEALTH.value
    )
    return Charity(services, workers, three, overseer, dpo, sponsor, partner)


@transaction.atomic
def tell(charity: Charity, *, at: datetime) -> int:
    """All the stories as of `at`; returns the id of the last person whose story is over."""
    last = 0
    for number in range(BLOCK):
        last = _over(charity, number, at)
    for number in range(BLOCK):
        _with_us(charity, number, at)
    return last


def _over(charity: Charity, number: int, at: datetime) -> int:
    """Somebody who came over a year ago for some months."""
    came = at - (420 + number % 7) * DAY
    case = _arrive(charity, number, came)
    care, family = _asked(charity, case, number, came + 3 * DAY)
    if number % 5 == 1 and family.state == State.ACTIVE:
        _taken_back(charity, family, came + 40 * DAY, told=True)
    if number % 5 == 2:
        again = came + 120 * DAY
        consents.reconfirm(care, by=charity.workers[0], at=again, said_at=again)
    left = came + (90 + number * 2) * DAY
    people.close(case, by=charity.workers[0], at=left, closed_on=local_day(left))
    return case.person_id


def _with_us(charity: Charity, number: int, at: datetime) -> None:
    """Somebody who came in the last year; of those who have been here for half of it, most were asked again.

    So one in twenty of the deadlines that stand open is due.
    """
    weeks = number + 1
    case = _arrive(charity, number, at - weeks * 7 * DAY)
    if number % 10 == 7:
        _not_decided(charity, case, at - (weeks * 7 - 1) * DAY)
    care, family = _asked(charity, case, number, at - (weeks * 7 - 3) * DAY, finished=weeks > 1)
    if weeks > 24 and number % 3:
        again = at - (number % 20) * 7 * DAY
        for consent in (care, family):
            if consent.state == State.ACTIVE:
                consents.reconfirm(consent, by=charity.workers[0], at=again, said_at=again)
    if number % 10 == 4 and family.state == State.ACTIVE:
        _taken_back(charity, family, at - 2 * DAY, told=number % 20 == 4)


def _arrive(charity: Charity, number: int, at: datetime) -> Case:
    worker = charity.workers[0]
    person = people.create(
        by=worker,
        at=at,
        name="Somebody",
        born_on=local_day(at - (20 * 365 + number * 300) * DAY),
        service=charity.services[0],
        team=None,
        key_worker=worker,
    )
    return person.cases.get()


def _not_decided(charity: Charity, case: Case, at: datetime) -> None:
    conversations.undecided(
        case.conversation,
        by=charity.workers[0],
        at=at,
        asked_at=at,
        explained="Whom we would like to tell, and why",
        ask_again_on=local_day(at + 2 * DAY),
    )


def _asked(
    charity: Charity, case: Case, number: int, at: datetime, *, finished: bool = True
) -> tuple[Consent, Consent]:
    """Both of a person's answers: yes for the surgery; for the sister yes, no, or not finished yet."""
    worker = charity.workers[0]
    facts: dict[str, Any] = {
        "items": [DataItem.ATTENDANCE.value, DataItem.PROGRESS.value, DataItem.MEDICATION.value],
        "method": Method.IN_PERSON_VERBAL.value,
        "said_at": at,
        "identity_check": "Known to the worker",
        "script_version": "Sharing script 3",
        "answer_words": "Yes, that is fine",
        "privacy_notice": "Version 4",
        "checklist": {check.key: True for check in CHECKLIST if finished},
    }
    care = consents.record(
        case=case,
        by=worker,
        at=at,
        answer=True,
        **facts,
        kind=Kind.SHARE_CARE.value,
        organisation=charity.partner,
        recipient=charity.partner.name,
        purpose="So that we can plan support together",
    ).consent
    if number % 10 == 8:
        facts["checklist"] = {}
    family = consents.record(
        case=case,
        by=worker,
        at=at,
        answer=number % 10 != 9,
        **facts,
        kind=Kind.SHARE_FAMILY.value,
        recipient="Rosa",
        relationship="sister",
        purpose="So that she can help at home",
    ).consent
    with acting_as(worker.pk):
        for consent in (care, family):
            record_view(
                register="consents",
                reference=consent.reference,
                person_id=consent.person_id,
                service_id=consent.service_id,
            )
    return care, family


def _taken_back(charity: Charity, consent: Consent, at: datetime, *, told: bool) -> None:
    worker = charity.workers[0]
    consent = consents.withdraw(consent, by=worker, at=at, withdrawn_at=at)
    if told:
        consents.told(consent, by=worker, at=at + DAY)


def _user(name: str, role: Role, **hats: bool) -> User:
    made = User.objects.create_user(f"{name}@example.org", name=name, role=role, **hats)
    access.assume_role(made, role)
    return made
