"""The clocks of a concern, on its incident's page too: rule, start, last day, and what stops each."""

from datetime import date, timedelta

from governance.calendar import local_day
from incidents.concerns.clocks import clocks
from tests.cast import NOON, Cast, signed_in
from tests.incidents.concerns.test_becoming import made
from tests.incidents.concerns.walk import answered, looking, raised


def test_before_they_know_that_we_have_it_the_law_and_our_target_run(cast: Cast) -> None:
    law, target = clocks(raised(cast).concern)
    assert (law.rule, law.started_on, law.due_on) == (
        "The law’s 30 days",
        local_day(NOON),
        date(2026, 12, 22),
    )
    assert target.due_on == date(2026, 11, 27)


def test_then_they_hear_how_far_we_are_until_they_are_answered(cast: Cast) -> None:
    (progress,) = clocks(looking(cast))
    assert progress.name == "Tell them how far we are"
    assert clocks(answered(cast)) == []


def test_they_stand_on_the_page_of_the_incident(cast: Cast) -> None:
    concern = looking(cast)
    incident = made(concern, cast.igor, NOON + timedelta(hours=2))
    page = signed_in(cast.igor).get(f"/incidents/{incident.reference}/").content.decode()
    assert "Tell them how far we are" in page
    assert "they hear how far we are, or are answered" in page
