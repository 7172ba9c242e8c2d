"""Whose turn it is with an agreement stands on their desk, until they have done it; it is never late."""

from datetime import datetime, timedelta

import pytest

from governance.accounts.models import User
from governance.calendar import local_day
from governance.deadlines.sweep import sweep
from governance.desk.worklist import Desk, tasks, waiting
from governance.notifications.models import Notification
from sharing.agreements import deciding, inviting, signing, writing
from sharing.agreements.content import parties
from sharing.agreements.models import Agreement
from tests.cast import NOON, Cast, signed_in
from tests.sharing.agreements.invited import invited
from tests.sharing.agreements.walk import approved, sent_in, signed_by_partner, signed_by_us, surgery, written

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=3)
APPROVE, SETTLE = "Agreement to review and approve", "Agreement with questions to settle"
SEND, RETURNED = "Agreement to send to its partners to be signed", "Agreement that was sent back"
AS_DPO, AS_SIRO = (
    "Agreement to sign as Data Protection Officer",
    "Agreement to sign as Senior Information Risk Owner",
)


def turn(user: User, at: datetime = LATER) -> list[str]:
    """What the user's desk says that it is their turn with; nothing of an agreement stands elsewhere on it."""
    desk = Desk.of(user, at)
    assert desk.shown == desk.turns.tasks
    return [task.why for task in desk.turns.tasks]


def test_what_is_written_is_on_nobodys_desk(cast: Cast) -> None:
    written(cast, surgery(cast))
    assert turn(cast.max) == turn(cast.igor) == turn(cast.priya) == []


def test_what_is_sent_in_waits_for_the_ig_team_and_the_dpo_until_it_is_approved(cast: Cast) -> None:
    agreement = sent_in(cast, surgery(cast))
    assert turn(cast.igor) == turn(cast.priya) == [APPROVE]
    assert turn(cast.max) == turn(cast.sol) == turn(cast.maya) == []
    asked = deciding.comment(
        agreement, by=cast.igor, at=LATER, read_version=agreement.version, about="", words="Why?"
    )
    assert turn(cast.igor) == turn(cast.priya) == [SETTLE]
    agreement.refresh_from_db()
    deciding.resolve(asked, by=cast.igor, at=LATER, read_version=agreement.version)
    assert turn(cast.priya) == [APPROVE]


def test_what_was_sent_back_waits_for_its_owner_until_it_is_in_again(cast: Cast) -> None:
    agreement = sent_in(cast, surgery(cast))
    agreement = deciding.send_back(
        agreement, by=cast.igor, at=NOON, read_version=agreement.version, reason="Say more."
    )
    assert (turn(cast.max), turn(cast.igor), turn(cast.maya)) == ([RETURNED], [], [])
    agreement = writing.edit(agreement, by=cast.max, at=LATER, read_version=agreement.version, title="More")
    (line,) = tasks(waiting(cast.max, LATER), cast.max, LATER)
    assert line.due_on == local_day(NOON)
    deciding.submit(agreement, by=cast.max, at=LATER, read_version=agreement.version)
    assert turn(cast.max) == []


def test_a_signature_waits_for_whoever_gives_it_and_for_nobody_who_has(cast: Cast) -> None:
    sol, agreement = cast.sol, approved(cast, surgery(cast))
    assert (set(turn(cast.priya)), turn(sol), turn(cast.igor)) == ({AS_DPO, SEND}, [AS_SIRO], [SEND])
    agreement = signing.sign(
        agreement,
        by=cast.priya,
        at=NOON,
        read_version=agreement.version,
        content_hash=agreement.content_hash,
        name=cast.priya.name,
    )
    assert (turn(cast.priya), turn(sol)) == ([SEND], [AS_SIRO])
    agreement = signed_by_us(cast, agreement, at=NOON)
    assert turn(sol) == []
    signed_by_partner(agreement, parties(agreement)[0], by=cast.igor, at=NOON)
    assert not any(task.waits for task in tasks(waiting(cast.igor, LATER), cast.igor, LATER))


def test_a_partner_with_a_link_is_the_ig_teams_again_the_day_after_it_ran_out(cast: Cast) -> None:
    agreement = approved(cast, surgery(cast))
    link = invited(cast, agreement).invitation
    assert turn(cast.igor, link.expires_at) == []
    assert turn(cast.igor, link.expires_at + timedelta(microseconds=1)) == [SEND]


def test_a_link_that_died_is_the_ig_teams_at_once(cast: Cast) -> None:
    inviting.not_them(invited(cast, approved(cast, surgery(cast))).invitation, at=NOON)
    assert turn(cast.igor) == [SEND]


def test_what_was_changed_or_taken_back_waits_for_no_signature(cast: Cast) -> None:
    agreement = approved(cast, surgery(cast))
    writing.edit(agreement, by=cast.max, at=NOON, read_version=agreement.version, title="Another")
    assert turn(cast.priya) == turn(cast.sol) == turn(cast.igor) == []


def test_it_is_never_late_and_the_sweep_tells_nobody_of_it(cast: Cast) -> None:
    sent_in(cast, surgery(cast))
    before = Notification.objects.count()
    year = NOON + timedelta(days=365)
    sweep(at=year)
    assert Notification.objects.count() == before
    assert turn(cast.priya, year) == [APPROVE]


def test_the_desk_says_since_when_and_leads_to_the_agreement(cast: Cast) -> None:
    agreement: Agreement = sent_in(cast, surgery(cast))
    shown = signed_in(cast.priya).get("/desk/").content.decode()
    assert "It is your turn" in shown
    assert f"{APPROVE} – {agreement.reference}" in shown
    assert "Waits for you since 22 November 2026." in shown
    assert f'href="/agreements/{agreement.reference}/"' in shown
