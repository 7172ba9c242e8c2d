"""Worked scenarios 8, 9 and 13 of the handbook (section 14), by the steps that people take."""

from datetime import UTC, datetime

import pytest

from governance.accounts.models import User
from governance.errors import Code, Denied
from governance.ledger.models import Event
from sharing.stop_checks import actions, actions_checking, actions_sending
from sharing.stop_checks.rules import valid_until
from sharing.stop_checks.states import State
from sharing.transfers import is_needed
from tests.cast import Cast, cast, signed_in
from tests.sharing.stop_checks.walk import approved, partner, submitted, table, taken, with_file, written

__all__ = ["cast"]
FIRST, THIRD = datetime(2026, 12, 1, 12, tzinfo=UTC), datetime(2026, 12, 3, 12, tzinfo=UTC)


class TestScenario8SenderIsDataTeam:
    """A (Data team) submits. When A approves: E-SAME-PERSON. B takes it and approves.

    "Also administrator": there is no such role here. So A has every hat that there is, even the one of Django's own
    that nobody has here; but the database lets nobody be Data Protection Officer and SIRO at once.
    """

    HATS = frozenset(field.name for field in User._meta.get_fields() if field.name.startswith("is_")) - {
        "is_active"
    }

    @pytest.fixture(autouse=True)
    def every_hat(self, cast: Cast) -> None:
        assert {"is_dpo", "is_caldicott", "is_siro", "is_doctor", "is_superuser"} == self.HATS
        for hat in self.HATS - {"is_siro"}:
            setattr(cast.dana, hat, True)
        cast.dana.save()

    def test_nor_as_the_siro(self, cast: Cast) -> None:
        cast.dana.is_dpo, cast.dana.is_siro = False, True
        cast.dana.save()
        ours = submitted(cast, partner(cast)[0], by=cast.dana)
        with pytest.raises(Denied) as refused:
            actions_checking.approve(ours, by=cast.dana, at=FIRST)
        assert refused.value.verdict.code is Code.SAME_PERSON

    @pytest.mark.parametrize("verb", ["take", "approve", "accept", "send_back", "reject"])
    def test_the_sender_cannot_check_it_though_on_the_data_team(self, cast: Cast, verb: str) -> None:
        body, _ = partner(cast)
        cast.dana, cast.drew  # noqa: B018
        ours = submitted(cast, body, by=cast.dana)
        answer = signed_in(cast.dana).post(f"/stop-checks/{ours.reference}/{verb}/", {})
        ours.refresh_from_db()
        assert (answer.status_code, ours.state) == (403, State.SUBMITTED)
        assert b"E-SAME-PERSON" in answer.content
        refused = Event.objects.filter(verb="refused", reference=ours.reference).last()
        assert refused is not None
        assert (refused.actor_id, refused.detail["code"]) == (cast.dana.pk, "E-SAME-PERSON")

    @pytest.mark.parametrize("state", [State.SUBMITTED, State.CHECKING, State.APPROVED])
    def test_who_sends_it_is_refused_for_that_in_every_state(self, cast: Cast, state: State) -> None:
        body, _ = partner(cast)
        ours = submitted(cast, body, by=cast.dana)
        if state is State.CHECKING:
            ours = taken(ours, cast.drew)
        if state is State.APPROVED:
            ours = approved(ours, cast.drew)
        with pytest.raises(Denied) as refused:
            actions_checking.approve(ours, by=cast.dana, at=FIRST)
        ours.refresh_from_db()
        assert (refused.value.verdict.code, ours.state) == (Code.SAME_PERSON, state)

    def test_somebody_else_is_told_that_nobody_has_taken_it(self, cast: Cast) -> None:
        body, _ = partner(cast)
        ours = submitted(cast, body, by=cast.dana)
        answer = signed_in(cast.drew).post(f"/stop-checks/{ours.reference}/approve/", {})
        assert answer.status_code == 409

    def test_somebody_else_of_the_team_takes_and_approves_it(self, cast: Cast) -> None:
        body, _ = partner(cast)
        ours = submitted(cast, body, by=cast.dana)
        assert taken(ours, cast.drew).state == State.CHECKING
        ours = actions_checking.put_back(ours, by=cast.drew, at=FIRST)
        assert approved(ours, cast.drew).state == State.APPROVED

    def test_who_made_the_extract_cannot_check_it_though_another_sends(self, cast: Cast) -> None:
        body, _ = partner(cast)
        check = with_file(written(cast, body, by=cast.fay), creator=cast.dana)
        check = actions.submit(check, by=cast.fay, at=FIRST)
        with pytest.raises(Denied) as refused:
            taken(check, cast.dana)
        assert refused.value.verdict.code is Code.SAME_PERSON


class TestScenario9ClosureChangedFile:
    """A service closes, 38 people. Approved 1 December: valid to 15 December, lapsed on 16. Replaced on 3."""

    def test_it_is_needed_whatever_the_number(self, cast: Cast) -> None:
        body, _ = partner(cast)
        assert is_needed(written(cast, body, people=38, handover=True).transfer)

    def test_the_approval_lapses_after_fourteen_days(self, cast: Cast) -> None:
        body, _ = partner(cast)
        check = with_file(written(cast, body, people=38, handover=True), table(38), at=FIRST)
        check = approved(actions.submit(check, by=cast.fay, at=FIRST), cast.dana, at=FIRST)
        last, after = datetime(2026, 12, 15, 22, tzinfo=UTC), datetime(2026, 12, 16, 1, tzinfo=UTC)
        assert check.approved_on is not None
        assert valid_until(check.approved_on) == last.date()
        assert (check.state_at(last), check.state_at(after)) == (State.APPROVED, State.LAPSED)
        with pytest.raises(Denied) as refused:
            actions_sending.send(check, by=cast.fay, at=after)
        assert refused.value.verdict.code is Code.CHECK_LAPSED
        assert actions_sending.send(check, by=cast.fay, at=last).state == State.SENT

    def test_another_file_is_looked_at_anew(self, cast: Cast) -> None:
        body, _ = partner(cast)
        check = with_file(written(cast, body, people=38, handover=True), table(38), at=FIRST)
        check = approved(actions.submit(check, by=cast.fay, at=FIRST), cast.dana, at=FIRST)
        before = check.sha256
        check = with_file(check, table(41), people=41, at=THIRD)
        assert (check.state, check.people, check.approved_at, check.checker) == (
            State.SUBMITTED,
            41,
            None,
            None,
        )
        assert check.sha256 != before
        assert check.extract is not None
        assert check.extract.rows == 41
