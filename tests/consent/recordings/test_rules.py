"""How long a recording is kept, when it may be made, and what proves that it is gone (handbook section 9)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.kinds import Kind
from consent.recordings import rules
from consent.recordings.rules import Copy, Device, Medium, Place
from governance.calendar import Nation, add_months, add_working_days, is_overdue, local_day
from governance.errors import YES, Code

ENG, SCT = Nation.ENG, Nation.SCT
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
GOOD = Device(ours=True, encrypted=True)
ALL_GONE = dict.fromkeys(Place.values, Copy.GONE.value)
# Every day of four years with a leap day in them.
LEAP_CYCLE = [date(2024, 1, 1) + timedelta(days=n) for n in range(366 + 3 * 365)]


class TestScenario15:
    """Video, 29 February (handbook section 14)."""

    def test_a_video_of_29_february_2024_goes_by_28_february_2025(self) -> None:
        last = rules.delete_by(date(2024, 2, 29), Medium.VIDEO)
        assert last == date(2025, 2, 28)
        assert not is_overdue(last, at=datetime(2025, 2, 28, 23, 59, 59, tzinfo=UTC))
        assert is_overdue(last, at=datetime(2025, 3, 1, tzinfo=UTC))

    def test_sound_of_that_day_goes_by_29_august_2025(self) -> None:
        assert rules.delete_by(date(2024, 2, 29), Medium.SOUND) == date(2025, 8, 29)

    def test_a_video_of_28_february_2027_goes_by_28_february_2028_and_not_by_the_29th(self) -> None:
        assert rules.delete_by(date(2027, 2, 28), Medium.VIDEO) == date(2028, 2, 28)


class TestHowLongItIsKept:
    @pytest.mark.parametrize(("medium", "months"), [(Medium.VIDEO, 12), (Medium.SOUND, 18)])
    def test_every_day_of_a_leap_cycle(self, medium: Medium, months: int) -> None:
        for day in LEAP_CYCLE:
            last = rules.delete_by(day, medium)
            years, month = divmod(day.month - 1 + months, 12)
            assert (last.year, last.month) == (day.year + years, month + 1)
            # The same day, or the last of a month that has none.
            assert last.day == day.day or (last.day < day.day and (last + timedelta(days=1)).day == 1)

    @given(st.sampled_from(LEAP_CYCLE), st.sampled_from(Medium))
    def test_six_months_more_are_counted_from_the_recording_and_not_in_a_chain(
        self, day: date, medium: Medium
    ) -> None:
        months = {Medium.VIDEO: 18, Medium.SOUND: 24}[medium]
        assert rules.longest(day, medium) == add_months(day, months)

    def test_the_chain_would_differ(self) -> None:
        day = date(2024, 8, 31)
        in_a_chain = add_months(add_months(date(2024, 2, 29), 12), 6)
        assert rules.longest(date(2024, 2, 29), Medium.VIDEO) == date(2025, 8, 29) != in_a_chain
        assert rules.longest(day, Medium.VIDEO) == date(2026, 2, 28)

    @pytest.mark.parametrize(
        ("new", "allowed"),
        [
            (date(2027, 11, 21), True),
            (date(2026, 11, 23), True),
            (date(2026, 11, 22), False),
            (date(2027, 11, 22), False),
            (date(2027, 11, 23), False),
        ],
    )
    def test_sooner_is_free_but_not_in_the_past(self, new: date, allowed: bool) -> None:
        assert bool(rules.shorten_allowed(date(2027, 11, 22), new, date(2026, 11, 23))) is allowed

    @pytest.mark.parametrize(
        ("new", "is_dpo", "reason", "allowed"),
        [
            (date(2028, 5, 22), True, "The course goes on", True),
            (date(2028, 5, 23), True, "The course goes on", False),
            (date(2028, 5, 22), True, " ", False),
            (date(2028, 5, 22), False, "The course goes on", False),
            (date(2027, 11, 22), True, "The course goes on", False),
        ],
    )
    def test_longer_is_for_the_dpo_with_a_reason_by_six_months(
        self, new: date, is_dpo: bool, reason: str, allowed: bool
    ) -> None:
        said = rules.lengthen_allowed(
            date(2027, 11, 22),
            new,
            recorded_on=date(2026, 11, 22),
            medium=Medium.VIDEO,
            is_dpo=is_dpo,
            reason=reason,
        )
        assert bool(said) is allowed
        assert said.code == (None if is_dpo else Code.ROLE)

    def test_the_entry_stays_six_years(self) -> None:
        assert rules.entry_kept_until(date(2026, 11, 23)) == date(2032, 11, 23)

    def test_a_hold_is_looked_at_every_three_months(self) -> None:
        assert rules.hold_review_by(date(2026, 11, 30)) == date(2027, 2, 28)

    @pytest.mark.parametrize(
        ("recorded_on", "nation", "by"),
        [
            (date(2026, 11, 23), ENG, date(2026, 11, 24)),
            (date(2026, 11, 27), ENG, date(2026, 11, 30)),
            # Saint Andrew's Day is a holiday in Scotland.
            (date(2026, 11, 27), SCT, date(2026, 12, 1)),
        ],
    )
    def test_the_device_is_in_the_store_one_working_day_later(
        self, recorded_on: date, nation: Nation, by: date
    ) -> None:
        assert rules.store_by(recorded_on, nation) == by


class TestWhenItMustGo:
    """`delete_by`, what was taken back, and holds, together."""

    UNTIL = date(2027, 11, 22)

    def test_left_alone_it_goes_by_its_day(self) -> None:
        assert rules.due_on(self.UNTIL, ENG) == self.UNTIL

    @pytest.mark.parametrize(("nation", "by"), [(ENG, date(2026, 11, 30)), (SCT, date(2026, 12, 1))])
    def test_taken_back_it_goes_within_five_working_days(self, nation: Nation, by: date) -> None:
        assert rules.due_on(self.UNTIL, nation, taken_back_on=date(2026, 11, 23)) == by

    def test_taken_back_it_is_never_kept_longer_than_before(self) -> None:
        assert rules.due_on(self.UNTIL, ENG, taken_back_on=self.UNTIL - timedelta(days=1)) == self.UNTIL

    def test_released_it_goes_by_its_day_or_five_working_days_later(self) -> None:
        assert rules.due_on(self.UNTIL, ENG, released_on=date(2026, 11, 23)) == self.UNTIL
        late = self.UNTIL + timedelta(days=30)
        assert rules.due_on(self.UNTIL, ENG, released_on=late) == add_working_days(late, 5, ENG)

    def test_what_was_taken_back_meanwhile_goes_five_working_days_after_the_release(self) -> None:
        released = date(2027, 3, 1)
        by = rules.due_on(self.UNTIL, ENG, taken_back_on=date(2026, 12, 1), released_on=released)
        assert by == add_working_days(released, 5, ENG)

    def test_taken_back_after_the_release_it_counts_from_then(self) -> None:
        back = date(2027, 4, 1)
        by = rules.due_on(self.UNTIL, ENG, taken_back_on=back, released_on=date(2027, 3, 1))
        assert by == add_working_days(back, 5, ENG)

    @given(st.sampled_from(LEAP_CYCLE), st.sampled_from(LEAP_CYCLE), st.sampled_from(Nation))
    def test_taking_back_never_lengthens(self, until: date, back: date, nation: Nation) -> None:
        assert rules.due_on(until, nation, taken_back_on=back) <= until


class TestBeforeItIsSwitchedOn:
    def test_everybody_said_yes_and_the_device_is_good(self) -> None:
        assert rules.may_record([True, True], GOOD, NOON, NOON) == YES

    @pytest.mark.parametrize(
        ("ready", "words"),
        [([False], "One person"), ([False, True, False], "2 people"), ([], "Nobody is named")],
    )
    def test_who_did_not_say_yes_stops_it_and_is_counted(self, ready: list[bool], words: str) -> None:
        said = rules.may_record(ready, GOOD, NOON, NOON)
        assert said.code == Code.CONSENT
        assert said.reason.startswith(words)

    @pytest.mark.parametrize(
        "device",
        [
            None,
            GOOD._replace(ours=False),
            GOOD._replace(encrypted=False),
            GOOD._replace(lost=True),
            GOOD._replace(retired=True),
            GOOD._replace(held=False),
        ],
    )
    def test_a_device_that_is_not_ours_encrypted_there_and_with_somebody_stops_it(
        self, device: Device | None
    ) -> None:
        assert rules.may_record([True], device, NOON, NOON).code == Code.DEVICE

    def test_nothing_is_recorded_in_the_future(self) -> None:
        assert not rules.may_record([True], GOOD, NOON + MINUTE, NOON)
        assert rules.may_record([True], GOOD, NOON - MINUTE, NOON)

    def test_a_picture_asks_for_a_yes_to_video(self) -> None:
        assert Medium.VIDEO.consent_kind is Kind.RECORDING_VIDEO
        assert Medium.SOUND.consent_kind is Kind.RECORDING_AUDIO


class TestEvidence:
    TODAY = local_day(NOON)

    @pytest.mark.parametrize("place", Place)
    def test_every_place_is_looked_at_backups_included(self, place: Place) -> None:
        copies = {key: value for key, value in ALL_GONE.items() if key != place}
        facts = {"recorded_on": self.TODAY, "on": self.TODAY}
        assert not rules.evidence_complete(self.TODAY, copies, **facts)
        assert not rules.evidence_complete(self.TODAY, {**copies, place.value: "still there"}, **facts)
        assert rules.evidence_complete(self.TODAY, {**copies, place.value: "never"}, **facts)

    @pytest.mark.parametrize(("days", "allowed"), [(1, False), (0, True), (-10, True), (-11, False)])
    def test_it_is_deleted_between_the_recording_and_today(self, days: int, allowed: bool) -> None:
        recorded_on = self.TODAY - timedelta(days=10)
        day = self.TODAY + timedelta(days=days)
        said = rules.evidence_complete(day, ALL_GONE, recorded_on=recorded_on, on=self.TODAY)
        assert bool(said) is allowed

    def test_the_deleter_never_confirms(self) -> None:
        assert rules.may_confirm(7, deleter=7).code == Code.SAME_PERSON
        assert rules.may_confirm(8, deleter=7)
