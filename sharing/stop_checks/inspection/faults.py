"""Why a file cannot be inspected at all, in words for whoever chose it, and the bounds that decide it."""

from enum import StrEnum

from governance.errors import Verdict, no

MOST_BYTES = 100_000_000
# All parts of a workbook together, unpacked. A hundred thousand rows of twelve columns take a tenth of it.
MOST_UNPACKED, MOST_PARTS, MOST_DIRECTORY = 600_000_000, 2_000, 1_000_000
# What is honest packs to a thirtieth; what is made to burst, to a thousandth.
MOST_RATIO, SMALL_PART = 250, 1_000_000
MOST_ROWS, MOST_COLUMNS, MOST_COLUMNS_IN_ALL, MOST_SHEETS = 1_048_576, 1_000, 2_000, 200
LONGEST_CELL, LONGEST_LINE, MOST_SHARED_TEXT = 32_767, 1_000_000, 150_000_000
DEEPEST, LONGEST_TOKEN = 64, 1_000_000


class Fault(StrEnum):
    """Why a file is refused."""

    EMPTY = "empty"
    LARGE = "large"
    DAMAGED = "damaged"
    LOCKED = "locked"
    OLD = "old"
    MACROS = "macros"
    BOMB = "bomb"
    ENTITIES = "entities"
    ENCODING = "encoding"
    NULLS = "nulls"
    QUOTES = "quotes"
    CELL = "cell"
    ROWS = "rows"
    COLUMNS = "columns"


ANEW = "Open it in your spreadsheet program, save it anew as an XLSX file, and choose that."
SMALLER = "Take out what need not be sent, or send it in parts."
WORDS: dict[Fault, tuple[str, str]] = {
    Fault.EMPTY: ("There is nothing in this file.", "Choose the file that you mean to send."),
    Fault.LARGE: ("This file is too large to be looked through.", SMALLER),
    Fault.DAMAGED: ("This file is damaged and cannot be read.", ANEW),
    Fault.LOCKED: (
        "This file has a password, so nobody can look inside it.",
        "Choose it without its password. It gets one when it is sent, and the password goes apart.",
    ),
    Fault.OLD: ("This is a kind of spreadsheet that we do not read.", ANEW),
    Fault.MACROS: ("There is a program (a macro) in this spreadsheet.", ANEW),
    Fault.BOMB: (
        "This file would grow to many times its size when it is opened. It may have been made to do harm.",
        "Do not open it. Ask whoever made it, and tell the IG team.",
    ),
    Fault.ENTITIES: (
        "This file holds what no spreadsheet program writes. It may have been made to do harm.",
        "Do not open it. Ask whoever made it, and tell the IG team.",
    ),
    Fault.ENCODING: (
        "Some letters in this file cannot be read.",
        "Save it anew as “CSV UTF-8”, and choose that.",
    ),
    Fault.NULLS: (
        "There are bytes in this file that no text has.",
        "Save it anew as “CSV UTF-8”, and choose that.",
    ),
    Fault.QUOTES: (
        "A quotation mark opens in this file and does not close, so its columns cannot be told apart.",
        "Put the row right, or save it anew from your spreadsheet program.",
    ),
    Fault.CELL: ("There is a cell in this file that is longer than a spreadsheet can hold.", SMALLER),
    Fault.ROWS: ("This file has more rows than a spreadsheet can hold.", SMALLER),
    Fault.COLUMNS: ("This file has more than 1,000 columns in a sheet, or 2,000 in all.", SMALLER),
}

# Made to do harm, it seems: nobody opens such a file.
HARMFUL = frozenset({Fault.BOMB, Fault.ENTITIES})


class Faulty(Exception):
    """The file is refused for this fault; row: in the file, where it is about one."""

    def __init__(self, fault: Fault, row: int = 0) -> None:
        super().__init__(fault)
        self.fault, self.row = fault, row

    @property
    def verdict(self) -> Verdict:
        """The refusal with what to do next, as rules give it. It never holds what is in the file."""
        reason, next_step = WORDS[self.fault]
        return no(f"{reason} Look at row {self.row:,}." if self.row else reason, next_step=next_step)
