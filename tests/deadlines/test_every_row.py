"""Handbook section 13, row by row: when each rule tells, whom, and that its message names nobody."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from governance.accounts.models import User
from governance.calendar import add_hours, local_day
from governance.deadlines.models import Deadline, Flag
from governance.deadlines.rules import RULES
from governance.deadlines.sweep import sweep
from governance.notifications.models import Notification
from tests.cast import Cast
from tests.deadlines.conftest import DUE, Make, days_before, noon
from tests.deadlines.conftest import RULE as A_RULE_OF_OUR_OWN

pytestmark = pytest.mark.django_db

NAME = "Sam Rivers"
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
DUE_AT = noon(DUE)


@dataclass(frozen=True)
class Row:
    """What the handbook says of a rule. leads: in days, or in hours where `is_clock`."""

    number: int
    leads: tuple[int, ...]
    told: str
    besides: str = ""
    is_clock: bool = False
    is_ever_late: bool = True


def row(number: int, leads: str, told: str, besides: str = "") -> Row:
    """A row as the handbook writes it: `90 30 0`, or `48h 24h`."""
    hours = "h" in leads
    return Row(number, tuple(int(each.rstrip("h")) for each in leads.split()), told, besides, hours)


def never_late(number: int, leads: str, told: str) -> Row:
    return Row(number, tuple(map(int, leads.split())), told, is_ever_late=False)


# A restricted incident is told to those it names, whatever the row says: each by themselves.
ROWS = {
    "incident_regulator": row(1, "48h 24h 12h 4h 1h", "ig dpo", "siro"),
    "incident_regulator_named": row(1, "48h 24h 12h 4h 1h", "worker"),
    "incident_commissioner": row(1, "4h", "manager ig"),
    "incident_commissioner_named": row(1, "4h", "worker"),
    "incident_suspicion": row(2, "4h", "ig", "dpo"),
    "incident_suspicion_named": row(2, "4h", "worker"),
    "consent_review": row(3, "28 14 7 0", "worker", "manager"),
    "consent_expiry": row(4, "28 14 7 0", "worker", "manager"),
    "birthday_16": never_late(5, "28 7 0", "worker"),
    "birthday_18": never_late(5, "28 7 0", "worker"),
    "reassess": row(6, "0", "worker", "manager"),
    "tell_recipients": row(7, "1 0", "worker", "manager ig"),
    "recipients_acknowledge": row(7, "1 0", "worker", "manager ig"),
    "agreement_review": row(8, "90 60 30 7", "owner ig", "dpo"),
    "agreement_end": row(8, "90 60 30 7", "owner ig", "dpo"),
    "agreement_duty": row(8, "30 7 0", "owner ig", "dpo"),
    "agreement_grace_end": row(9, "30 7 0", "ig", "siro"),
    # An approval that is over can be used no more, so there is nothing to do late.
    "stop_check_approval_end": never_late(10, "3 1", "owner"),
    "stop_check_receipt": row(11, "0", "owner", "data ig"),
    "emergency_record": row(12, "4h", "owner", "manager guardian"),
    "emergency_review": row(12, "0", "manager", "guardian"),
    "emergency_review_others": row(12, "0", "owner", "guardian"),
    "emergency_review_stand_in": row(12, "0", "ig guardian"),
    "telling_recheck": row(12, "7 0", "owner", "manager guardian"),
    "disease_by_telephone": row(13, "4h", "owner manager", "guardian"),
    "disease_in_writing": row(13, "1 0", "owner manager", "guardian"),
    "recording_delete_by": row(14, "30 14 7 1 0", "worker", "manager ig"),
    "recording_hold_review": row(14, "30 14 7 1 0", "worker ig", "manager"),
    "recording_answer": row(14, "28 7 0", "worker", "manager ig"),
    "recording_to_store": row(14, "0", "worker", "manager ig"),
    "media_takedown": row(15, "2 0", "worker", "ig"),
    "media_notice": row(15, "2 0", "worker", "ig"),
    "media_chase": row(15, "2 0", "worker", "ig"),
    "media_delete": row(15, "2 0", "worker", "ig"),
    "media_confirm": row(15, "2 0", "worker ig"),
    "media_tell": row(15, "2 0", "worker", "ig"),
    "media_expiry": row(15, "28 7", "worker", "ig"),
    "dpia_review": row(16, "30 7 0", "owner", "dpo"),
    "dpia_action_due": row(16, "30 7 0", "owner", "dpo"),
    "dpia_ico_accepts": row(16, "30 7 0", "owner", "dpo"),
    "dpia_ico_advises": row(16, "30 7 0", "owner", "dpo"),
    "rights_due": row(17, "14 7 3 0", "ig", "dpo"),
    "rights_extension_notice": never_late(17, "14 7 3 0", "ig"),
    "concern_acknowledge": row(18, "10 5 1", "ig", "dpo"),
    "concern_progress": row(18, "3 0", "ig", "dpo"),
    "concern_target": row(18, "0", "ig"),
    "incident_candour": row(19, "3 0", "manager", "guardian"),
    "incident_candour_named": row(19, "3 0", "worker"),
    "incident_lesson": row(20, "7 0", "owner", "manager"),
    "incident_lesson_named": row(20, "7 0", "worker"),
    "policy_review": row(21, "90 30 0", "owner", "ig"),
    "privacy_notice_review": row(21, "90 30 0", "owner", "ig"),
    "resource_review": row(21, "90 30 0", "owner", "ig"),
    "opt_out_statement": row(22, "30 7", "dpo", "siro"),
    "candour_report": row(22, "30 7", "dpo", "siro"),
    "ask_about_sharing": row(23, "0", "worker", "manager"),
    "ask_again_about_sharing": row(23, "0", "worker", "manager"),
    "partner_assurance": row(24, "60 30 0", "owner ig"),
    "agreement_partner_assurance": row(24, "60 30 0", "owner"),
    "recording_taken_back": row(25, "2 0", "worker", "manager ig"),
    "cctv_need_test": row(26, "30 7 0", "owner", "dpo"),
}
DAYS = [key for key, row in ROWS.items() if not row.is_clock]
HOURS = [key for key, row in ROWS.items() if row.is_clock]


def test_every_rule_that_tells_somebody_is_a_row_of_the_handbook_and_no_row_is_missing() -> None:
    assert set(ROWS) == {key for key, rule in RULES.items() if not rule.waits} - {A_RULE_OF_OUR_OWN.key}
    assert {key: row.number for key, row in ROWS.items()} == {key: RULES[key].number for key in ROWS}
    assert {row.number for row in ROWS.values()} == set(range(1, 27))


@pytest.fixture
def people(cast: Cast) -> dict[str, set[User]]:
    """Who is meant by each word of the table, in Harbour and on Fay's desk."""
    return {
        "worker": {cast.fay},
        "owner": {cast.fay},
        "manager": {cast.max},
        "ig": {cast.igor, cast.priya},
        "dpo": {cast.priya},
        "siro": {cast.sol},
        "guardian": {cast.gwen},
        "data": {cast.dana, cast.drew},
    }


def meant(row: Row, people: dict[str, set[User]], *, late: bool) -> set[User]:
    words = f"{row.told} {row.besides if late else ''}".split()
    return set().union(*(people[word] for word in words))


def somebody(cast: Cast) -> int:
    """Whom a deadline is about. Nothing else is due about them."""
    person = cast.person(NAME, born=date(1990, 1, 1))
    Deadline.objects.all().delete()
    return person.pk


def newly_told() -> set[User]:
    """Who has been told since this was last asked; each at most once, and of nobody's name."""
    found = list(Notification.objects.filter(read_at=None).select_related("recipient"))
    for each in found:
        assert NAME not in f"{each.subject} {each.url} {each.facts}"
        assert f": {each.reference} is " in each.subject
    Notification.objects.update(read_at=DUE_AT)
    assert len(found) == len({each.recipient for each in found})
    return {each.recipient for each in found}


def swept(key: str, at: datetime) -> tuple[int, set[User]]:
    """How many a sweep flags, and whom it tells. It says how many itself, of what is no secret."""
    before = Flag.objects.count()
    said = sweep(at=at)
    flags, told = Flag.objects.count() - before, newly_told()
    assert said == ((0, 0) if RULES[key].secret else (flags, len(told)))
    return flags, told


@pytest.mark.parametrize("key", DAYS)
def test_each_lead_is_told_on_its_day_once_to_whom_it_concerns(
    key: str, deadline: Make, cast: Cast, people: dict[str, set[User]]
) -> None:
    row = ROWS[key]
    deadline(rule=key, person_id=somebody(cast))
    everyone = meant(row, people, late=False)
    for lead in row.leads:
        assert swept(key, days_before(lead + 1)) == (0, set()), "a day early"
        assert swept(key, days_before(lead)) == (1, everyone)
        assert swept(key, days_before(lead)) == (0, set()), "twice"


@pytest.mark.parametrize("key", DAYS)
def test_a_missed_night_is_caught_up_with_the_latest_lead_only(key: str, deadline: Make) -> None:
    row = ROWS[key]
    for lead in row.leads:
        Deadline.objects.all().delete()
        found = deadline(rule=key)
        # The next morning; the day that the next lead has is that lead's own.
        if lead and lead - 1 not in row.leads:
            sweep(at=days_before(lead - 1))
            assert list(Flag.objects.filter(deadline=found).values_list("occasion", flat=True)) == [
                f"lead:{lead}"
            ]


@pytest.mark.parametrize("key", DAYS)
def test_late_it_is_told_daily_for_four_weeks_also_to_those_it_adds(
    key: str, deadline: Make, people: dict[str, set[User]]
) -> None:
    row = ROWS[key]
    deadline(rule=key)
    sweep(at=days_before(0))
    newly_told()
    everyone = meant(row, people, late=True) if row.is_ever_late else set()
    for days in (-1, -2, -28):
        sweep(at=days_before(days))
        assert newly_told() == everyone
        assert sweep(at=days_before(days)) == (0, 0)
    assert sweep(at=days_before(-29)) == (0, 0)


@pytest.mark.parametrize("key", HOURS)
def test_each_hour_is_told_at_its_minute_once_to_whom_it_concerns(
    key: str, deadline: Make, cast: Cast, people: dict[str, set[User]]
) -> None:
    row = ROWS[key]
    deadline(rule=key, due_on=local_day(DUE_AT), due_at=DUE_AT, person_id=somebody(cast))
    everyone = meant(row, people, late=False)
    for lead in row.leads:
        assert swept(key, add_hours(DUE_AT, -lead) - MINUTE) == (0, set()), "a minute early"
        assert swept(key, add_hours(DUE_AT, -lead)) == (1, everyone)
        assert swept(key, add_hours(DUE_AT, -lead) + MINUTE) == (0, set()), "twice"


@pytest.mark.parametrize("key", HOURS)
def test_a_missed_hour_is_caught_up_and_lateness_is_told_daily(
    key: str, deadline: Make, people: dict[str, set[User]]
) -> None:
    row = ROWS[key]
    found = deadline(rule=key, due_on=local_day(DUE_AT), due_at=DUE_AT)
    nearest = min(row.leads)
    sweep(at=DUE_AT - HOUR / 2)
    assert list(Flag.objects.filter(deadline=found).values_list("occasion", flat=True)) == [
        f"hours:{nearest}"
    ]
    newly_told()
    assert sweep(at=DUE_AT) == (0, 0), "its last good moment"
    for days in (0, 1, 27):
        sweep(at=DUE_AT + MINUTE + timedelta(days=days))
        assert newly_told() == meant(row, people, late=True)
    assert sweep(at=DUE_AT + timedelta(days=29)) == (0, 0)
