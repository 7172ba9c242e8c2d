"""Charts: what is drawn is what the table says, it fits a telephone, and nothing that is there is drawn as nothing."""

from itertools import pairwise

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from governance.charts import MARGIN, MOST_COLUMNS, MOST_SERIES, WIDTH, Bars, Chart, Columns, Number, Row

SERVICES = (
    Row("Harbour", (Number(38, "/consents/?service=SRV-1&state=active"), Number(2, "/consents/?late=on"))),
    Row(
        "A service with a name that is far too long for one line of a small telephone", (Number(0), Number(7))
    ),
)
COUNTS = st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)).map(
    lambda two: Row("Row", (Number(two[0]), Number(two[1])))
)


def bars(*rows: Row) -> Bars:
    return Bars("late", "Consents by service", "Service", ("Current", "Overdue"), rows)


def shown(chart: Chart) -> str:
    return render_to_string("charts/chart.html", {"chart": chart})


def test_the_longest_bar_is_as_wide_as_the_drawing_and_the_others_in_proportion() -> None:
    drawn = bars(*SERVICES).drawing.pieces[2:]
    assert [(piece.series, piece.x) for piece in drawn] == [(0, MARGIN), (1, MARGIN + 264), (1, MARGIN)]
    assert [piece.width for piece in drawn] == [264, 14, 49]


@given(st.lists(COUNTS, min_size=1, max_size=MOST_COLUMNS))
def test_all_of_it_stands_inside_and_what_is_there_is_seen(rows: list[Row]) -> None:
    for kind in (Bars, Columns):
        chart = kind("key", "Title", "Row", ("One", "Two"), tuple(rows))
        drawing = chart.drawing
        pieces = drawing.pieces[2:]
        assert len(pieces) == sum(1 for row in rows for number in row.numbers if number.value)
        for piece in pieces:
            assert piece.width >= 2
            assert piece.height >= 2
            assert piece.x >= 0
            assert piece.x + piece.width <= WIDTH
            assert piece.y >= 0
            assert piece.y + piece.height <= drawing.height


def test_columns_stand_beside_each_other_with_their_short_labels_and_the_table_has_the_long_ones() -> None:
    months = tuple(
        Row(name, (Number(number),), short=name[:3])
        for number, name in enumerate(("January", "February", "March"))
    )
    chart = Columns("months", "Reviews by month", "Month", ("Reviews",), months)
    drawing = chart.drawing
    assert [words.text for words in drawing.words] == ["Jan", "1", "Feb", "2", "Mar"]
    for one, other in pairwise(drawing.pieces):
        assert one.x + one.width < other.x
        assert one.height < other.height
        assert one.y + one.height == other.y + other.height
    assert ">March</th>" in shown(chart)


def test_a_number_too_wide_for_its_column_stands_in_the_table_only() -> None:
    rows = tuple(Row(f"Month {number}", (Number(123_456),), short="Jan") for number in range(12))
    chart = Columns("months", "Reviews", "Month", ("Reviews",), rows)
    assert {words.text for words in chart.drawing.words} == {"Jan"}
    assert shown(chart).count("123,456") == 12


def test_each_number_of_the_table_opens_the_list_behind_it_and_says_whose_it_is() -> None:
    page = shown(bars(*SERVICES))
    link = '<a class="govuk-link" href="/consents/?service=SRV-1&amp;state=active">'
    assert f'{link}38<span class="govuk-visually-hidden">, Harbour</span></a>' in page
    assert page.count("<a ") == 2
    assert '<td class="govuk-table__cell govuk-table__cell--numeric">40</td>' in page


def test_words_stand_for_a_number_that_is_not_just_a_number() -> None:
    chart = Bars(
        "wait", "Time to tell", "Service", ("Time",), (Row("Harbour", (Number(52, words="2 days"),)),)
    )
    assert [words.text for words in chart.drawing.words] == ["2 days", "Harbour"]
    assert ">2 days</td>" in shown(chart)
    assert "52" not in shown(chart).split("<table")[1]


def test_series_are_told_apart_by_their_pattern_which_is_named() -> None:
    page = shown(bars(*SERVICES))
    assert page.count('fill="url(#late-0)"') == 2
    assert page.count('fill="url(#late-1)"') == 3
    assert ">Current</text>" in page
    assert ">Overdue</text>" in page


def test_where_there_is_nothing_the_table_alone_says_so() -> None:
    page = shown(bars(Row("Harbour", (Number(0), Number(0)))))
    assert "<svg" not in page
    assert "Harbour" in page


def test_more_series_than_patterns_or_a_row_of_another_length_is_a_mistake_of_the_programmer() -> None:
    too_many = tuple(str(number) for number in range(MOST_SERIES + 1))
    with pytest.raises(ValueError, match="5 series"):
        Bars("key", "Title", "Row", too_many, ())
    with pytest.raises(ValueError, match="one number for each series"):
        bars(Row("Harbour", (Number(1),)))
    with pytest.raises(ValueError, match="14 columns"):
        Columns("key", "Title", "Month", ("One",), (Row("Jan", (Number(1),)),) * (MOST_COLUMNS + 1))
