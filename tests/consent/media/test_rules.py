"""It may be used only while everybody in it has a live consent that names the campaign and the channel (section 9)."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from consent.kinds import Channel
from consent.media.rules import Said, clear_by, covers, lacking, may_confirm, may_use, uncovered_on
from governance.calendar import Nation, local_day
from governance.errors import Code

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
WEB, PRESS = Channel.WEBSITE, Channel.PRESS
SAM = Said("Sam", "Open day", frozenset({WEB.value}), given_at=AT - DAY, expires_on=date(2027, 1, 31))
KIM = SAM._replace(who="Kim", channels=frozenset({WEB.value, PRESS.value}))

moments = st.integers(0, 1_000 * 24 * 60).map(lambda minutes: AT - 300 * DAY + timedelta(minutes=minutes))
days = st.dates(date(2026, 1, 1), date(2028, 12, 31))
saids = st.builds(
    Said,
    who=st.just("x"),
    campaign=st.sampled_from(["Open day", "open  day", "Stories"]),
    channels=st.frozensets(st.sampled_from(Channel.values)),
    given_at=st.none() | moments,
    expires_on=st.none() | days,
    ended_at=st.none() | moments,
)


def use(*people: Said, channel: Channel = WEB, at: datetime = AT, shown: int | None = None) -> bool:
    return bool(may_use(people, len(people) if shown is None else shown, "Open day", channel, at))


def test_everybody_in_it_must_have_said_yes_to_that_channel() -> None:
    assert use(SAM, KIM)
    assert not use(SAM, KIM, channel=PRESS)
    assert use(KIM, channel=PRESS)
    refusal = may_use([SAM, KIM], 2, "Open day", PRESS, AT)
    assert refusal.code is Code.CONSENT
    assert refusal.reason.startswith("1 of the 2 people in it has no live consent")
    assert "Sam" not in refusal.reason + refusal.next_step


def test_a_yes_to_another_campaign_is_no_yes() -> None:
    assert not use(SAM._replace(campaign="Stories of hope"))
    assert use(SAM._replace(campaign=" open   DAY"))


def test_whoever_is_shown_and_not_written_down_keeps_it_from_being_used() -> None:
    assert not use(SAM, shown=2)
    assert not use(shown=1)
    assert use(shown=0), "where nobody can be recognised, nobody has to be asked"


def test_the_last_good_day_is_good_until_its_end_in_london() -> None:
    last = SAM._replace(expires_on=date(2027, 6, 30))
    assert use(last, at=datetime(2027, 6, 30, 22, 59, tzinfo=UTC))
    assert not use(last, at=datetime(2027, 6, 30, 23, 0, tzinfo=UTC))


def test_it_ends_at_the_very_moment_at_which_they_take_it_back() -> None:
    taken_back = SAM._replace(ended_at=AT)
    assert use(taken_back, at=AT - timedelta(microseconds=1))
    assert not use(taken_back, at=AT)


def test_nothing_is_used_before_the_yes() -> None:
    assert not use(SAM._replace(given_at=AT + timedelta(seconds=1)))
    assert not use(SAM._replace(given_at=None))


@given(st.lists(saids, max_size=4), st.integers(0, 3), st.sampled_from(list(Channel)), moments, moments)
def test_a_withdrawal_never_widens_what_may_be_done(
    people: list[Said], shown: int, channel: Channel, at: datetime, taken_back_at: datetime
) -> None:
    before = may_use(people, shown, "Open day", channel, at)
    for place, each in enumerate(people):
        ended_at = min(taken_back_at, each.ended_at or taken_back_at)
        after = [*people[:place], each._replace(ended_at=ended_at), *people[place + 1 :]]
        now = may_use(after, shown, "Open day", channel, at)
        assert before or not now
        assert not now or at < taken_back_at


@given(st.lists(saids, max_size=4), st.integers(0, 3), st.sampled_from(list(Channel)), moments, days)
def test_an_earlier_end_never_widens_what_may_be_done(
    people: list[Said], shown: int, channel: Channel, at: datetime, last: date
) -> None:
    before = may_use(people, shown, "Open day", channel, at)
    for place, each in enumerate(people):
        expires_on = min(last, each.expires_on or last)
        after = [*people[:place], each._replace(expires_on=expires_on), *people[place + 1 :]]
        now = may_use(after, shown, "Open day", channel, at)
        assert before or not now
        assert not now or local_day(at) <= last


@given(st.lists(saids, max_size=4), saids, st.sampled_from(list(Channel)), moments)
def test_one_more_person_in_it_never_widens_what_may_be_done(
    people: list[Said], more: Said, channel: Channel, at: datetime
) -> None:
    without = may_use(people, len(people), "Open day", channel, at)
    assert without or not may_use([*people, more], len(people) + 1, "Open day", channel, at)


@given(st.lists(saids, min_size=1, max_size=4), moments)
def test_the_last_good_day_is_the_last_on_which_everybody_is_covered(
    people: list[Said], at: datetime
) -> None:
    last = uncovered_on(people, "Open day", None, at)
    if lacking(people, "Open day", None, at):
        assert last is not None
        assert last <= local_day(at)
    else:
        assert last is None or last >= local_day(at)
        assert last == min((each.expires_on for each in people if each.expires_on), default=None)


def test_who_is_not_covered_is_late_since_it_ended() -> None:
    assert uncovered_on([SAM], "Open day", None, AT) == date(2027, 1, 31)
    assert uncovered_on([SAM], "Open day", None, datetime(2027, 2, 10, tzinfo=UTC)) == date(2027, 1, 31)
    assert uncovered_on([Said("Sam")], "Open day", None, AT) == date(2026, 11, 21)
    assert not covers(Said("Sam"), "Open day", None, AT)


def test_our_own_channels_are_cleared_within_five_working_days_of_the_service() -> None:
    assert clear_by(date(2026, 11, 22), Nation.ENG) == date(2026, 11, 27)
    assert clear_by(date(2026, 11, 27), Nation.ENG) == date(2026, 12, 4)
    # St Andrew's Day, 30 November, is none in Scotland.
    assert clear_by(date(2026, 11, 27), Nation.SCT) == date(2026, 12, 7)
    assert clear_by(date(2026, 11, 27), None) == date(2026, 12, 4)


def test_whoever_deleted_never_confirms() -> None:
    assert may_confirm(1, deleter=1).code is Code.SAME_PERSON
    assert may_confirm(2, deleter=1)
    assert not may_confirm(2, deleter=None)
