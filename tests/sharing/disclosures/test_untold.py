"""What goes out again and again and stands in no privacy notice: counted, told in one, or excused."""

from datetime import timedelta

import pytest

from governance.accounts.models import User
from governance.ledger.models import Event
from governance.privacy_notices.models import Excuse
from governance.privacy_notices.rules import Routine
from sharing.disclosures.untold import repeated
from tests.cast import NOON, Cast, signed_in
from tests.privacy_notices.notices import published
from tests.sharing.agreements.walk import surgery
from tests.sharing.disclosures.sharing import in_emergency

DAYS = timedelta(days=1)
PAGE, EXCUSED = "/privacy-notices/missing/", "/privacy-notices/excused/"
LATER = NOON + timedelta(hours=6)
AT = {"sent_at": NOON - timedelta(hours=1)}


@pytest.fixture
def twice(cast: Cast) -> Cast:
    """Fay told Elm Surgery of two people."""
    elm = surgery(cast)
    for name in ("Sam Rivers", "Kim Hill"):
        person = cast.person(name, at=NOON - 5 * DAYS)
        in_emergency(cast, person, organisation=elm, recipient=elm.name, **AT)
    return cast


def told(cast: Cast, user: User | None = None, *, at: object = NOON) -> list[tuple[str, str, int]]:
    return [(each.service, each.organisation, each.times) for each in repeated(user or cast.igor, at)]  # type: ignore[arg-type]


def test_twice_in_ninety_days_is_told_to_ig_and_the_manager_of_the_service(twice: Cast) -> None:
    assert told(twice) == [("Harbour", "Elm Surgery", 2)]
    assert told(twice, twice.max) == told(twice)
    assert told(twice, twice.maya) == told(twice, twice.fay) == []


@pytest.mark.parametrize(("days", "found"), [(90, 1), (91, 0)])
def test_at_the_edge_of_ninety_days(twice: Cast, days: int, found: int) -> None:
    assert len(told(twice, at=NOON + days * DAYS)) == found


def test_once_is_not_again_and_again(cast: Cast) -> None:
    elm = surgery(cast)
    in_emergency(cast, cast.person(at=NOON - 5 * DAYS), organisation=elm, recipient=elm.name, **AT)
    assert told(cast) == []


def test_what_the_notice_names_is_told(twice: Cast) -> None:
    [found] = repeated(twice.igor, NOON)
    published(twice, routine=[Routine("elm surgery", found.purpose, "What they need to know")])
    assert told(twice) == []


def test_ig_writes_down_why_not_and_nobody_else(twice: Cast) -> None:
    [found] = repeated(twice.igor, NOON)
    where = f"/privacy-notices/missing/{found.service_id}/{found.organisation_id}/{found.purpose}/"
    real = signed_in(twice.igor)
    assert signed_in(twice.max).get(where).status_code == 403
    assert signed_in(twice.max).post(where, {"reason": "No"}).status_code == 403
    assert real.post(where, {"reason": ""}).status_code == 200
    assert real.post(where, {"reason": "One bad winter"}).status_code == 302
    assert told(twice) == []


def excused(cast: Cast, reason: str = "One bad winter") -> str:
    """Igor has written down why not; returns the address where he did."""
    [found] = repeated(cast.igor, NOON)
    where = f"{PAGE}{found.service_id}/{found.organisation_id}/{found.purpose}/"
    assert signed_in(cast.igor).post(where, {"reason": reason}).status_code == 302
    return where


def test_pressed_twice_it_is_written_down_once(twice: Cast) -> None:
    where, igor = excused(twice), signed_in(twice.igor)
    for answer in (igor.post(where, {"reason": "Again"}, follow=True), igor.get(where, follow=True)):
        assert answer.redirect_chain[-1][0] == PAGE
        assert "It is written down already" in answer.content.decode()
    assert Excuse.objects.get().reason == "One bad winter"
    assert igor.get(where.replace("safeguarding", "research")).status_code == 404


def test_ig_takes_it_back_with_a_reason_and_it_is_shown_again(twice: Cast) -> None:
    where, igor = excused(twice), signed_in(twice.igor)
    assert "One bad winter" in igor.get(EXCUSED).content.decode()
    back = f"{EXCUSED}{Excuse.objects.get().pk}/take-back/"
    assert "One bad winter" in igor.get(back).content.decode()
    assert igor.post(back, {"reason": ""}).status_code == 200
    assert told(twice) == []
    assert igor.post(back, {"reason": "It goes on"}).url == EXCUSED
    assert "Somebody took it back already" in igor.post(back, {"reason": "It goes on"}).content.decode()
    assert told(twice) == [("Harbour", "Elm Surgery", 2)]
    assert "One bad winter" not in igor.get(EXCUSED).content.decode()
    # It can be written down anew, and what was before is kept.
    assert igor.post(where, {"reason": "Another"}).status_code == 302
    assert [each.taken_back_because for each in Excuse.objects.order_by("pk")] == ["It goes on", ""]
    assert Event.objects.get(verb="take_back_excuse").reason == "It goes on"


def test_nobody_else_sees_or_takes_back_what_was_written_down(twice: Cast) -> None:
    excused(twice)
    back = f"{EXCUSED}{Excuse.objects.get().pk}/take-back/"
    for other in (twice.max, twice.fay, twice.aled):
        assert signed_in(other).get(EXCUSED).status_code == 403
        assert signed_in(other).post(back, {"reason": "Mine"}).status_code == 403
    assert signed_in(twice.igor).get(f"{EXCUSED}999999/take-back/").status_code == 404
    assert Excuse.objects.get().taken_back_at is None


def test_the_page_names_organisations_and_nobody_else(twice: Cast) -> None:
    page = signed_in(twice.igor).get("/privacy-notices/missing/").content.decode()
    assert "Elm Surgery" in page
    for name in ("Sam Rivers", "Kim Hill"):
        assert name not in page
