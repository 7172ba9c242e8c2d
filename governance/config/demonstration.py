"""Demonstration data: three services, everyone who signs in, about forty people, consents and
agreements in every state.

Everything is made by the same actions that staff use, at moments before `at`, so that dates, history and
ledger are what they would be. All names are invented.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password

from consent.consents.rules import State
from consent.conversations.rules import due_on
from consent.kinds import Kind
from consent.wording import own_wording
from consent.wording.models import WordingVersion
from consent.wording.rules import Style
from governance.accounts import access
from governance.accounts.models import Service, Team, User
from governance.accounts.roles import Role
from governance.calendar import Nation, local_day
from governance.config import demonstration_agreements as agreements
from governance.config import demonstration_closures as closures
from governance.config import demonstration_concerns as concerns
from governance.config import demonstration_disclosures as disclosures
from governance.config import demonstration_dpias as dpias
from governance.config import demonstration_incidents as incidents
from governance.config import demonstration_media as media
from governance.config import demonstration_notices as notices
from governance.config import demonstration_opt_outs as opt_outs
from governance.config import demonstration_oversight as oversight
from governance.config import demonstration_policies as policies
from governance.config import demonstration_recordings as recordings
from governance.config import demonstration_resources as resources
from governance.config import demonstration_rights as rights
from governance.config import demonstration_stop_checks as stop_checks
from governance.config.demonstration_stories import BESIDES, OWN, Teller, tell
from governance.deadlines.sweep import sweep
from governance.desk import absences
from governance.exports import actions as exports
from governance.exports.lists import find
from governance.organisations import actions as organisations
from governance.organisations.models import Kind as OrganisationKind
from governance.organisations.models import Organisation
from governance.people import actions as people
from governance.records.actor import acting_as

PASSWORD = "demo"  # noqa: S105  (shown on the first screen; `DEMO=1` only)
FIRST_IN_SCOTLAND = 27
# The cases of all others opened over a year ago, and they have answered.
CAME = timedelta(days=400)
# A worker of the young people's service is away, and Fay stands in.
AWAY = timedelta(days=4)
LATELY = [number for number in range(40) if number % 10 in (6, 9) and number != 9]
# Who came so long ago that the talk about sharing is due today; whom Fay must not see; who has asked us not to tell.
DUE_TODAY, KNOWN_TO_FAY, NOT_THEIR_PARENTS = "Gus Heath", "Adam Birch", "Leo Marsh"

NAMES = """Aisha Bell|Ben Carrow|Cara Dunmore|Dev Ellis|Edie Fenn|Farid Gale|Grace Holt|Hari Iveson|Ines Jarrow|
Jack Kerr|Kim Lowry|Leo Marsh|Mina North|Ned Oakes|Orla Pike|Priti Quill|Rhys Reed|Sana Stone|Tom Usher|Una Vale|
Vik Ward|Wren Yates|Zoe Ash|Adam Birch|Bella Croft|Callum Drew|Donna Eades|Euan Frost|Flora Glen|Gus Heath|
Heather Innes|Iain Keir|Jean Laird|Kirsty Mair|Lewis Nairn|Moira Orr|Neil Petrie|Olive Rae|Paul Sim|Rona Tait"""


@dataclass
class Staff:
    """Who signs in, and where they work."""

    frontline: User
    young_worker: User
    scottish: User
    manager: User
    scottish_manager: User
    dpo: User
    ig: User
    comms: User
    sponsor: User
    data: User
    other_data: User
    harbour: Service
    young: Service
    firth: Service


def load(*, at: datetime) -> None:
    """Make the demonstration as it should look at the moment `at`."""
    staff = _staff()
    people_of_ours = [staff.frontline, staff.manager, staff.ig, staff.dpo]
    policies.load(
        policies.Desk(ig=staff.ig, dpo=staff.dpo, sponsor=staff.sponsor, readers=people_of_ours, at=at)
    )
    notices.load(
        notices.Desk(
            ig=staff.ig,
            dpo=staff.dpo,
            scottish_manager=staff.scottish_manager,
            harbour=staff.harbour,
            firth=staff.firth,
            at=at,
        ),
        first=at - CAME,
    )
    resources.load(resources.Desk(ig=staff.ig, dpo=staff.dpo, manager=staff.manager, at=at))
    words = own_wording.load(by=staff.ig, approver=staff.dpo, at=at - CAME - timedelta(days=1))
    with acting_as(staff.manager.pk):
        partners = _partners(staff, at)
    _people(staff, partners, words, at)
    ours = {"manager": staff.manager, "ig": staff.ig, "dpo": staff.dpo, "siro": staff.sponsor}
    agreements.load(agreements.Desk(harbour=staff.harbour, at=at, **ours), partners)
    stop_checks.load(
        stop_checks.Desk(
            worker=staff.frontline,
            manager=staff.manager,
            data=staff.data,
            other_data=staff.other_data,
            harbour=staff.harbour,
            surgery=partners[0],
            at=at,
        )
    )
    closures.load(closures.Desk(manager=staff.manager, young=staff.young, surgery=partners[0], at=at))
    disclosures.load(disclosures.Desk(manager=staff.manager, harbour=staff.harbour, at=at))
    opt_outs.load(opt_outs.Desk(dpo=staff.dpo, harbour=staff.harbour, firth=staff.firth, at=at))
    dpias.load(
        dpias.Desk(manager=staff.manager, dpo=staff.dpo, siro=staff.sponsor, harbour=staff.harbour, at=at)
    )
    media.load(
        media.Desk(comms=staff.comms, worker=staff.frontline, ig=staff.ig, harbour=staff.harbour, at=at)
    )
    recordings.load(
        recordings.Desk(
            worker=staff.frontline, manager=staff.manager, ig=staff.ig, harbour=staff.harbour, at=at
        )
    )
    rights.load(
        rights.Desk(
            ig=staff.ig,
            worker=staff.frontline,
            scottish=staff.scottish,
            harbour=staff.harbour,
            firth=staff.firth,
            at=at,
        )
    )
    concerns.load(
        concerns.Desk(
            ig=staff.ig,
            worker=staff.frontline,
            comms=staff.comms,
            harbour=staff.harbour,
            firth=staff.firth,
            at=at,
        )
    )
    incidents.load(
        incidents.Desk(
            worker=staff.frontline,
            manager=staff.manager,
            dpo=staff.dpo,
            ig=staff.ig,
            colleague=staff.other_data,
            harbour=staff.harbour,
            firth=staff.firth,
            at=at,
        )
    )
    with acting_as(staff.ig.pk):
        wanted = {"due": "tell"}
        exports.save_view(find("consents"), wanted, name="Recipients to be told", by=staff.ig)
    with acting_as(staff.manager.pk):
        today = local_day(at)
        days = {"starts_on": today, "ends_on": today + AWAY}
        absences.record(staff.young_worker, cover=staff.frontline, by=staff.manager, at=at, **days)
    sweep(at=at)
    oversight.load(ig=staff.ig, harbour=staff.harbour, at=at)


def _staff() -> Staff:
    def user(name: str, shown: str, role: Role, **hats: bool) -> User:
        made = User.objects.create_user(f"{name}@example.org", None, name=shown, role=role, **hats)
        access.assume_role(made, role)
        return made

    frontline = user("frontline", "Fay Lister", Role.FRONTLINE)
    doctor = user("doctor", "Dr Dora Shah", Role.FRONTLINE, is_doctor=True)
    young_worker = user("frontline2", "Yusuf Lane", Role.FRONTLINE)
    scottish = user("frontline3", "Isla Munro", Role.FRONTLINE)
    manager = user("manager", "Max Fielding", Role.MANAGER)
    scottish_manager = user("manager2", "Morag Innes", Role.MANAGER)
    data = user("data", "Dana Cole", Role.DATA)
    other_data = user("data2", "Drew Park", Role.DATA)
    dpo = user("dpo", "Priya Nair", Role.IG, is_dpo=True)
    ig = user("ig", "Igor Bright", Role.IG)
    comms = user("comms", "Cora Webb", Role.COMMS)
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
    # To hash it once for each of them would take most of the time that all this takes.
    User.objects.update(password=make_password(PASSWORD))
    return Staff(
        frontline=frontline,
        young_worker=young_worker,
        scottish=scottish,
        manager=manager,
        scottish_manager=scottish_manager,
        dpo=dpo,
        ig=ig,
        comms=comms,
        sponsor=sponsor,
        data=data,
        other_data=other_data,
        harbour=harbour,
        young=young,
        firth=firth,
    )


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


def _people(staff: Staff, partners: list[Organisation], words: list[WordingVersion], at: datetime) -> None:
    """Each tenth person has another story, so that every state and every date is there to be seen."""
    names = [name.strip() for name in NAMES.replace("\n", "").split("|")]
    standard = {
        (version.wording.kind, version.wording.purpose): version
        for version in words
        if version.wording.style == Style.STANDARD
    }
    besides = _shared_out(names)
    for number, name in enumerate(names):
        scottish, young = number >= FIRST_IN_SCOTLAND, _is_young(number)
        home = staff.firth if scottish else staff.young if young else staff.harbour
        worker = staff.scottish if scottish else staff.frontline
        if name == KNOWN_TO_FAY:
            worker = staff.young_worker
        careful = number % 7 == 0 or name == NOT_THEIR_PARENTS
        with acting_as(worker.pk):
            person = people.create(
                by=worker,
                at=_opened(name, number, Nation(home.nation), at),
                name=name,
                born_on=_born(at, 13 + number % 5 if young else 24 + number % 38, number),
                safe_contact="Text only. Never leave a message." if careful else "",
                keep_from_parents=name == NOT_THEIR_PARENTS,
                service=home,
                team=None,
                key_worker=worker,
            )
            teller = Teller(
                case=person.cases.get(),
                worker=worker,
                manager=staff.scottish_manager if scottish else staff.manager,
                comms=staff.comms,
                partner=partners[number % len(partners)],
                words=standard,
                at=at,
            )
            tell(teller, number, besides.get(number, []))
            if name == KNOWN_TO_FAY:
                fay, since = staff.frontline, at - timedelta(days=2)
                people.report(person=person, worker=fay, relationship="neighbour", by=worker, at=since)


def _is_young(number: int) -> bool:
    return number % 5 == 0 if number >= FIRST_IN_SCOTLAND else number % 4 == 3


def _shared_out(names: list[str]) -> Mapping[int, list[tuple[Kind, State]]]:
    """Who has answered what besides: grown-ups who have answered at all, and have no story of their own."""
    able: list[int] = [
        number
        for number, name in enumerate(names)
        if number not in LATELY and not _is_young(number) and name not in OWN
    ]
    return {number: BESIDES[place :: len(able)] for place, number in enumerate(able)}


def _opened(name: str, number: int, nation: Nation, at: datetime) -> datetime:
    """When the case opened: those who came lately are asked about sharing by today, soon, or are overdue."""
    if number not in LATELY:
        return at - CAME
    today = local_day(at)
    if name != DUE_TODAY:
        return at - timedelta(days=number // 3)
    # On a day when nobody works it is the next one.
    due = (n for n in range(30) if due_on(today - timedelta(days=n), nation) >= today)
    return at - timedelta(days=max(due))


def _born(at: datetime, age: int, number: int) -> date:
    """A birthday some weeks after `at`'s day, `age` years before it; every ninth is in ten days."""
    day = local_day(at) + timedelta(days=10 if number % 9 == 0 else 30 + number * 7)
    return date(day.year - age - 1, day.month, min(day.day, 28))
