"""Whatever falls due on a consent lies where somebody can open it (handbook sections 12 and 13)."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from consent.consents.actions import acknowledged, told, withdraw
from consent.consents.models import Consent
from consent.consents.rules import State
from consent.kinds import KINDS, Kind
from governance.accounts.models import User
from governance.deadlines.models import Deadline
from governance.deadlines.sweep import sweep
from governance.desk.worklist import waiting
from governance.notifications.models import Notification
from governance.people.actions import report
from tests.cast import NOON, Cast, signed_in
from tests.consent.consents.test_lasting import agrees

DAY = timedelta(days=1)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), NOON.tzinfo)


def reviewed_late(consent: Consent) -> datetime | None:
    return noon(consent.review_on) + DAY if consent.review_on else None


def run_out(consent: Consent) -> datetime | None:
    return noon(consent.expires_on) + DAY if consent.expires_on else None


def taken_back(consent: Consent) -> datetime:
    withdraw(consent, by=consent.created_by, at=NOON, withdrawn_at=NOON)
    return NOON + 9 * DAY


def nobody_knows_yet(consent: Consent) -> datetime:
    at = taken_back(consent)
    teller = User.objects.get(role="comms") if consent.kind == Kind.MEDIA else consent.created_by
    told(consent, by=teller, at=NOON, told_note="By letter")
    return at


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("story", [reviewed_late, run_out, taken_back, nobody_knows_yet])
def test_no_desk_leads_to_a_page_that_its_owner_cannot_open(
    cast: Cast, time_machine: Any, kind: Kind, story: Any
) -> None:
    everybody = (cast.fay, cast.dora, cast.max, cast.maya, cast.cora, cast.igor, cast.priya, cast.sol)
    consent = agrees(cast, cast.person(), kind)
    at = story(consent)
    if at is None:
        assert KINDS[kind].review_months is None or KINDS[kind].expiry_months is None
        return
    time_machine.move_to(at, tick=False)
    reached = set()
    for user in everybody:
        for deadline in waiting(user, at).filter(register="consents"):
            page = signed_in(user).get(f"/{deadline.register}/{deadline.reference}/")
            assert page.status_code == 200, (deadline.rule, user)
            reached.add(user.role)
    assert reached >= ({"comms", "ig"} if kind is Kind.MEDIA else {"frontline", "manager"})


@pytest.fixture
def media(cast: Cast) -> Consent:
    return agrees(cast, cast.person(), Kind.MEDIA)


def held(user: User, at: datetime) -> set[str]:
    return set(waiting(user, at).filter(register="consents").values_list("rule", flat=True))


class TestPublicity:
    def test_communications_tell_the_recipients_and_the_worker_is_not_asked_to(
        self, cast: Cast, media: Consent
    ) -> None:
        cora = cast.cora
        withdraw(media, by=cast.fay, at=NOON, withdrawn_at=NOON)
        assert held(cora, NOON) == {"tell_recipients"}
        assert held(cast.fay, NOON) == held(cast.max, NOON) == set()
        done = told(media, by=cora, at=NOON, told_note="By letter")
        assert held(cora, NOON) == {"recipients_acknowledge"}
        assert acknowledged(done, by=cora, at=NOON).state == State.WITHDRAWN
        assert held(cora, NOON) == set()

    def test_communications_are_told_at_each_lead_and_the_ig_team_when_it_is_late(
        self, cast: Cast, media: Consent
    ) -> None:
        cora, igor = cast.cora, cast.igor
        withdraw(media, by=cast.fay, at=NOON, withdrawn_at=NOON)
        for day in range(5):
            sweep(at=NOON + day * DAY)
        rows = Notification.objects.filter(kind="tell_recipients").order_by("id")
        heard = [(each.recipient, each.facts["days_left"]) for each in rows]
        assert [days for who, days in heard if who == cora] == [1, 0, -1, -2]
        assert [days for who, days in heard if who == igor] == [-1, -2]
        assert {who for who, _ in heard} == {cora, igor}

    def test_whoever_of_them_knows_the_person_is_passed_over(self, cast: Cast, media: Consent) -> None:
        cora = cast.cora
        report(person=media.person, worker=cora, relationship="cousin", by=cast.fay, at=NOON)
        withdraw(media, by=cast.fay, at=NOON, withdrawn_at=NOON)
        sweep(at=NOON + DAY)
        assert held(cora, NOON) == set()
        assert not Notification.objects.filter(recipient=cora).exists()

    def test_the_desk_says_whose_it_is(self, cast: Cast, media: Consent, time_machine: Any) -> None:
        time_machine.move_to(NOON, tick=False)
        withdraw(media, by=cast.fay, at=NOON, withdrawn_at=NOON)
        page = signed_in(cast.cora).get("/desk/").content.decode()
        assert media.reference in page
        assert "With the communications team." in page
        assert Deadline.objects.get(reference=media.reference, ended_at=None).worker is None
