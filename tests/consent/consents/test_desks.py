"""Whatever falls due on a consent lies where somebody can open it (handbook sections 12 and 13)."""

from datetime import date, datetime, time, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection

from consent.consents.actions import acknowledged, told, withdraw
from consent.consents.models import Consent
from consent.consents.rules import State
from consent.kinds import KINDS, Kind
from consent.reviews import round
from governance.accounts.access import leave
from governance.accounts.models import User
from governance.calendar import local_day
from governance.deadlines.models import Deadline, Flag
from governance.deadlines.sweep import sweep
from governance.desk.worklist import waiting
from governance.notifications.models import Notification
from governance.people.actions import close, report
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


class TestAClosedCase:
    """Its worker may open its records for 28 days; then what is still to do is the manager's (section 2)."""

    LAST, AFTER = NOON + 28 * DAY, NOON + 29 * DAY

    @pytest.mark.parametrize("taken_back_first", [True, False])
    def test_telling_recipients_lies_with_the_worker_for_28_days_and_then_with_the_manager(
        self, cast: Cast, time_machine: Any, taken_back_first: bool
    ) -> None:
        consent = agrees(cast, cast.person(), Kind.SHARE_CARE)
        steps = [
            lambda: withdraw(consent, by=cast.fay, at=NOON, withdrawn_at=NOON),
            lambda: close(consent.case, by=cast.fay, at=NOON, closed_on=local_day(NOON)),
        ]
        for step in steps if taken_back_first else reversed(steps):
            step()
        for at, holders in ((self.LAST, {cast.fay, cast.max}), (self.AFTER, {cast.max})):
            time_machine.move_to(at, tick=False)
            assert {each for each in (cast.fay, cast.dora, cast.max) if held(each, at)} == holders
            for user in holders:
                assert signed_in(user).get(f"/consents/{consent.reference}/").status_code == 200
        assert signed_in(cast.fay).get(f"/consents/{consent.reference}/").status_code == 404

    @pytest.mark.parametrize("managed", [True, False])
    def test_the_review_of_research_is_told_to_whom_it_lies_with(self, cast: Cast, managed: bool) -> None:
        """Its yes outlasts the case."""
        consent = agrees(cast, cast.person(), Kind.RESEARCH)
        stands_in = cast.max if managed else cast.igor
        if not managed:
            leave(cast.max, cast.harbour)
        due = noon(consent.review_on)
        for closed_days_ago, told_to in ((28, cast.fay), (29, stands_in)):
            closed_on = consent.review_on - closed_days_ago * DAY
            close(consent.case, by=cast.fay, at=due - 28 * DAY, closed_on=closed_on)
            Notification.objects.all().delete()
            Flag.objects.all().delete()
            sweep(at=due)
            assert [each.recipient for each in Notification.objects.filter(kind="consent_review")] == [
                told_to
            ], closed_days_ago
            assert "consent_review" in held(told_to, due)

    def test_the_round_counts_it_as_nobodys(self, cast: Cast) -> None:
        consent = agrees(cast, cast.person(), Kind.RESEARCH)
        late = noon(consent.review_on) + DAY
        close(consent.case, by=cast.fay, at=NOON, closed_on=local_day(late - 28 * DAY))
        for at, worker in ((late, cast.fay), (late + DAY, None)):
            due = round.due(cast.max, [cast.harbour], at)
            assert round.behind(due, local_day(at)) == [round.Behind(worker, 1)]
            for whose, found in ((str(cast.fay.pk), worker is not None), (round.NOBODY, worker is None)):
                chosen = round.chosen(due, cast.max, {"whose": whose}, local_day(at))
                assert chosen.exists() is found, (at, whose)

    def test_what_was_open_on_closed_cases_before_we_kept_the_day_learns_it(self, cast: Cast) -> None:
        consent = agrees(cast, cast.person(), Kind.SHARE_CARE)
        withdraw(consent, by=cast.fay, at=NOON, withdrawn_at=NOON)
        close(consent.case, by=cast.fay, at=NOON, closed_on=local_day(NOON))
        open_now = Deadline.objects.filter(register="consents", ended_at=None)
        known = list(open_now.values())
        open_now.update(worker_until=None)
        migration = import_module("consent.consents.migrations.0014_until_the_worker_may_open_it")
        with connection.cursor() as cursor:
            cursor.execute(migration.LEARN)
        assert list(open_now.values()) == known
        assert known[0]["worker_until"] == local_day(self.LAST)
