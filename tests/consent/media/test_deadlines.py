"""Consent that runs out, and what must be gone: told in time, to the right people (section 13, row 15)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from consent.kinds import Channel
from consent.media import actions
from consent.media.models import Asset
from governance.calendar import local_day
from governance.deadlines.models import Deadline
from governance.deadlines.sweep import sweep
from governance.desk.worklist import waiting
from governance.notifications.models import Notification
from tests.cast import NOON, Cast
from tests.consent.media.walk import HOUR, PAPER, again, kept, published, take_back, with_people, yes

LAST = date(2026, 12, 31)
SOCIAL: dict[str, Any] = {"channel": Channel.SOCIAL, "ours": True, "where": "Our page there"}


def noon(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 12, tzinfo=UTC)


def told_on(on: date, kind: str) -> set[str]:
    Notification.objects.all().delete()
    sweep(at=noon(on))
    return {each.recipient.name.split()[0] for each in Notification.objects.filter(kind=kind)}


@pytest.fixture(autouse=True)
def _team(cast: Cast) -> None:
    cast.cora, cast.igor  # noqa: B018  (made when asked for)


def test_the_end_of_a_consent_is_told_28_and_7_days_before_and_the_day_after_to_ig_too(cast: Cast) -> None:
    made = published(cast, with_people(cast, yes(cast, cast.person(), ends_on=LAST)))
    due = Deadline.objects.get(register="media", record_id=made.pk, ended_at=None)
    assert (due.rule, due.due_on) == ("media_expiry", LAST)
    assert told_on(LAST - timedelta(days=29), "media_expiry") == set()
    assert told_on(LAST - timedelta(days=28), "media_expiry") == {"Cora"}
    assert told_on(LAST - timedelta(days=20), "media_expiry") == set()
    assert told_on(LAST - timedelta(days=7), "media_expiry") == {"Cora"}
    assert told_on(LAST, "media_expiry") == set()
    # The first day without a live consent.
    assert told_on(LAST + timedelta(days=1), "media_expiry") == {"Cora", "Igor"}


def test_a_missed_night_catches_up_once(cast: Cast) -> None:
    with_people(cast, yes(cast, cast.person(), ends_on=LAST))
    assert told_on(LAST - timedelta(days=3), "media_expiry") == {"Cora"}
    assert told_on(LAST - timedelta(days=2), "media_expiry") == set()


def test_the_first_of_several_to_end_counts(cast: Cast) -> None:
    sam, kim = cast.person(), cast.person("Kim Lake")
    made = with_people(cast, yes(cast, sam, ends_on=LAST), yes(cast, kim, ends_on=date(2026, 12, 1)))
    assert Deadline.objects.get(register="media", record_id=made.pk, ended_at=None).due_on == date(
        2026, 12, 1
    )


def test_a_consent_that_is_to_end_sooner_moves_it(cast: Cast) -> None:
    from consent.consents.actions import set_end

    sams = yes(cast, cast.person())
    made = with_people(cast, sams)
    sams.refresh_from_db()
    set_end(sams, by=cast.cora, at=NOON + HOUR, ends_on=LAST)
    assert Deadline.objects.get(register="media", record_id=made.pk, ended_at=None).due_on == LAST


def test_what_is_shown_without_consent_is_late_at_once(cast: Cast) -> None:
    made = kept(cast)
    assert not Deadline.objects.filter(register="media", record_id=made.pk).exists()
    actions.note(made, by=cast.cora, at=NOON, from_on=local_day(NOON), **PAPER)
    on = local_day(NOON)
    desk = waiting(cast.cora, NOON)
    assert [(each.rule, each.due_on < on) for each in desk] == [("media_expiry", True)]
    assert [each.rule for each in waiting(cast.igor, NOON)] == ["media_expiry"]
    assert told_on(on, "media_expiry") == {"Cora", "Igor"}


def test_what_is_shown_nowhere_is_not_listed_where_everybody_said_yes(cast: Cast) -> None:
    made = with_people(cast, yes(cast, cast.person()))
    assert not Asset.objects.uncovered(local_day(NOON)).filter(pk=made.pk).exists()


class TestAPlaceThatNobodySaidYesTo:
    """Each place is asked for by itself: a yes to another one is none to it."""

    def flagged(self, asset: Asset) -> tuple[bool, bool, set[str]]:
        """Whether it is late, whether the list shows it, and who was told."""
        on = local_day(NOON)
        late = Deadline.objects.filter(register="media", record_id=asset.pk, ended_at=None, due_on__lt=on)
        told = Notification.objects.filter(kind="media_uncovered").select_related("recipient")
        listed = Asset.objects.uncovered(on).filter(pk=asset.pk).exists()
        return late.exists(), listed, {each.recipient.name.split()[0] for each in told}

    def test_found_there_it_is_flagged_the_same_day(self, cast: Cast) -> None:
        made = published(cast, with_people(cast, yes(cast, cast.person())))
        assert self.flagged(made) == (False, False, set())
        made = actions.note(made, by=cast.cora, at=NOON, from_on=local_day(NOON), **SOCIAL)
        assert self.flagged(made) == (True, True, {"Cora", "Igor"})
        actions.take_down(
            made, by=cast.cora, at=NOON, number=3, down_on=local_day(NOON), down_how="Looked at it"
        )
        assert self.flagged(made)[:2] == (False, False)

    def test_a_newer_yes_to_less_flags_where_it_is_shown_still(self, cast: Cast) -> None:
        sam = cast.person()
        made = published(cast, with_people(cast, yes(cast, sam)))
        yes(cast, sam, at=NOON + HOUR, channels=["website"])
        assert self.flagged(made) == (True, True, {"Cora", "Igor"})


def test_a_takedown_is_told_two_days_before_and_on_its_day_then_to_ig_too(cast: Cast) -> None:
    sams = yes(cast, cast.person())
    made = published(cast, with_people(cast, sams))
    take_back(cast, sams, at=NOON + HOUR)
    last = again(made).clear_by
    assert last == date(2026, 11, 27)
    assert told_on(last - timedelta(days=3), "media_takedown") == set()
    assert told_on(last - timedelta(days=2), "media_takedown") == {"Cora"}
    assert told_on(last, "media_takedown") == {"Cora"}
    assert told_on(last + timedelta(days=1), "media_takedown") == {"Cora", "Igor"}


def test_whoever_does_not_answer_our_notice_is_asked_again_after_ten_working_days(cast: Cast) -> None:
    sams = yes(cast, cast.person())
    made = published(cast, with_people(cast, sams))
    take_back(cast, sams, at=NOON + HOUR)
    notice = {"notice_on": local_day(NOON), "notice_how": "By email"}
    made = actions.send_notice(again(made), by=cast.cora, at=NOON + HOUR, number=2, **notice)
    chase = Deadline.objects.filter(rule="media_chase", ended_at=None)
    # Sunday 22 November: ten working days are up on Friday.
    assert [each.due_on for each in chase] == [date(2026, 12, 4)]
    answer = {"answered_on": local_day(NOON), "answer": "They keep it"}
    actions.answer(made, by=cast.cora, at=NOON + HOUR, number=2, **answer)
    assert not chase.all().exists()


def test_nothing_is_told_of_what_is_finished_and_gone(cast: Cast) -> None:
    made = with_people(cast, yes(cast, cast.person(), ends_on=LAST))
    made = actions.finish(made, by=cast.cora, at=NOON, reason="Over.")
    assert told_on(LAST - timedelta(days=7), "media_expiry") == set()
