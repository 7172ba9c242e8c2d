"""What a partner's assurances come to on a day, against looking at each day by itself."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.organisations.assurance import SOON, Span, Standing, State, standing, standing_by, standing_of
from governance.organisations.filters import chosen
from governance.organisations.models import Organisation
from tests.cast import NOON, Cast
from tests.organisations.partners import TODAY, assured, surgery

A_DAY = timedelta(days=1)
FIRST = date(2026, 1, 1)
days = st.integers(0, 400).map(lambda number: FIRST + timedelta(days=number))
spans = st.lists(st.builds(Span, days, days), max_size=5)


@given(spans=spans, on=days)
def test_it_holds_on_a_day_that_one_covers_and_on_no_other(spans: list[Span], on: date) -> None:
    assert bool(standing_of(spans, on)) is any(span.first <= on <= span.last for span in spans)


@given(spans=spans, on=days)
def test_until_is_the_last_day_that_those_begun_cover(spans: list[Span], on: date) -> None:
    stands = standing_of(spans, on)
    begun = [span for span in spans if span.first <= on]
    if stands:
        assert standing_of(begun, stands.until or on)
        assert not standing_of(begun, (stands.until or on) + A_DAY)
        assert (stands.state is State.ENDS_SOON) is ((stands.until or on) - on <= SOON)


@given(spans=spans, on=days)
def test_since_is_the_day_after_it_last_held(spans: list[Span], on: date) -> None:
    stands = standing_of(spans, on)
    if stands.since is not None:
        assert stands.state is State.OUT_OF_DATE
        assert standing_of(spans, stands.since - A_DAY)
        assert not any(
            standing_of(spans, stands.since + n * A_DAY) for n in range((on - stands.since).days + 1)
        )


@given(spans=spans, on=days)
def test_there_is_none_only_where_nothing_ever_held(spans: list[Span], on: date) -> None:
    held = any(standing_of(spans, FIRST + timedelta(days=number)) for number in range((on - FIRST).days + 1))
    assert (standing_of(spans, on).state is State.NONE) is not held


@pytest.mark.parametrize(
    ("on", "stands"),
    [
        (date(2026, 1, 31), Standing(State.NONE)),
        (date(2026, 2, 1), Standing(State.CURRENT, until=date(2026, 12, 31))),
        (date(2026, 10, 31), Standing(State.CURRENT, until=date(2026, 12, 31))),
        (date(2026, 11, 1), Standing(State.ENDS_SOON, until=date(2026, 12, 31))),
        (date(2026, 12, 31), Standing(State.ENDS_SOON, until=date(2026, 12, 31))),
        (date(2027, 1, 1), Standing(State.OUT_OF_DATE, since=date(2027, 1, 1))),
    ],
)
def test_both_edges_of_one(on: date, stands: Standing) -> None:
    assert standing_of([Span(date(2026, 2, 1), date(2026, 12, 31))], on) == stands


@pytest.mark.parametrize(
    ("ended", "until"),
    [
        (None, TODAY + 300 * A_DAY),
        (TODAY, TODAY),
        (TODAY - A_DAY, None),
        (TODAY - 401 * A_DAY, None),  # before its issue: it never counted
    ],
)
def test_the_database_finds_the_same(cast: Cast, ended: date | None, until: date | None) -> None:
    ours = surgery(cast)
    assured(ours, cast, TODAY - 400 * A_DAY, TODAY + 300 * A_DAY, ended_on=ended)
    row = Organisation.objects.with_assurance().get()
    assert standing(ours, TODAY) == standing_by(row.assured_until, TODAY)
    assert standing(ours, TODAY).until == until


def test_the_list_shows_each_under_its_own_name(cast: Cast) -> None:
    lasts = {"out_of_date": -1, "ends_soon": SOON.days, "none": None, "current": SOON.days + 1, "today": 0}
    for name, ahead in lasts.items():
        ours = surgery(cast, name)
        if ahead is not None:
            assured(ours, cast, TODAY - 400 * A_DAY, TODAY + ahead * A_DAY)
    for wanted, names in (
        ("out_of_date", {"out_of_date"}),
        ("ends_soon", {"ends_soon", "today"}),
        ("none", {"none"}),
    ):
        found = chosen(cast.fay, {"assurance": wanted}, NOON)
        assert {each.name for each in found} == names
