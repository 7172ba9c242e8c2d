"""A sponsor approves a version for a later day, and a job publishes it when the day has come."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from governance.documents.models import Document
from governance.errors import Denied
from governance.ledger.models import Event
from governance.notifications.models import Notification
from governance.policies import actions
from governance.policies.models import PolicyVersion
from governance.policies.states import State
from governance.policies.tasks import publish_due
from tests.cast import NOON, Cast, signed_in
from tests.policies.samples import endorsed, published

DAY = date(2026, 12, 1)
# 00:00 in London, in winter.
BEGINS = datetime(2026, 12, 1, tzinfo=UTC)
BEFORE = BEGINS - timedelta(microseconds=1)


def scheduled(cast: Cast, number: str = "1.0", on: date = DAY) -> PolicyVersion:
    return actions.schedule(endorsed(cast, version=number), by=cast.max, at=NOON, publish_on=on)


def told(user: object, kind: str) -> bool:
    return Notification.objects.filter(recipient=user, kind=kind).exists()


def test_it_is_published_from_the_first_minute_of_the_day_and_not_before(cast: Cast) -> None:
    version = scheduled(cast)
    assert version.state == State.SPONSOR_APPROVAL
    assert actions.publish_due(BEFORE) == 0
    assert actions.publish_due(BEGINS) == 1
    version.refresh_from_db()
    assert (version.state, version.published_at, version.published_by) == (State.PUBLISHED, BEGINS, cast.max)
    assert version.published_hash == version.reviewed_hash
    assert version.publish_on is None
    assert Document.objects.filter(register="policies", record_id=version.pk).exists()


def test_the_day_begins_when_it_begins_in_london(cast: Cast) -> None:
    version = scheduled(cast, on=date(2027, 6, 1))
    assert actions.publish_due(datetime(2027, 5, 31, 22, 59, tzinfo=UTC)) == 0
    assert actions.publish_due(datetime(2027, 5, 31, 23, 0, tzinfo=UTC)) == 1
    version.refresh_from_db()
    assert version.state == State.PUBLISHED


def test_a_missed_night_is_caught_up_and_says_the_true_moment(cast: Cast) -> None:
    version = scheduled(cast)
    late = BEGINS + timedelta(days=3, hours=9)
    assert actions.publish_due(late) == 1
    assert actions.publish_due(late + timedelta(minutes=1)) == 0
    version.refresh_from_db()
    assert version.published_at == late
    event = Event.objects.get(register="policies", reference=version.reference, verb="publish")
    assert event.detail["effective_at"] == late.isoformat()


@pytest.mark.parametrize("nights", [0, 1])
def test_a_day_missed_until_its_review_is_past_is_taken_back(cast: Cast, nights: int) -> None:
    version = scheduled(cast, on=date(2027, 6, 30))
    assert actions.publish_due(datetime(2027, 6, 30, 12, tzinfo=UTC) + timedelta(days=nights)) == 1 - nights
    version.refresh_from_db()
    assert version.publish_on is None
    assert version.state == (State.SPONSOR_APPROVAL if nights else State.PUBLISHED)
    assert told(cast.max, "policy_not_published") is bool(nights)


def test_the_job_does_it_by_its_clock(cast: Cast) -> None:
    scheduled(cast)
    with time_machine.travel(BEGINS + timedelta(seconds=30), tick=False):
        assert publish_due() == 1
    assert Client().get("/policies/keys-policy/").status_code == 200


def test_a_day_that_was_taken_back_does_not_come(cast: Cast) -> None:
    version = actions.unschedule(scheduled(cast), by=cast.max, at=NOON)
    assert (version.state, version.publish_on) == (State.SPONSOR_APPROVAL, None)
    assert actions.publish_due(BEGINS) == 0
    with pytest.raises(Denied, match="No day is set"):
        actions.unschedule(version, by=cast.max, at=NOON)


@pytest.mark.parametrize("who", ["igor", "priya"])
def test_the_ig_team_can_take_it_back_too_and_nobody_else(cast: Cast, who: str) -> None:
    version = scheduled(cast)
    for other in (cast.fay, cast.maya, cast.gwen):
        with pytest.raises(Denied):
            actions.unschedule(version, by=other, at=NOON)
    assert actions.unschedule(version, by=getattr(cast, who), at=NOON).publish_on is None


def test_whoever_may_not_publish_sets_no_day(cast: Cast) -> None:
    version = endorsed(cast)
    for other in (cast.igor, cast.priya, cast.fay, cast.gwen):
        with pytest.raises(Denied):
            actions.schedule(version, by=other, at=NOON, publish_on=DAY)


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2026, 11, 21), "not to come"),
        (date(2026, 11, 22), "not to come"),
        (date(2026, 11, 23), ""),
        (date(2027, 6, 30), ""),
        (date(2027, 7, 1), "review would be overdue"),
    ],
)
def test_the_day_is_from_tomorrow_to_the_review(cast: Cast, on: date, words: str) -> None:
    version = endorsed(cast)
    if words:
        with pytest.raises(Denied, match=words):
            actions.schedule(version, by=cast.max, at=NOON, publish_on=on)
    else:
        assert actions.schedule(version, by=cast.max, at=NOON, publish_on=on).publish_on == on


def test_a_version_that_is_sent_back_loses_its_day(cast: Cast) -> None:
    version = actions.send_back(scheduled(cast), by=cast.priya, at=NOON, reason="A wrong door.")
    assert (version.publish_on, version.scheduled_at, version.scheduled_by) == (None, None, None)
    assert actions.publish_due(BEGINS) == 0


def test_another_sponsor_has_to_set_the_day_anew_and_the_same_one_has_not(cast: Cast) -> None:
    version = actions.appoint(scheduled(cast), by=cast.igor, at=NOON, sponsor=cast.max)
    assert version.publish_on == DAY
    assert actions.appoint(version, by=cast.igor, at=NOON, sponsor=cast.maya).publish_on is None


def test_a_later_version_that_is_published_first_overtakes_it(cast: Cast) -> None:
    waiting = scheduled(cast, "1.1")
    published(cast, version="1.2")
    waiting.refresh_from_db()
    assert (waiting.state, waiting.publish_on) == (State.SPONSOR_APPROVAL, None)
    assert told(cast.max, "policy_not_published")
    assert told(cast.igor, "policy_not_published")
    assert actions.publish_due(BEGINS) == 0
    assert PolicyVersion.objects.published().get().number == "1.2"


def test_an_earlier_version_that_is_published_first_does_not(cast: Cast) -> None:
    waiting = scheduled(cast, "1.2")
    published(cast, version="1.1")
    assert actions.publish_due(BEGINS) == 1
    waiting.refresh_from_db()
    assert waiting.state == State.PUBLISHED


def test_two_versions_of_one_day_leave_the_later_in_force(cast: Cast) -> None:
    later, earlier = scheduled(cast, "1.2"), scheduled(cast, "1.1")
    actions.publish_due(BEGINS)
    assert PolicyVersion.objects.published().get() == later
    earlier.refresh_from_db()
    assert earlier.publish_on is None


@pytest.mark.parametrize("why", ["the sponsor left", "the text changed"])
def test_what_may_not_be_published_any_more_loses_its_day_and_ig_is_told(cast: Cast, why: str) -> None:
    version = scheduled(cast)
    if why == "the sponsor left":
        type(cast.max).objects.filter(pk=cast.max.pk).update(is_active=False)
    else:
        version.sections.filter(heading="Doors").update(body="Leave them open.")
    assert actions.publish_due(BEGINS) == 0
    version.refresh_from_db()
    assert (version.state, version.publish_on) == (State.SPONSOR_APPROVAL, None)
    assert told(cast.priya, "policy_not_published")
    event = Event.objects.filter(reference=version.reference, verb="unschedule").get()
    assert event.reason


def test_a_day_is_set_seen_and_taken_back_in_the_browser(cast: Cast) -> None:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        version = endorsed(cast)
        client, page = signed_in(cast.max), f"/policies/{version.reference}/"
        sent = {"read_version": version.version, "publish_on_day": "1", "publish_on_month": "12"}
        wrong = client.post(f"{page}schedule/", {**sent, "publish_on_year": "2025"})
        assert "That day is not to come" in wrong.content.decode()
        assert client.post(f"{page}schedule/", {**sent, "publish_on_year": "2026"}).status_code == 302
        shown = client.get(page).content.decode()
        assert "On 1 December 2026, approved by Max Example" in shown
        assert f'href="{page}unschedule/"' in shown
        assert "1 December 2026" in client.get("/policies/drafts/").content.decode()
        assert Client().get("/policies/keys-policy/").status_code == 404
        version.refresh_from_db()
        client.post(f"{page}unschedule/", {"read_version": version.version})
        version.refresh_from_db()
        assert version.publish_on is None
        assert f'href="{page}unschedule/"' not in client.get(page).content.decode()
