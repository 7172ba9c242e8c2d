"""An agreement and the privacy notices: what is published, or becomes active, is looked up at once."""

from datetime import date, timedelta

import pytest

from governance.privacy_notices.rules import Routine
from governance.records.actor import acting_as
from sharing.agreements import keeping
from sharing.agreements.models import Agreement, Notice
from tests.cast import NOON, Cast, signed_in
from tests.privacy_notices.notices import leaflet, published
from tests.sharing.agreements.walk import active, approved, renewed, surgery

LATER = NOON + timedelta(days=1)
ELM = Routine("Elm Surgery", "care", "Letters")
MISSING = "/privacy-notices/missing/"


def now(agreement: Agreement) -> tuple[str, str]:
    agreement.refresh_from_db()
    return agreement.notice, agreement.notice_note


def note(cast: Cast, ours: Agreement, notice: Notice, words: str) -> None:
    ours.refresh_from_db()
    with acting_as(cast.igor.pk):
        keeping.note_notice(
            ours, by=cast.igor, at=NOON, read_version=ours.version, notice=notice, notice_note=words
        )


def test_a_notice_that_names_its_partner_and_purpose_tells_of_it(cast: Cast) -> None:
    ours = active(cast, surgery(cast))
    assert now(ours) == (Notice.MISSING, "")
    version = published(cast, at=LATER, routine=[ELM])
    assert now(ours) == (Notice.LISTED, f"{version.reference}, version 1")


@pytest.mark.parametrize("row", [ELM._replace(purpose="research"), ELM._replace(recipient="Oak Surgery")])
def test_one_that_names_another_does_not(cast: Cast, row: Routine) -> None:
    ours = active(cast, surgery(cast))
    published(cast, at=LATER, routine=[row])
    assert now(ours)[0] == Notice.MISSING


def test_one_that_names_the_agreement_does_whatever_it_calls_the_partner(cast: Cast) -> None:
    ours = active(cast, surgery(cast))
    published(cast, at=LATER, routine=[Routine("Your doctor", "care", "Letters", ours.reference)])
    assert now(ours)[0] == Notice.LISTED


def test_the_renewal_of_what_is_named_is_named(cast: Cast) -> None:
    ours = active(cast, surgery(cast))
    published(cast, at=LATER, routine=[Routine("Your doctor", "care", "Letters", ours.reference)])
    ours.refresh_from_db()
    assert now(renewed(cast, ours, date(2027, 1, 1), date(2028, 1, 1), at=LATER))[0] == Notice.LISTED


def test_what_becomes_active_later_is_looked_up_that_day(cast: Cast) -> None:
    version = published(cast, routine=[ELM])
    elm = surgery(cast)
    assert now(approved(cast, elm))[0] == Notice.MISSING
    assert now(active(cast, elm))[1] == version.given


def test_a_new_version_that_leaves_it_out_is_noticed_and_an_excuse_stays(cast: Cast) -> None:
    left_out, excused = active(cast, surgery(cast)), active(cast, surgery(cast, "Oak Surgery"))
    note(cast, left_out, Notice.LISTED, "On paper, 4")
    note(cast, excused, Notice.EXCUSED, "Staff only")
    published(cast, at=LATER, routine=[])
    assert now(left_out) == (Notice.MISSING, "")
    assert now(excused) == (Notice.EXCUSED, "Staff only")


def test_another_services_notice_and_a_leaflet_change_nothing(cast: Cast) -> None:
    ours = active(cast, surgery(cast))
    published(cast, at=LATER, by=cast.maya, service=cast.quay, routine=[ELM])
    leaflet(cast, at=LATER)
    assert now(ours)[0] == Notice.MISSING


def test_an_agreement_of_the_whole_charity_stands_in_every_notice(cast: Cast) -> None:
    ours = active(cast, surgery(cast), by=cast.igor, service=None)
    published(cast, at=LATER, routine=[ELM])
    published(cast, at=LATER, by=cast.maya, service=cast.quay, routine=[ELM])
    assert now(ours)[0] == Notice.MISSING
    published(cast, at=LATER, by=cast.morag, service=cast.firth, routine=[ELM])
    assert now(ours)[0] == Notice.LISTED


def test_its_owner_and_ig_see_what_no_notice_tells_and_nobody_else(cast: Cast) -> None:
    ours = active(cast, surgery(cast))
    for user, sees in ((cast.max, True), (cast.igor, True), (cast.maya, False), (cast.fay, False)):
        page = signed_in(user).get(MISSING).content.decode()
        assert (ours.reference in page) is sees, user
        assert ("Write down why not" in page) is (user == cast.igor)
    note(cast, ours, Notice.EXCUSED, "Staff only")
    assert ours.reference not in signed_in(cast.igor).get(MISSING).content.decode()
