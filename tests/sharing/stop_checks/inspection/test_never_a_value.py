"""Whatever stands in a cell, no word of it is in the report: it is kept, shown and printed."""

import json
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty

from sharing.stop_checks.inspection.faults import Faulty
from tests.sharing.stop_checks.inspection.extracts import comma_separated, look_into, workbook
from tests.sharing.stop_checks.inspection.test_recognising import birthdays, real_numbers

# Long enough, and strange enough, that no word of ours holds it by chance.
words = st.text("qxzjvkQXZJ éŷ", min_size=6, max_size=40).map(str.strip).filter(lambda text: len(text) >= 6)
people = st.tuples(
    words,
    real_numbers,
    birthdays.map(lambda day: f"{day:%d/%m/%Y}"),
    st.sampled_from(["LS1 4AP", "EC1A 1BB", "M1 1AE"]),
    st.builds("{}@example.org".format, st.text("qxzj", min_size=6, max_size=9)),
    st.builds("07700 {:06}".format, st.integers(100_000, 999_999)),
)
rungs = st.integers(1, 4)
HEADINGS = ["Surname", "NHS number", "Date of birth", "Postcode", "Email", "Telephone"]


def said(content: bytes, rung: int) -> str:
    """Everything that the report tells, without the hash, in which any digits may stand."""
    try:
        report = look_into(content, rung=rung)
    except Faulty as refused:
        return str(refused) + str(refused.verdict)
    told: dict[str, Any] = {**report.as_json(), "sha256": ""}
    return json.dumps(told, ensure_ascii=False) + " ".join(each.place for each in report.findings)


def nothing_of(values: list[Any], told: str) -> bool:
    return not [value for value in values if str(value) in told]


@given(rows=st.lists(people, min_size=1, max_size=6), rung=rungs, named=st.booleans())
def test_of_a_csv_file_with_names_of_columns_and_without(
    rows: list[tuple[str, ...]], rung: int, named: bool
) -> None:
    table = [list(row) for row in rows]
    told = said(comma_separated([HEADINGS, *table] if named else table), rung)
    assert nothing_of([value for row in rows for value in row], told)
    assert (f'"{HEADINGS[2]}"' in told) == named


@given(rows=st.lists(st.tuples(words, words, words), min_size=1, max_size=40), rung=rungs)
def test_of_words_alone_below_no_names_of_columns(rows: list[tuple[str, ...]], rung: int) -> None:
    told = said(comma_separated([list(row) for row in rows]), rung)
    assert nothing_of([value for row in rows for value in row], told)


@settings(max_examples=25, deadline=timedelta(seconds=5))
@given(rows=st.lists(people, min_size=7, max_size=7), rung=rungs)
def test_of_a_workbook_wherever_it_stands(rows: list[tuple[str, ...]], rung: int) -> None:
    """In cells, hidden ones too, comments, formulas, headers, links, lists, properties and the names of sheets."""
    first, comment, formula, header, link, title, added = rows

    def place(book: Workbook) -> None:
        sheet, hidden = book.worksheets
        hidden.sheet_state = "veryHidden"
        sheet["B3"].comment = Comment(" ".join(comment), "x")
        sheet["H3"] = f'=IF(A1="{" ".join(formula)}",1,2)'
        sheet.oddHeader.center.text = " ".join(header)
        sheet["A3"].hyperlink = f"mailto:{link[4]}?subject={link[1]}"
        # A name of a file is shown, unless it would give somebody away.
        book.properties.title = f"List for {title[4]}"
        book.custom_doc_props.append(StringProperty(name="Note", value=" ".join(added)))
        sheet.title = title[1]

    content = workbook([HEADINGS, list(first)], [list(added)], change=place)
    told = said(content, rung)
    values = [*first, *comment, *formula, *header, link[4], link[1], title[4], title[1], *added]
    assert nothing_of(values, told)


@given(st.binary(max_size=400))
def test_of_any_bytes_at_all_there_is_a_report_or_a_refusal(content: bytes) -> None:
    assert said(content, 1)


@settings(max_examples=60, deadline=timedelta(seconds=5))
@given(place=st.integers(0, 10_000), more=st.binary(min_size=1, max_size=8))
def test_of_a_workbook_with_any_bytes_changed_there_is_a_report_or_a_refusal(place: int, more: bytes) -> None:
    content = workbook()
    at = place % len(content)
    assert said(content[:at] + more + content[at + len(more) :], 1)
