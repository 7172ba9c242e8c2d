"""What can be found in a file, in words, and how grave each is on each rung of the minimisation ladder."""

from enum import StrEnum

from sharing.stop_checks.inspection.report import Finding, Severity

ROWS_SHOWN = 5
AGGREGATED, ANONYMISED, PSEUDONYMISED, IDENTIFIABLE = 1, 2, 3, 4


class Found(StrEnum):
    """Every sort of finding; the value begins its key."""

    # What points to a person.
    NHS_NUMBER = "nhs_number"
    CHI_NUMBER = "chi_number"
    PERSON_NUMBER = "person_number"
    NAME = "name"
    ADDRESS = "address"
    POSTCODE = "postcode"
    BIRTH_DATE = "birth_date"
    EMAIL = "email"
    TELEPHONE = "telephone"
    # What may.
    TEN_DIGITS = "ten_digits"
    CODE_LIKE_POSTCODE = "code_like_postcode"
    ROW_NUMBER = "row_number"
    FREE_TEXT = "free_text"
    SMALL_COUNT = "small_count"
    WORKED_OUT = "worked_out"
    # What is there and not seen.
    HIDDEN_SHEET = "hidden_sheet"
    UNLISTED_SHEET = "unlisted_sheet"
    HIDDEN_ROWS = "hidden_rows"
    HIDDEN_COLUMNS = "hidden_columns"
    HIDDEN_VALUES = "hidden_values"
    HIDDEN_NAMES = "hidden_names"
    LEFTOVER_TEXT = "leftover_text"
    PIVOT_CACHE = "pivot_cache"
    DATA_MODEL = "data_model"
    REVISIONS = "revisions"
    EXTERNAL_VALUES = "external_values"
    EMBEDDED = "embedded"
    # What goes along.
    EXTERNAL_LINKS = "external_links"
    CONNECTIONS = "connections"
    COMMENTS = "comments"
    COMMENTERS = "commenters"
    FORMULAS = "formulas"
    DROP_DOWN_LISTS = "drop_down_lists"
    PICTURES = "pictures"
    CHARTS = "charts"
    DRAWINGS = "drawings"
    OTHER_SHEET = "other_sheet"
    PROPERTIES = "properties"
    CUSTOM_PROPERTIES = "custom_properties"
    OTHER_PARTS = "other_parts"
    # How the file is made.
    NO_HEADINGS = "no_headings"
    GUESSED_ENCODING = "guessed_encoding"
    RAGGED = "ragged"
    FORMULA_TEXT = "formula_text"
    WRONG_NAME = "wrong_name"
    NOT_INSPECTED = "not_inspected"


DIRECT = frozenset(
    {Found.NHS_NUMBER, Found.CHI_NUMBER, Found.NAME, Found.ADDRESS, Found.EMAIL, Found.TELEPHONE}
)
# Together, or with something else, they point to a person.
INDIRECT = frozenset({Found.PERSON_NUMBER, Found.POSTCODE, Found.BIRTH_DATE})
# Whoever sees the file does not see these, so whoever checks it cannot say that they may go.
UNSEEN = frozenset(
    {
        Found.HIDDEN_SHEET,
        Found.UNLISTED_SHEET,
        Found.HIDDEN_ROWS,
        Found.HIDDEN_COLUMNS,
        Found.HIDDEN_VALUES,
        Found.LEFTOVER_TEXT,
        Found.PIVOT_CACHE,
        Found.DATA_MODEL,
        Found.REVISIONS,
        Found.EXTERNAL_VALUES,
        Found.EMBEDDED,
    }
)
COUNTS = frozenset({Found.SMALL_COUNT, Found.WORKED_OUT})


def severity(found: Found, rung: int) -> Severity:
    """How grave it is on this rung: on the fourth, what identifies people is what is meant to be sent."""
    if found in UNSEEN:
        return Severity.STOPS
    if found in DIRECT:
        return Severity.STOPS if rung <= PSEUDONYMISED else Severity.LOOK
    if found in INDIRECT:
        return Severity.STOPS if rung <= ANONYMISED else Severity.LOOK
    if found in COUNTS:
        return Severity.STOPS if rung == AGGREGATED else Severity.LOOK
    return Severity.LOOK


_TAKE_OUT = "Take it out, or say why this must be shared at a higher step of the ladder."
_SEE = "Look at it in the file. If it need not be sent, send it back."
_SHOW_OR_DELETE = "Show it, look at it, and delete what need not be sent."
_COPY_VALUES = "Copy what is meant to be sent into a new, empty spreadsheet, as values, and send that."

_WORDS: dict[Found, tuple[str, str]] = {
    Found.NHS_NUMBER: ("This looks like NHS numbers.", _TAKE_OUT),
    Found.CHI_NUMBER: ("This looks like CHI numbers.", _TAKE_OUT),
    Found.PERSON_NUMBER: ("This looks like numbers that stand for people.", _TAKE_OUT),
    Found.NAME: ("This looks like names of people.", _TAKE_OUT),
    Found.ADDRESS: ("This looks like addresses.", _TAKE_OUT),
    Found.POSTCODE: ("This looks like whole postcodes.", "Use only the first half, or take it out."),
    Found.BIRTH_DATE: ("This looks like dates of birth.", "Use ages or bands of ages, or take it out."),
    Found.EMAIL: ("This looks like email addresses.", _TAKE_OUT),
    Found.TELEPHONE: ("This looks like telephone numbers.", _TAKE_OUT),
    Found.TEN_DIGITS: ("A few numbers here could be NHS or CHI numbers, perhaps by chance.", _SEE),
    Found.CODE_LIKE_POSTCODE: ("A few codes here could be postcodes, perhaps by chance.", _SEE),
    Found.ROW_NUMBER: ("These numbers could stand for people, or only for rows.", _SEE),
    Found.FREE_TEXT: (
        "People wrote in their own words here. Names and stories hide in such text.",
        "Read it, or take it out.",
    ),
    Found.SMALL_COUNT: (
        "There are numbers under 5 here. So few people can be recognised.",
        "Put “under 5” in their place, or join groups together.",
    ),
    Found.WORKED_OUT: (
        "A number that was taken out can be worked out from the total.",
        "Take out one more number in the same row or column.",
    ),
    Found.HIDDEN_SHEET: ("This sheet is hidden. It would be sent with the others.", _SHOW_OR_DELETE),
    Found.UNLISTED_SHEET: ("There is a sheet in the file that no spreadsheet program shows.", _COPY_VALUES),
    Found.HIDDEN_ROWS: (
        "Rows are hidden or filtered out. They would be sent with the others.",
        _SHOW_OR_DELETE,
    ),
    Found.HIDDEN_COLUMNS: ("This column is hidden. It would be sent with the others.", _SHOW_OR_DELETE),
    Found.HIDDEN_VALUES: ("Cells are set so that what is in them is not shown.", _SHOW_OR_DELETE),
    Found.HIDDEN_NAMES: ("The file has hidden names for cells or values.", _COPY_VALUES),
    Found.LEFTOVER_TEXT: ("Text that no cell shows any more is still in the file.", _COPY_VALUES),
    Found.PIVOT_CACHE: ("There is a pivot table. All rows that it was made from go with it.", _COPY_VALUES),
    Found.DATA_MODEL: ("There is a data model. All tables that it was made from go with it.", _COPY_VALUES),
    Found.REVISIONS: ("The file remembers what was in it before it was changed.", _COPY_VALUES),
    Found.EXTERNAL_VALUES: ("Cells of another file are kept in this one.", _COPY_VALUES),
    Found.EMBEDDED: ("There is another file inside this one.", "Delete it, or send it by itself."),
    Found.EXTERNAL_LINKS: ("The file points to other files, and says where ours are.", _COPY_VALUES),
    Found.CONNECTIONS: ("The file says where a database is and how to ask it.", _COPY_VALUES),
    Found.COMMENTS: ("There are comments. They say who wrote them.", "Read them, or delete them."),
    Found.COMMENTERS: ("The file keeps the names of those who ever commented in it.", _COPY_VALUES),
    Found.FORMULAS: ("There are formulas. They can show more than their result.", _COPY_VALUES),
    Found.DROP_DOWN_LISTS: ("Cells have lists to choose from. Look at what the lists hold.", _SEE),
    Found.PICTURES: ("There are pictures. We cannot look inside them.", _SEE),
    Found.CHARTS: ("There are charts. They keep the numbers, and the names, that they are drawn from.", _SEE),
    Found.DRAWINGS: ("There are text boxes or shapes.", _SEE),
    Found.OTHER_SHEET: ("This sheet has no cells. We cannot look inside it.", _SEE),
    Found.PROPERTIES: (
        "The file says who made or changed it, or for whom.",
        "Clear it under “Inspect document” in your spreadsheet program, if it need not be known.",
    ),
    Found.CUSTOM_PROPERTIES: ("Somebody or some program added notes of its own about the file.", _SEE),
    Found.OTHER_PARTS: ("There are parts in the file that we do not know.", _COPY_VALUES),
    Found.NO_HEADINGS: (
        "We found no names of columns, so nothing says what is in each.",
        "Look at every column, or put names above them.",
    ),
    Found.GUESSED_ENCODING: (
        "The file does not say how its letters are written. We took it to be Windows text.",
        "Look whether names with accents are right. Better: save it as “CSV UTF-8”.",
    ),
    Found.RAGGED: ("Rows have more or fewer cells than the others. Some may have slipped.", _SEE),
    Found.FORMULA_TEXT: (
        "Cells begin like a formula. A spreadsheet program could run them.",
        "Look at them. If they are only text, put a letter or a space in front.",
    ),
    Found.WRONG_NAME: ("The name of the file ends as another kind of file does.", "Name it as what it is."),
    Found.NOT_INSPECTED: (
        "We cannot look inside this kind of file.",
        "Open it and read all of it, its properties and comments too.",
    ),
}
_EXPECTED = "It is expected on this step of the ladder. Look whether each part of it is needed."


def finding(
    found: Found,
    rung: int,
    *,
    number: int = 0,
    sheet: str = "",
    column: str = "",
    heading: str = "",
    rows: tuple[int, ...] = (),
    count: int = 1,
    inside: str = "",
) -> Finding:
    """A finding in words. number: of the sheet, from 1. inside: what else than cells it was found in."""
    words, next_step = _WORDS[found]
    grave = severity(found, rung)
    if found in DIRECT | INDIRECT and rung == IDENTIFIABLE:
        next_step = _EXPECTED
    elif grave is Severity.LOOK and found in INDIRECT:
        next_step = _SEE
    if inside:
        words = f"In {inside}: {words[:1].lower()}{words[1:]}"
    key = ":".join([found, str(number) if number else "", column or inside.replace(" ", "_")])
    return Finding(
        key=key,
        kind=found.value,
        severity=grave,
        words=words,
        next_step=next_step,
        sheet=sheet,
        column=column,
        heading=heading,
        rows=rows[:ROWS_SHOWN],
        count=count,
    )
