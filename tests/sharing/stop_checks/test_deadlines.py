"""The sweep and Stop and Checks: handbook section 13, rows 10 and 11."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from governance.accounts.models import User
from governance.deadlines.models import Deadline
from governance.deadlines.sweep import sweep
from governance.desk.worklist import waiting
from governance.notifications.models import Notification
from governance.people import actions as people
from sharing.stop_checks import actions, actions_checking, actions_sending
from sharing.stop_checks.models import StopCheck
from tests.cast import NOON, Cast
from tests.sharing.stop_checks.walk import (
    approved,
    partner,
    received,
    submitted,
    table,
    taken,
    with_file,
    written,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
# Approved, or sent, on Sunday 22 November 2026.
LAST, RECEIPT = date(2026, 12, 6), date(2026, 11, 27)
END, LATE = "stop_check_approval_end", "stop_check_receipt"


def early(day: date) -> datetime:
    return datetime.combine(day, time(0, 5), UTC)


def every_day(first: date, last: date) -> None:
    for number in range((last - first).days + 1):
        sweep(at=early(first + number * DAY))


def told(user: User, kind: str) -> list[int]:
    """How many days were left each time this user heard of it."""
    rows = Notification.objects.filter(recipient=user, kind=kind).order_by("id")
    return [facts["days_left"] for facts in rows.values_list("facts", flat=True)]


def who(kind: str) -> set[str]:
    heard = Notification.objects.filter(kind=kind).select_related("recipient")
    return {each.recipient.name.split()[0] for each in heard}


def desks(rule: str, at: datetime = NOON) -> set[str]:
    """On whose desks something stands by this rule."""
    everybody = User.objects.filter(is_active=True)
    return {each.name.split()[0] for each in everybody if waiting(each, at).filter(rule=rule).exists()}


@pytest.fixture
def check(cast: Cast) -> StopCheck:
    """Fay's, approved by Dana."""
    cast.drew, cast.igor  # noqa: B018
    body, _ = partner(cast)
    return approved(submitted(cast, body), cast.dana)


@pytest.fixture
def sent(cast: Cast, check: StopCheck) -> StopCheck:
    return actions_sending.send(check, by=cast.fay, at=NOON)


class TestTheEndOfAnApproval:
    """Row 10: three days and one day before, the sender and the checker."""

    def test_both_hear_on_each_day_once_and_nobody_else_does(self, cast: Cast, check: StopCheck) -> None:
        sweep(at=early(LAST - 4 * DAY))
        assert who(END) == set()
        for day in range(3, -6, -1):
            for _ in range(2):
                sweep(at=early(LAST - day * DAY))
        assert (told(cast.fay, END), told(cast.dana, END)) == ([3, 1], [3, 1])
        assert who(END) == {"Fay", "Dana"}

    def test_after_a_gap_they_hear_the_latest_only(self, cast: Cast, check: StopCheck) -> None:
        sweep(at=early(LAST - 1 * DAY))
        sweep(at=early(LAST))
        assert (told(cast.fay, END), told(cast.dana, END)) == ([1], [1])

    def test_it_stands_on_both_desks_until_the_day_is_over(self, cast: Cast, check: StopCheck) -> None:
        assert desks(END, early(LAST)) == {"Fay", "Dana"}
        assert desks(END, early(LAST + DAY)) == set()

    def test_it_is_over_once_it_is_sent_or_taken_back(self, cast: Cast, check: StopCheck) -> None:
        actions_checking.withdraw_approval(check, by=cast.dana, at=NOON, reason="Another file.")
        every_day(LAST - 3 * DAY, LAST)
        assert who(END) == set()

    def test_of_a_sender_on_the_data_team_no_manager_hears_in_their_place(self, cast: Cast) -> None:
        body, _ = partner(cast)
        approved(submitted(cast, body, by=cast.drew), cast.dana)
        every_day(LAST - 3 * DAY, LAST)
        assert (told(cast.drew, END), told(cast.dana, END)) == ([3, 1], [3, 1])
        assert told(cast.max, END) == []

    def test_a_message_says_nothing_about_anybody(self, cast: Cast, check: StopCheck) -> None:
        sweep(at=early(LAST - DAY))
        message = Notification.objects.get(kind=END, recipient=cast.dana)
        assert message.subject == (
            f"The approval of a Stop and Check runs out: {check.reference} is due in 1 day"
        )
        assert message.url == f"/stop-checks/{check.reference}/"
        assert (set(message.facts), message.person_id) == ({"days_left"}, None)


class TestAReceiptThatDoesNotCome:
    """Row 11: five working days after it was sent the sender; then the Data and IG teams too."""

    def test_the_sender_on_the_day_and_the_teams_when_it_is_late(self, cast: Cast, sent: StopCheck) -> None:
        every_day(RECEIPT - 3 * DAY, RECEIPT + 2 * DAY)
        assert told(cast.fay, LATE) == [0, -1, -2]
        for user in (cast.dana, cast.drew, cast.igor):
            assert told(user, LATE) == [-1, -2]
        assert who(LATE) == {"Fay", "Dana", "Drew", "Igor", "Priya"}

    def test_a_sweep_that_was_missed_says_the_latest_only(self, cast: Cast, sent: StopCheck) -> None:
        sweep(at=early(RECEIPT + 3 * DAY))
        assert told(cast.fay, LATE) == [-3]

    def test_it_is_over_once_it_came(self, cast: Cast, check: StopCheck) -> None:
        received(check)
        every_day(RECEIPT, RECEIPT + DAY)
        assert who(LATE) == set()

    def test_the_end_of_its_approval_does_not_matter_any_more(self, cast: Cast, sent: StopCheck) -> None:
        every_day(LAST - 3 * DAY, LAST)
        assert who(END) == set()


class TestWhoKnowsSomebodyInTheFile:
    """Nothing of it falls due for whoever is kept out of a record in it (section 2)."""

    @pytest.fixture
    def listing(self, cast: Cast) -> StopCheck:
        self.sam = cast.person(nhs_number="9434765919")
        cast.drew, cast.igor  # noqa: B018
        body, _ = partner(cast)
        check = with_file(written(cast, body), table(60, numbers=("943 476 5919",)))
        return approved(actions.submit(check, by=cast.fay, at=NOON), cast.dana)

    def test_neither_the_checker_nor_their_team_hears_after_they_are_kept_out(
        self, cast: Cast, listing: StopCheck
    ) -> None:
        known = people.report(person=self.sam, worker=cast.dana, relationship="cousin", by=cast.fay, at=NOON)
        sweep(at=early(LAST - 3 * DAY))
        assert who(END) == {"Fay", "Igor", "Priya"}
        people.end(known, by=cast.max, at=NOON, reason="It was somebody else.")
        sweep(at=early(LAST - DAY))
        assert told(cast.dana, END) == [1]

    def test_a_late_receipt_is_kept_from_them_too(self, cast: Cast, listing: StopCheck) -> None:
        actions_sending.send(listing, by=cast.fay, at=NOON)
        people.report(person=self.sam, worker=cast.drew, relationship="cousin", by=cast.fay, at=NOON)
        sweep(at=early(RECEIPT + DAY))
        assert who(LATE) == {"Fay", "Dana", "Igor", "Priya"}


def test_where_the_checker_has_left_the_ig_team_hears_in_their_place(cast: Cast, check: StopCheck) -> None:
    cast.dana.is_active = False
    cast.dana.save()
    sweep(at=early(LAST - DAY))
    assert who(END) == {"Fay", "Igor", "Priya"}


class TestWhoseTurnItIs:
    """It stands on their desk from its day on, and the sweep tells nobody of it."""

    def test_from_step_to_step(self, cast: Cast) -> None:
        cast.dana, cast.drew, cast.igor  # noqa: B018
        body, _ = partner(cast)
        check = submitted(cast, body)
        assert turns(check) == {"check": {"Dana", "Drew"}}
        check = taken(check, cast.dana)
        assert turns(check) == {"checking": {"Dana"}}
        check = actions_checking.send_back(check, by=cast.dana, at=NOON, reason="Leave out the plans.")
        assert turns(check) == {"returned": {"Fay"}}
        check = approved(actions.submit(check, by=cast.fay, at=NOON), cast.drew)
        assert turns(check) == {"lapsed": set()}
        assert desks("stop_check_waits_lapsed", early(LAST)) == set()
        assert desks("stop_check_waits_lapsed", early(LAST + DAY)) == {"Fay"}
        check = received(check)
        assert turns(check) == {"close": {"Fay"}}
        sweep(at=NOON + DAY)
        assert not Notification.objects.filter(kind__startswith="stop_check_waits").exists()
        actions_sending.close(check, by=cast.fay, at=NOON, how="Emptied the drive; Max saw it.")
        assert turns(check) == {}

    def test_it_is_on_the_desk_of_nobody_who_may_not_check_it(self, cast: Cast) -> None:
        body, _ = partner(cast)
        assert cast.igor.is_active
        check = with_file(written(cast, body, by=cast.dana), creator=cast.dana)
        assert turns(actions.submit(check, by=cast.dana, at=NOON)) == {"stand_in": {"Igor", "Priya"}}
        assert cast.drew.is_active
        assert turns(submitted(cast, body, by=cast.dana)) == {"check": {"Drew"}}

    def test_who_knows_somebody_in_another_file_is_found_out_when_it_was_looked_through(
        self, cast: Cast
    ) -> None:
        sam = cast.person(nhs_number="9434765919")
        people.report(person=sam, worker=cast.dana, relationship="cousin", by=cast.fay, at=NOON)
        assert cast.drew.is_active
        body, _ = partner(cast)
        check = submitted(cast, body)
        assert turns(check) == {"check": {"Dana", "Drew"}}
        with_file(check, table(60, numbers=("943 476 5919",)))
        assert turns(check) == {"check": {"Drew"}}


def turns(check: StopCheck) -> dict[str, set[str]]:
    word = "stop_check_waits_"
    ours = Deadline.objects.filter(reference=check.reference, rule__startswith=word, ended_at=None)
    return {rule.removeprefix(word): desks(rule) for rule in ours.values_list("rule", flat=True)}
