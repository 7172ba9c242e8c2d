"""What is in a workbook and not seen, or goes along with it, is found; and what it says about itself."""

import io
import json
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from sharing.stop_checks.inspection.report import Kind, Report, Severity, Visibility
from tests.sharing.stop_checks.inspection.extracts import (
    PEOPLE,
    kinds,
    look_into,
    part,
    the,
    with_parts,
    with_shared_texts,
    workbook,
)

SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def test_rows_columns_and_people_are_counted() -> None:
    report = look_into(workbook(PEOPLE))
    (sheet,) = report.sheets
    assert (report.kind, report.inspected, report.rows, report.people) == (Kind.XLSX, True, 3, 2)
    assert (sheet.name, sheet.rows, sheet.headings_in_row) == ("Table 1", 4, 1)
    assert [(each.letters, each.heading, each.filled) for each in sheet.columns] == [
        ("A", "NHS number", 3),
        ("B", "Surname", 3),
        ("C", "Service", 3),
        ("D", "Visits", 3),
    ]
    assert sheet.columns[0].people == 2


def test_headings_are_found_below_a_title_and_the_title_is_looked_at() -> None:
    report = look_into(workbook([["For ann@example.org"], [], *PEOPLE]), rung=3)
    assert report.sheets[0].headings_in_row == 3
    assert report.rows == 3
    assert the(report, "email").words == "In the rows above the table: this looks like email addresses."


def test_hidden_sheets_rows_and_columns() -> None:
    def hide(book: Workbook) -> None:
        shown, hidden, very = book.worksheets
        hidden.sheet_state, very.sheet_state = "hidden", "veryHidden"
        shown.row_dimensions[2].hidden = True
        # Beyond what is filled, there is nothing to hide.
        shown.row_dimensions[90].hidden = True
        shown.column_dimensions["B"].hidden = True
        shown.column_dimensions["Z"].hidden = True

    report = look_into(workbook(PEOPLE, PEOPLE, PEOPLE, change=hide))
    shown, hidden, very = report.sheets
    assert [each.visibility for each in report.sheets] == [
        Visibility.VISIBLE,
        Visibility.HIDDEN,
        Visibility.VERY_HIDDEN,
    ]
    assert (shown.hidden_rows, shown.hidden_columns) == (1, ("B",))
    assert {each.sheet for each in report.findings if each.kind == "hidden_sheet"} == {"Table 2", "Table 3"}
    assert the(report, "hidden_rows").rows == (2,)
    assert the(report, "hidden_columns").place == "Sheet “Table 1”, column B (“Surname”), rows 2, 3, 4"
    # On every rung: nobody who checks has seen them.
    assert {"hidden_sheet", "hidden_rows", "hidden_columns"} <= {each.kind for each in report.stops}


def test_what_is_in_hidden_places_is_looked_at_like_the_rest() -> None:
    def hide(book: Workbook) -> None:
        book.worksheets[1].sheet_state = "veryHidden"

    report = look_into(workbook([["Service", "Visits"], ["Quay", 7]], PEOPLE, change=hide), rung=3)
    assert the(report, "nhs_number").sheet == "Table 2"
    assert report.people == 2


def test_a_row_or_column_of_no_size_is_hidden() -> None:
    sheet = part(workbook(), "xl/worksheets/sheet1.xml").replace(b'<row r="3"', b'<row r="3" ht="0"')
    sheet = sheet.replace(b"<sheetData>", b'<cols><col min="2" max="3" width="0"/></cols><sheetData>')
    report = look_into(with_parts(workbook(), {"xl/worksheets/sheet1.xml": sheet}))
    assert report.sheets[0].hidden_columns == ("B", "C")
    assert the(report, "hidden_rows").rows == (3,)


def test_a_filter_hides_rows() -> None:
    def keep_one(book: Workbook) -> None:
        sheet = book.active
        sheet.auto_filter.ref = "A1:D4"
        sheet.auto_filter.add_filter_column(2, ["Quay"])
        sheet.row_dimensions[2].hidden = True

    report = look_into(workbook(change=keep_one))
    assert the(report, "hidden_rows").rows == (2,)
    # The name that a filter makes for itself is no hidden name.
    assert "hidden_names" not in kinds(report)


def test_cells_whose_value_is_not_shown() -> None:
    def unseen(book: Workbook) -> None:
        book.active["B3"].number_format = ";;;"
        # White on white, and white on blue, which is how many headings are.
        book.active["B4"].font = Font(color="FFFFFFFF")
        book.active["A1"].font, book.active["A1"].fill = (
            Font(color="FFFFFFFF"),
            PatternFill("solid", "FF0000AA"),
        )

    assert the(look_into(workbook(change=unseen)), "hidden_values").rows == (3, 4)


def test_formulas_comments_lists_and_links() -> None:
    def add(book: Workbook) -> None:
        sheet = book.active
        sheet["E2"] = "=D2*2"
        sheet["E3"] = '=IF(A1="943 476 5919","ann@example.org",1)'
        sheet["B2"].comment = Comment("Her GP is ben@example.org", "Fay Example")
        sheet["B3"].comment = Comment("Moved", "Fay Example")
        choose = DataValidation(type="list", formula1='"Ann,Ben"')
        choose.add("F1:F9")
        sheet.add_data_validation(choose)
        sheet["C2"].hyperlink = "mailto:cleo@example.org"
        sheet.oddHeader.center.text = "dora@example.org"
        sheet.conditional_formatting.add("A1:A9", FormulaRule(formula=['$B1="ed@example.org"']))
        sheet.auto_filter.ref = "A1:D4"
        sheet.auto_filter.add_filter_column(1, ["fay@example.org"])

    report = look_into(workbook(change=add), rung=3)
    sheet = report.sheets[0]
    assert (sheet.formulas, sheet.comments, sheet.drop_down_lists) == (2, 2, 1)
    assert the(report, "formulas").rows == (2, 3)
    assert {"comments", "drop_down_lists"} <= kinds(report)
    where = {each.words.partition(":")[0] for each in report.findings if each.kind == "email"}
    assert where == {
        "In the comments",
        "In the formulas",
        "In the links",
        "In the headers and footers",
        "In the rules for cells",
        "In the filters",
    }
    assert {each.rows for each in report.findings if each.words.startswith("In the comments")} == {(2,)}


def test_a_formula_without_its_result_is_a_cell_that_holds_something() -> None:
    (sheet,) = look_into(workbook([["Surname", "Visits"], ["=A9", "=B9"]])).sheets
    assert (sheet.data_rows, [each.filled for each in sheet.columns]) == (1, [1, 1])


def test_a_thread_of_comments_is_counted_once() -> None:
    content = workbook(
        change=lambda book: setattr(book.active["B2"], "comment", Comment("[Threaded comment] x", "a"))
    )
    links = part(content, "xl/worksheets/_rels/sheet1.xml.rels").replace(
        b"</Relationships>",
        b'<Relationship Id="t1" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"'
        b' Target="../threadedComments/threadedComment1.xml"/></Relationships>',
    )
    thread = (
        b'<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
        b'<threadedComment ref="B2" id="1"><text>Ring ann@example.org</text></threadedComment>'
        b'<threadedComment ref="B2" id="2" parentId="1"><text>Done</text></threadedComment></ThreadedComments>'
    )
    report = look_into(
        with_parts(
            content,
            {
                "xl/worksheets/_rels/sheet1.xml.rels": links,
                "xl/threadedComments/threadedComment1.xml": thread,
            },
        )
    )
    assert (report.sheets[0].comments, report.sheets[0].threaded_comments) == (0, 2)
    assert the(report, "email").rows == (2,)


def test_whoever_commented_is_named_when_the_comments_are_gone() -> None:
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    people = (
        f'<personList xmlns="{space}"><person displayName="Fay" userId="S::fay@example.org::1"/></personList>'
    )
    report = look_into(with_parts(workbook(), {"xl/persons/person.xml": people.encode()}))
    assert the(report, "commenters").count == 1
    assert the(report, "email").words.startswith("In the list of those who commented")
    nobody = f'<personList xmlns="{space}"/>'.encode()
    assert "commenters" not in kinds(look_into(with_parts(workbook(), {"xl/persons/person.xml": nobody})))


def test_hidden_names_of_cells() -> None:
    def name(book: Workbook) -> None:
        book.defined_names["list"] = DefinedName("list", attr_text='"ann@example.org"', hidden=True)

    report = look_into(workbook(change=name))
    assert the(report, "hidden_names").count == 1
    assert the(report, "email").words.startswith("In the names of cells")


def test_what_the_file_says_about_itself() -> None:
    def say(book: Workbook) -> None:
        book.properties.creator, book.properties.lastModifiedBy = "Fay Example", "fay@example.org"
        book.properties.title, book.properties.created = "Harbour list", datetime(2026, 11, 1)  # noqa: DTZ001
        book.custom_doc_props.append(StringProperty(name="Sent to", value="ben@example.org"))

    report = look_into(workbook(change=say))
    said = report.properties
    assert (said.author, said.title, said.created) == ("Fay Example", "Harbour list", "2026-11-01T00:00:00Z")
    # By this somebody could be found, so it is told and not shown.
    assert said.changed_by == "(not shown here)"
    assert said.custom == ("Sent to",)
    assert {"properties", "custom_properties", "email"} <= kinds(report)


@pytest.mark.parametrize(
    ("name", "kind", "severity"),
    [
        ("xl/pivotCache/pivotCacheDefinition1.xml", "pivot_cache", Severity.STOPS),
        ("xl/model/item.data", "data_model", Severity.STOPS),
        ("xl/revisions/revisionLog1.xml", "revisions", Severity.STOPS),
        ("xl/embeddings/oleObject1.bin", "embedded", Severity.STOPS),
        ("xl/worksheets/sheet7.xml", "unlisted_sheet", Severity.STOPS),
        ("xl/connections.xml", "connections", Severity.LOOK),
        ("xl/media/image1.png", "pictures", Severity.LOOK),
        ("xl/charts/chart1.xml", "charts", Severity.LOOK),
        ("customXml/item1.xml", "custom_properties", Severity.LOOK),
        ("xl/strange/thing.bin", "other_parts", Severity.LOOK),
    ],
)
def test_what_else_is_in_the_file(name: str, kind: str, severity: Severity) -> None:
    report = look_into(with_parts(workbook(), {name: f'<worksheet xmlns="{SPACE}"/>'.encode()}))
    assert the(report, kind).severity == severity
    assert kind not in kinds(look_into(workbook()))


def test_a_sheet_in_no_list_is_read_as_well() -> None:
    row = '<row r="3"><c r="B3" t="inlineStr"><is><t>ann@example.org</t></is></c></row>'
    sheet = f'<worksheet xmlns="{SPACE}"><sheetData>{row}</sheetData></worksheet>'
    report = look_into(with_parts(workbook(), {"xl/worksheets/sheet9.xml": sheet.encode()}))
    assert report.sheets[1].visibility is Visibility.UNLISTED
    assert the(report, "email").place == "Sheet “Sheet 2”, column B, row 3"


@pytest.mark.parametrize(("values", "stops"), [("<v>Ann</v>", True), ("", False)])
def test_cells_of_another_file_that_are_kept_in_this_one(values: str, stops: bool) -> None:
    inside = f"<sheetDataSet><sheetData><row><cell>{values}</cell></row></sheetData></sheetDataSet>"
    link = f'<externalLink xmlns="{SPACE}"><externalBook>{inside}</externalBook></externalLink>'
    report = look_into(with_parts(workbook(), {"xl/externalLinks/externalLink1.xml": link.encode()}))
    assert "external_links" in kinds(report)
    assert ("external_values" in kinds(report)) == stops


def test_text_that_no_cell_shows_any_more() -> None:
    content = with_shared_texts()
    assert "leftover_text" not in kinds(look_into(content))
    texts = part(content, "xl/sharedStrings.xml").replace(b"</sst>", b"<si><t>ann@example.org</t></si></sst>")
    report = look_into(with_parts(content, {"xl/sharedStrings.xml": texts}), rung=3)
    assert the(report, "leftover_text").severity is Severity.STOPS
    assert the(report, "email").words.startswith("In text that no cell shows")


def test_a_sheet_whose_name_points_to_somebody_is_not_named() -> None:
    report = look_into(workbook(change=lambda book: setattr(book.active, "title", "943 476 5919")))
    assert report.sheets[0].name == "Sheet 1"
    assert "943" not in json.dumps(report.as_json()["sheets"])


def test_days_are_days_in_both_ways_of_counting_them() -> None:
    born = [["Opened"], *([date(1940 + 3 * number, 5, 17)] for number in range(20))]

    def from_1904(book: Workbook) -> None:
        from openpyxl.utils.datetime import CALENDAR_MAC_1904

        book.epoch = CALENDAR_MAC_1904

    for change in (lambda book: None, from_1904):
        assert "birth_date" in kinds(look_into(workbook(born, change=change)))
    recent = [["Opened"], *([date(2026, 1 + number % 9, 5)] for number in range(20))]
    assert "birth_date" not in kinds(look_into(workbook(recent)))


def test_a_workbook_of_the_strict_kind_is_read_alike() -> None:
    content = with_shared_texts()
    strict = {
        name: part(content, name).replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        )
        for name in ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml")
    }
    assert look_into(with_parts(content, strict)).people == 2


def test_cells_and_rows_need_not_say_where_they_are() -> None:
    row = "<row><c t='inlineStr'><is><t>Surname</t></is></c><c><v>7</v></c></row>"
    sheet = f'<x:worksheet xmlns:x="{SPACE}" xmlns="{SPACE}"><sheetData>{row * 3}</sheetData></x:worksheet>'
    (read,) = look_into(with_parts(workbook(), {"xl/worksheets/sheet1.xml": sheet.encode()})).sheets
    assert read.rows == 3
    assert [each.letters for each in read.columns] == ["A", "B"]


def test_a_report_is_the_same_after_it_was_kept() -> None:
    report = look_into(workbook(PEOPLE, PEOPLE))
    assert Report.from_json(json.loads(json.dumps(report.as_json()))) == report


def test_the_same_file_gives_the_same_keys_and_no_two_are_alike() -> None:
    content = workbook(PEOPLE, PEOPLE)
    keys = [each.key for each in look_into(content, rung=1).findings]
    assert keys == [each.key for each in look_into(content, rung=1).findings]
    assert len(set(keys)) == len(keys)


def test_it_was_a_zip_file_all_along() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr("list.csv", "a,b")
    report = look_into(packed.getvalue())
    assert (report.kind, report.inspected) == (Kind.OTHER, False)
    assert the(report, "not_inspected")
