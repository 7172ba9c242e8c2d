"""Who answers for an agreement, and whether people are told of it: beside its states, by the IG team."""

from typing import Any

import pytest
import time_machine

from governance.accounts import access
from governance.deadlines.models import Deadline
from governance.errors import Denied
from governance.ledger.models import Event
from governance.notifications.models import Notification
from sharing.agreements import deciding, keeping
from sharing.agreements.models import Agreement, Notice
from tests.cast import NOON, Cast, signed_in
from tests.sharing.agreements.walk import active, sent_in, surgery

LOG = "/agreements/"


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def ours(cast: Cast) -> Agreement:
    return active(cast, surgery(cast))


@pytest.mark.parametrize("verb", ["note_notice", "appoint"])
def test_only_the_ig_team_does_it_and_says_so(cast: Cast, ours: Agreement, verb: str) -> None:
    where = f"{LOG}{ours.reference}/{verb}/"
    assert signed_in(cast.igor).get(where).status_code == 200
    for user in (cast.fay, cast.max, cast.dana, cast.sol, cast.aled):
        assert signed_in(user).get(where).status_code == 403
    page = signed_in(cast.max).get(f"{LOG}{ours.reference}/").content.decode()
    assert "Only the IG team does this." in page


class TestNotice:
    def test_what_is_listed_is_not_flagged_any_more(self, cast: Cast, ours: Agreement) -> None:
        client = signed_in(cast.igor)
        sent = {"notice": "listed", "notice_note": "England 4", "read_version": ours.version}
        assert client.post(f"{LOG}{ours.reference}/note_notice/", sent).status_code == 302
        page = client.get(f"{LOG}{ours.reference}/").content.decode()
        assert "In the privacy notice: England 4" in page
        assert "No privacy notice of ours" not in page
        assert (
            Event.objects.filter(verb="note_notice", reference=ours.reference).get().detail["notice"]
            == "listed"
        )

    def test_an_excuse_needs_its_reason(self, cast: Cast, ours: Agreement) -> None:
        sent = {"notice": "excused", "notice_note": " ", "read_version": ours.version}
        page = signed_in(cast.igor).post(f"{LOG}{ours.reference}/note_notice/", sent).content.decode()
        assert "Write why no privacy notice needs to say it" in page
        with pytest.raises(Denied, match="needs a reason"):
            keeping.note_notice(
                ours, by=cast.igor, at=NOON, read_version=ours.version, notice=Notice.EXCUSED, notice_note=" "
            )

    def test_it_changes_nothing_of_what_was_approved(self, cast: Cast, ours: Agreement) -> None:
        facts: dict[str, Any] = {"by": cast.igor, "at": NOON, "read_version": ours.version}
        noted = keeping.note_notice(ours, notice=Notice.LISTED, notice_note="4", **facts)
        assert (noted.state, noted.approved_hash) == (ours.state, noted.content_hash)
        assert not noted.signatures.exclude(voided_at=None).exists()

    def test_of_a_rejected_one_nothing_is_noted(self, cast: Cast) -> None:
        made = sent_in(cast, surgery(cast))
        made = deciding.reject(made, by=cast.igor, at=NOON, read_version=made.version, reason="Not needed")
        facts: dict[str, Any] = {"by": cast.igor, "at": NOON, "read_version": made.version}
        with pytest.raises(Denied, match="rejected"):
            keeping.note_notice(made, notice=Notice.LISTED, **facts)
        page = signed_in(cast.igor).get(f"{LOG}{made.reference}/").content.decode()
        assert "note_notice" not in page


class TestOwner:
    def test_the_new_owner_is_told_and_sees_to_its_dates(self, cast: Cast, ours: Agreement) -> None:
        facts: dict[str, Any] = {"by": cast.priya, "at": NOON, "read_version": ours.version}
        given = keeping.appoint(ours, owner=cast.igor, **facts)
        assert given.owner == cast.igor
        assert Notification.objects.filter(kind="agreement_yours").get().recipient == cast.igor
        assert set(Deadline.objects.filter(ended_at=None).values_list("worker", flat=True)) == {cast.igor.pk}

    def test_whoever_could_not_write_in_it_is_not_offered_and_refused(
        self, cast: Cast, ours: Agreement
    ) -> None:
        assert set(keeping.owners(ours)) == {cast.max, cast.priya, cast.igor}
        for user in (cast.fay, cast.maya, cast.dana):
            with pytest.raises(Denied, match="cannot answer for it"):
                keeping.appoint(ours, by=cast.igor, at=NOON, read_version=ours.version, owner=user)

    def test_of_the_whole_charity_the_ig_team_alone_answers(self, cast: Cast) -> None:
        whole = active(cast, surgery(cast), by=cast.igor, service=None)
        assert set(keeping.owners(whole)) == {cast.priya, cast.igor}

    def test_a_manager_of_two_teams_is_offered_once(self, cast: Cast, ours: Agreement) -> None:
        access.join(cast.max, cast.quay)
        assert list(keeping.owners(ours)).count(cast.max) == 1
