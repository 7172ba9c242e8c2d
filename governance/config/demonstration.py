"""Demonstration data: three services, everyone who signs in, about forty people, consents in every state.

Everything is made by the same actions that staff use, at moments before `at`, so that dates, history and
ledger are what they would be. All names are invented.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from consent.ability import is_child
from consent.consents import actions as consents
from consent.consents.models import Consent, DataItem
from consent.consents.rules import CHECKLIST, State
from consent.conversations import actions as conversations
from consent.kinds import Kind, Method
from governance.accounts import access
from governance.accounts.models import Service, Team, User
from governance.accounts.roles import Role
from governance.calendar import Nation, add_months, local_day
from governance.deadlines.sweep import sweep
from governance.organisations import actions as organisations
from governance.organisations.models import Kind as OrganisationKind
from governance.organisations.models import Organisation
from governance.people import actions as people
from governance.people.models import Person
from governance.policies import actions as policies
from governance.records.actor import acting_as

PASSWORD = "demo"  # noqa: S105  (shown on the first screen; `DEMO=1` only)
OWN_POLICIES = Path(__file__).resolve().parents[1] / "policies" / "own"
EVERYTHING_YES = {check.key: True for check in CHECKLIST}
EXTRA_CARE = {
    "explained": "In easy words, with the leaflet",
    "understood": "They said it back in their own words",
    "supporter": "Their aunt",
    "safe_to_involve": "Yes",
}

# Who has answered already; the others have only just come. See `_consents`.
ANSWERED = [number for number in range(40) if number % 10 not in (6, 9) or number == 9]

NAMES = """Aisha Bell|Ben Carrow|Cara Dunmore|Dev Ellis|Edie Fenn|Farid Gale|Grace Holt|Hari Iveson|Ines Jarrow|
Jack Kerr|Kim Lowry|Leo Marsh|Mina North|Ned Oakes|Orla Pike|Priti Quill|Rhys Reed|Sana Stone|Tom Usher|Una Vale|
Vik Ward|Wren Yates|Zoe Ash|Adam Birch|Bella Croft|Callum Drew|Donna Eades|Euan Frost|Flora Glen|Gus Heath|
Heather Innes|Iain Keir|Jean Laird|Kirsty Mair|Lewis Nairn|Moira Orr|Neil Petrie|Olive Rae|Paul Sim|Rona Tait"""


@dataclass
class Staff:
    """Who signs in, and where they work."""

    frontline: User
    scottish: User
    manager: User
    scottish_manager: User
    dpo: User
    ig: User
    sponsor: User
    harbour: Service
    young: Service
    firth: Service


def load(*, at: datetime) -> None:
    """Make the demonstration as it should look at the moment `at`."""
    staff = _staff()
    _policies(staff, at)
    with acting_as(staff.manager.pk):
        partners = _partners(staff, at)
    _people(staff, partners, at)
    sweep(at=at)


def _staff() -> Staff:
    def user(name: str, shown: str, role: Role, **hats: bool) -> User:
        made = User.objects.create_user(f"{name}@example.org", PASSWORD, name=shown, role=role, **hats)
        access.assume_role(made, role)
        return made

    frontline = user("frontline", "Fay Lister", Role.FRONTLINE)
    doctor = user("doctor", "Dr Dora Shah", Role.FRONTLINE, is_doctor=True)
    young_worker = user("frontline2", "Yusuf Lane", Role.FRONTLINE)
    scottish = user("frontline3", "Isla Munro", Role.FRONTLINE)
    manager = user("manager", "Max Fielding", Role.MANAGER)
    scottish_manager = user("manager2", "Morag Innes", Role.MANAGER)
    user("data", "Dana Cole", Role.DATA)
    user("data2", "Drew Park", Role.DATA)
    dpo = user("dpo", "Priya Nair", Role.IG, is_dpo=True)
    ig = user("ig", "Igor Bright", Role.IG)
    user("comms", "Cora Webb", Role.COMMS)
    user("guardian", "Gwen Abbot", Role.GUARDIAN, is_caldicott=True)
    sponsor = user("siro", "Sol Marlow", Role.GUARDIAN, is_siro=True)
    user("auditor", "Aled Price", Role.AUDITOR)

    harbour = access.open_service("Harbour Lane Leeds", Nation.ENG, manager=manager, regulator="CQC")
    young = access.open_service(
        "Harbour Lane Young People Hull", Nation.ENG, manager=manager, regulator="CQC"
    )
    firth = access.open_service(
        "Harbour Lane Dundee", Nation.SCT, manager=scottish_manager, regulator="Care Inspectorate"
    )
    Team.objects.create(service=harbour, name="Opiate team")
    for member in (manager, frontline, doctor):
        access.join(member, harbour)
    for member in (manager, frontline, young_worker):
        access.join(member, young)
    for member in (scottish_manager, scottish):
        access.join(member, firth)
    return Staff(frontline, scottish, manager, scottish_manager, dpo, ig, sponsor, harbour, young, firth)


def _policies(staff: Staff, at: datetime) -> None:
    """Our own policies, written by one, read by another, published by the sponsor."""
    for path in sorted(OWN_POLICIES.glob("*.md")):
        with acting_as(staff.ig.pk):
            version = policies.import_text(path.read_text(), by=staff.ig, at=at, sponsor=staff.sponsor)
            version = policies.submit(version, by=staff.ig, at=at)
        with acting_as(staff.dpo.pk):
            version = policies.endorse(version, by=staff.dpo, at=at)
        with acting_as(staff.sponsor.pk):
            policies.publish(version, by=staff.sponsor, at=at)


def _partners(staff: Staff, at: datetime) -> list[Organisation]:
    rows = (
        ("Castle Street Surgery", OrganisationKind.HEALTH, "Secure mail, address on file"),
        ("St Brannock's Hospital", OrganisationKind.HEALTH, "Their own portal"),
        ("Northfield Council social work", OrganisationKind.COUNCIL, "Secure mail"),
        ("Tayside Community Pharmacy", OrganisationKind.HEALTH, "Secure mail"),
        ("Open Door Housing", OrganisationKind.CHARITY, "Managed file transfer"),
    )
    return [
        organisations.create(by=staff.manager, at=at, name=name, kind=kind.value, secure_route=route)
        for name, kind, route in rows
    ]


def _people(staff: Staff, partners: list[Organisation], at: datetime) -> None:
    """Each tenth person has another story, so that every state and every date is there to be seen."""
    names = [name.strip() for name in NAMES.replace("\n", "").split("|")]
    for number, name in enumerate(names):
        scottish = number >= 27
        young = not scottish and number % 4 == 3
        worker = staff.scottish if scottish else staff.frontline
        home = staff.firth if scottish else staff.young if young else staff.harbour
        born = _born(
            at, 13 + number % 5 if young or (scottish and number % 5 == 0) else 24 + number % 38, number
        )
        opened = at - timedelta(days=400 if number in ANSWERED else number // 3)
        with acting_as(worker.pk):
            person = people.create(
                by=worker,
                at=opened,
                name=name,
                born_on=born,
                safe_contact="Text only. Never leave a message." if number % 7 == 0 else "",
                service=home,
                team=None,
                key_worker=worker,
            )
            _consents(person, number, worker, partners, at, staff)


def _born(at: datetime, age: int, number: int) -> date:
    """A birthday some weeks after `at`'s day, `age` years before it; every ninth is in ten days."""
    day = local_day(at) + timedelta(days=10 if number % 9 == 0 else 30 + number * 7)
    return date(day.year - age - 1, day.month, min(day.day, 28))


def _consents(
    person: Person, number: int, worker: User, partners: list[Organisation], at: datetime, staff: Staff
) -> None:
    """What this person said, and when: one of ten stories."""
    partner = partners[number % len(partners)]

    case = person.cases.get()
    child = is_child(person.born_on, Nation(case.service.nation), local_day(at))

    def say(days_ago: int, *, answer: bool = True, **changes: Any) -> Consent:
        said_at = at - timedelta(days=days_ago)
        facts = _facts(partner, said_at) | (EXTRA_CARE if child else {}) | changes
        return consents.record(case=case, by=worker, at=said_at, answer=answer, **facts).consent

    review = _days_back(at, 3 if child else 6)
    expiry = _days_back(at, 12)
    family: dict[str, Any] = {
        "kind": Kind.SHARE_FAMILY.value,
        "organisation": None,
        "recipient": "Rosa",
        "relationship": "sister",
        "purpose": "So that she can help at home",
    }
    match number % 10:
        case 0:  # review tomorrow
            say(review - 1)
            say(20, **family)
        case 1:  # expires tomorrow
            say(expiry - 1)
        case 2:  # review overdue
            say(review + 9)
        case 3:  # one yes, one no
            say(30)
            say(30, answer=False, **family)
        case 4:  # taken back this morning
            consent = say(60)
            if consent.state == State.ACTIVE:
                said = at - timedelta(hours=4)
                consents.withdraw(consent, by=worker, at=at - timedelta(hours=3), withdrawn_at=said)
        case 5:  # expired
            say(expiry + 12)
        case 6:  # not finished
            say(2, checklist=EVERYTHING_YES | {"told": False})
        case 7:  # replaced by a newer one
            say(90)
            say(5)
        case 8:  # confirmed again
            consent = say(60)
            if consent.state == State.ACTIVE:
                again = at - timedelta(days=10)
                consents.reconfirm(consent, by=worker, at=again, said_at=again)
        case 9 if number == 9:  # found not to have been valid
            consent = say(40)
            with acting_as(staff.manager.pk):
                reason = "The script that was read left out how to take it back"
                consents.invalidate(consent, by=staff.manager, at=at - timedelta(days=8), reason=reason)
        case 9 if number == 19:  # asked, and not decided
            yesterday = at - timedelta(days=1)
            conversations.undecided(
                case.conversation,
                by=worker,
                at=yesterday,
                asked_at=yesterday,
                explained="Whom we would like to tell and why, with the leaflet",
                ask_again_on=local_day(at + timedelta(days=6)),
            )
        # The others have not been asked yet.


def _days_back(at: datetime, months: int) -> int:
    """How many days before `at` something was said that falls due, `months` later, on `at`'s day."""
    today = local_day(at)
    return next(
        n for n in range(28 * months, 32 * months) if add_months(today - timedelta(days=n), months) <= today
    )


def _facts(partner: Organisation, said_at: datetime) -> dict[str, Any]:
    return {
        "kind": Kind.SHARE_CARE.value,
        "organisation": partner,
        "recipient": partner.name,
        "purpose": "So that we can plan support together",
        "items": [DataItem.ATTENDANCE.value, DataItem.PROGRESS.value, DataItem.MEDICATION.value],
        "method": Method.IN_PERSON_VERBAL.value,
        "said_at": said_at,
        "identity_check": "Known to the worker",
        "script_version": "Sharing script 3",
        "answer_words": "Yes, that is fine",
        "privacy_notice": "Version 4",
        "checklist": dict(EVERYTHING_YES),
    }
