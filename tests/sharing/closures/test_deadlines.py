"""What falls due on a service closure, and on whose desk it stands."""

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.db import connection

from governance.accounts.models import User
from governance.deadlines.models import Deadline
from governance.deadlines.sweep import sweep
from governance.desk.worklist import tasks, waiting
from governance.notifications.models import Notification
from governance.records.actor import SHAREWELL, acting_as
from sharing.closures import actions_receiving, actions_sealing
from sharing.closures.models import Closure
from sharing.closures.rules import Came
from sharing.stop_checks import actions_checking
from tests.cast import NOON, Cast, signed_in
from tests.sharing.closures import walk

DAY = timedelta(days=1)


def on_desk(user: User, closure: Closure) -> list[str]:
    """What stands there about this closure."""
    return [
        each.why for each in tasks(waiting(user, NOON), user, NOON) if each.reference == closure.reference
    ]


def test_whose_turn_it_is_stands_on_their_desk(cast: Cast) -> None:
    ours = walk.ready(cast)
    assert (on_desk(cast.max, ours), on_desk(cast.igor, ours)) == (["Service closure to seal"],) * 2
    assert on_desk(cast.fay, ours) == []
    ours = actions_sealing.seal(ours, by=cast.max, at=NOON)
    assert (on_desk(cast.max, ours), on_desk(cast.fay, ours)) == ([], ["Service closure to send"])
    ours = walk.signed_for(actions_sealing.send(ours, by=cast.fay, at=NOON))
    assert on_desk(cast.max, ours) == ["Receipt of a service closure to sign"]
    ours = actions_receiving.countersign(ours, by=cast.max, at=NOON)
    assert on_desk(cast.fay, ours) == ["Copies of a service closure to destroy"]
    ours = actions_receiving.destroy(ours, by=cast.fay, at=NOON, how="All of it.", on=NOON.date())
    assert on_desk(cast.igor, ours) == ["Destruction for a service closure to confirm"]
    actions_receiving.certify(ours, by=cast.igor, at=NOON, saw="All of it.")
    assert not Deadline.objects.filter(register="closures", ended_at=None).exists()


RING = "A new provider says that something else came: ring them"
STILL = "A new provider said that something else came, and was asked anew"


def differing(cast: Cast) -> Closure:
    """Sent by Fay, and another file came."""
    ours = walk.sent(cast)
    with acting_as(SHAREWELL):
        return actions_receiving.receive(walk.link_of(ours), walk.receipt(ours, came=Came.OTHER), at=NOON)


def test_what_differs_stands_on_the_leads_desk_and_the_ig_teams(cast: Cast) -> None:
    ours, words = differing(cast), RING
    assert words in on_desk(cast.fay, ours)
    assert on_desk(cast.igor, ours) == [words]
    # As it was before it stood on a desk.
    Deadline.objects.filter(rule="closure_waits_differs").delete()
    with connection.cursor() as cursor:
        cursor.execute(import_module("sharing.closures.migrations.0003_what_differs_is_on_a_desk").ON_A_DESK)
    assert on_desk(cast.igor, ours) == [words]


@pytest.mark.parametrize("who", ["fay", "max"])
def test_a_new_link_of_the_lead_or_the_manager_ends_no_line_of_the_ig_team(cast: Cast, who: str) -> None:
    ours = actions_sealing.send_link(differing(cast), by=getattr(cast, who), at=NOON)
    assert RING not in on_desk(cast.fay, ours)
    assert on_desk(cast.igor, ours) == [STILL]
    page = signed_in(cast.igor).get(f"/closures/{ours.reference}/").content.decode()
    assert "something else came. Nothing is signed for yet." in page
    # As it was before it stayed there.
    Closure.objects.update(differs="")
    Deadline.objects.filter(rule="closure_waits_asked_anew").delete()
    with connection.cursor() as cursor:
        stays_open = import_module("sharing.closures.migrations.0004_what_came_instead_stays_open")
        cursor.execute(stays_open.STILL_OPEN)
    assert on_desk(cast.igor, ours) == [STILL]
    ours = walk.signed_for(ours)
    assert (ours.differs, on_desk(cast.igor, ours)) == ("", ["Receipt of a service closure to sign"])


@pytest.mark.parametrize("who", ["drew", "igor"])
def test_a_new_link_of_the_data_or_the_ig_team_does(cast: Cast, who: str) -> None:
    ours = actions_sealing.send_link(differing(cast), by=getattr(cast, who), at=NOON)
    assert (ours.differs, on_desk(cast.igor, ours)) == ("", [])


def test_not_of_somebody_on_the_data_team_who_leads_it(cast: Cast) -> None:
    provider, _ = walk.partner(cast)
    sam = walk.agreeing(cast)
    ours = walk.listed(walk.begun(cast, provider, lead=cast.drew))
    walk.with_an_approved_file(cast, ours, (sam.reference,))
    ours = actions_sealing.send(actions_sealing.seal(ours, by=cast.max, at=NOON), by=cast.drew, at=NOON)
    with acting_as(SHAREWELL):
        ours = actions_receiving.receive(walk.link_of(ours), walk.receipt(ours, came=Came.OTHER), at=NOON)
    ours = actions_sealing.send_link(ours, by=cast.drew, at=NOON)
    assert on_desk(cast.igor, ours) == [STILL]


def test_what_was_opened_again_stands_on_the_leads(cast: Cast) -> None:
    ours = walk.sealed(cast)
    check = ours.alive[0].check_of
    actions_checking.withdraw_approval(check, by=cast.dana, at=NOON, reason="I was wrong.")
    assert on_desk(cast.fay, ours) == ["Service closure that was opened again"]
    assert on_desk(cast.max, ours) == []


def test_where_the_manager_leads_it_the_ig_team_is_the_second_person(cast: Cast) -> None:
    provider, _ = walk.partner(cast)
    sam = walk.agreeing(cast)
    ours = walk.listed(walk.begun(cast, provider, lead=cast.max))
    walk.with_an_approved_file(cast, ours, (sam.reference,))
    assert (on_desk(cast.max, ours), on_desk(cast.igor, ours)) == ([], ["Service closure to seal"])


def test_somebody_on_the_data_team_who_leads_it_hears_of_it_too(cast: Cast) -> None:
    provider, _ = walk.partner(cast)
    sam = walk.agreeing(cast)
    ours = walk.listed(walk.begun(cast, provider, lead=cast.drew))
    walk.with_an_approved_file(cast, ours, (sam.reference,))
    ours = actions_sealing.seal(ours, by=cast.max, at=NOON)
    assert on_desk(cast.drew, ours) == ["Service closure to send"]


@pytest.mark.parametrize(
    ("at", "told"),
    [
        # Sent on Sunday 22 November: the fifth working day is Friday 27.
        (datetime(2026, 11, 26, 12, tzinfo=UTC), set()),
        (datetime(2026, 11, 27, 12, tzinfo=UTC), {"fay"}),
        (datetime(2026, 11, 28, 12, tzinfo=UTC), {"fay", "dana", "igor", "priya"}),
    ],
)
def test_a_receipt_that_does_not_come_is_told_of_once_for_all_files(
    cast: Cast, at: datetime, told: set[str]
) -> None:
    cast.igor  # noqa: B018
    ours = walk.sent(cast)
    sweep(at=at)
    found = Notification.objects.filter(kind="stop_check_receipt")
    assert {each.recipient.email.partition("@")[0] for each in found.select_related("recipient")} == told
    assert {each.reference for each in found} <= {ours.reference}
