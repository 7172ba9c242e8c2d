"""What makes an assessment out of date: a linked agreement, or its service, is not what it was."""

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command

from consent.recordings import actions as recordings
from dpia import actions, afterwards, deciding, versions
from governance.calendar import local_day, overdue_from
from governance.deadlines.models import Deadline
from governance.errors import Code, Denied
from governance.notifications.models import Notification
from sharing.agreements import ending, writing
from sharing.agreements.models import Agreement
from tests.cast import NOON, Cast
from tests.consent.recordings import sessions
from tests.dpia import walk
from tests.sharing.agreements import walk as agreements

TODAY = local_day(NOON)
MOMENT = timedelta(microseconds=1)


@pytest.fixture
def agreement(cast: Cast) -> Agreement:
    return agreements.active(cast, agreements.surgery(cast))


def test_a_linked_agreement_that_ends_says_why(cast: Cast, agreement: Agreement) -> None:
    found = actions.link(walk.approved(cast), by=cast.max, at=NOON, agreement=agreement)
    other = walk.approved(cast)
    facts = {"read_version": agreement.version, "ended_at": NOON, "reason": "They closed."}
    ending.terminate(agreement, by=cast.igor, at=NOON, **facts)
    found.refresh_from_db()
    other.refresh_from_db()
    assert found.out_of_date_because == f"The agreement {agreement.reference} was ended early."
    assert (found.out_of_date_since, other.out_of_date_since) == (NOON, None)
    standing = Deadline.objects.filter(register="dpias", record_id=found.pk, ended_at=None)
    assert "dpia_waits_out_of_date" in standing.values_list("rule", flat=True)


def test_a_change_while_it_is_written_makes_nothing_out_of_date(cast: Cast) -> None:
    made = agreements.written(cast, agreements.surgery(cast))
    found = actions.link(walk.written(cast), by=cast.max, at=NOON, agreement=made)
    writing.edit(made, by=cast.max, at=NOON, read_version=made.version, benefits="More.")
    found.refresh_from_db()
    assert found.out_of_date_since is None


def test_a_change_afterwards_does(cast: Cast) -> None:
    made = agreements.written(cast, agreements.surgery(cast))
    found = actions.link(walk.approved(cast), by=cast.max, at=NOON, agreement=made)
    writing.edit(made, by=cast.max, at=NOON, read_version=made.version, benefits="More.")
    found.refresh_from_db()
    assert found.out_of_date_because == f"The agreement {made.reference} was changed."


def test_a_change_while_it_is_decided_on_stands_in_the_way_until_it_is_sent_in_again(cast: Cast) -> None:
    made = agreements.written(cast, agreements.surgery(cast))
    found = actions.link(walk.answered(cast), by=cast.max, at=NOON, agreement=made)
    writing.edit(made, by=cast.max, at=NOON, read_version=made.version, benefits="More.")
    found.refresh_from_db()
    with pytest.raises(Denied, match="Something changed since it was sent in") as refused:
        deciding.approve(found, by=cast.sol, at=NOON, accepted_because="Fine.")
    assert refused.value.verdict.code is Code.DPIA
    found = deciding.send_back(found, by=cast.sol, at=NOON, reason="Look at the agreement.")
    found = actions.send_to_dpo(found, by=cast.max, at=NOON)
    assert found.out_of_date_since is None


class TestAnAgreementThatRunsOut:
    @pytest.fixture
    def after(self, agreement: Agreement) -> datetime:
        """The first moment at which it has run out, nobody having done anything."""
        assert agreement.ends_on is not None
        return overdue_from(agreement.ends_on)

    def test_is_noticed_once_and_the_owner_is_told(
        self, cast: Cast, agreement: Agreement, after: datetime
    ) -> None:
        found = actions.link(walk.approved(cast), by=cast.max, at=NOON, agreement=agreement)
        assert versions.note_run_out(after - MOMENT) == 0
        assert (versions.note_run_out(after), versions.note_run_out(after)) == (1, 0)
        found.refresh_from_db()
        assert found.out_of_date_because == f"The agreement {agreement.reference} has run out."
        assert Notification.objects.filter(recipient=cast.max, kind="dpia_out_of_date").exists()
        # Who has looked at it since knows.
        afterwards.review(found, by=cast.max, at=after, reviewed_on=local_day(after), review_words="Right.")
        assert versions.note_run_out(after) == 0

    def test_nothing_starts_on_it_also_before_that_is_noticed(
        self, cast: Cast, agreement: Agreement, after: datetime
    ) -> None:
        found = actions.link(walk.approved(cast), by=cast.max, at=NOON, agreement=agreement)
        with pytest.raises(Denied, match="out of date"):
            afterwards.go_live(found, by=cast.max, at=after, live_on=local_day(after))

    def test_nor_is_it_approved(self, cast: Cast, agreement: Agreement, after: datetime) -> None:
        found = actions.link(walk.answered(cast), by=cast.max, at=NOON, agreement=agreement)
        with pytest.raises(Denied, match="has run out"):
            deciding.approve(found, by=cast.sol, at=after, accepted_because="Fine.")


def test_its_service_with_another_regulator(cast: Cast) -> None:
    found = walk.approved(cast)
    call_command("open_service", "Harbour", regulator="CQC", verbosity=0)
    found.refresh_from_db()
    assert found.out_of_date_because == "Harbour: it has another regulator."


def test_the_first_reason_stays_until_it_is_reviewed(cast: Cast) -> None:
    found = walk.approved(cast)
    actions.service_changed(cast.harbour, "it moved.", at=NOON)
    actions.service_changed(cast.harbour, "it grew.", at=NOON + timedelta(days=1))
    found.refresh_from_db()
    assert found.out_of_date_because == "Harbour: it moved."
    done = afterwards.review(found, by=cast.max, at=NOON, reviewed_on=TODAY, review_words="Still right.")
    assert (done.out_of_date_since, done.out_of_date_because) == (None, "")


def test_recordings_of_that_purpose_that_are_for_something_else_now(cast: Cast) -> None:
    ours = sessions.planned(cast)
    found = actions.link(walk.approved(cast), by=cast.max, at=NOON, recording_purpose=ours.purpose.upper())
    ours = recordings.edit(ours, by=cast.fay, at=NOON, title="Another talk")
    found.refresh_from_db()
    assert found.out_of_date_since is None
    recordings.edit(ours, by=cast.fay, at=NOON, purpose="To show a funder")
    found.refresh_from_db()
    assert found.out_of_date_because.startswith(ours.reference)
