"""One column of an extract while it is read, and what it turns out to hold. It keeps counts and row numbers alone."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from enum import IntEnum

from sharing.stop_checks.inspection import headings
from sharing.stop_checks.inspection.findings import AGGREGATED, ROWS_SHOWN, Found
from sharing.stop_checks.inspection.headings import Meaning
from sharing.stop_checks.inspection.recognising import (
    Seen,
    date_in,
    date_of_serial,
    is_number,
    look,
    of_a_number,
    plain,
)

BATCH = 1_000
PROVED = (Found.NHS_NUMBER, Found.CHI_NUMBER)
# Of ten digits taken at random one in eleven proves itself; so a third is no chance.
NO_CHANCE = 0.3
LONG, MANY_WORDS, VERY_LONG, DIFFERENT = 25, 4, 200, 200
A_YEAR = timedelta(days=365)
SMALL = range(1, 5)
SUPPRESSED = frozenset({"*", "**", "c", "[c]", "1-4", "1 to 4", "under 5", "less than 5", "suppressed", ".."})
LONGEST_PERSON_NUMBER = 40
# What is as often counted as told.
COUNTED = (Meaning.TELEPHONE, Meaning.EMAIL, Meaning.ADDRESS, Meaning.NAME, Meaning.POSTCODE)
LONGEST_COUNT = 6
SAID = {
    Meaning.NHS: Found.NHS_NUMBER,
    Meaning.CHI: Found.CHI_NUMBER,
    Meaning.PERSON: Found.PERSON_NUMBER,
    Meaning.NAME: Found.NAME,
    Meaning.ADDRESS: Found.ADDRESS,
    Meaning.POSTCODE: Found.POSTCODE,
    Meaning.BIRTH: Found.BIRTH_DATE,
    Meaning.EMAIL: Found.EMAIL,
    Meaning.TELEPHONE: Found.TELEPHONE,
}

Give = Callable[[list[str]], None]


class Sort(IntEnum):
    """How a cell is kept."""

    TEXT = 1
    NUMBER = 2
    # A number of days, or a day in text.
    DATE = 3


class People:
    """The numbers of persons in the whole file. They are handed on in batches; only their hashes stay."""

    def __init__(self, give: Give | None) -> None:
        self._give, self._batch = give, list[str]()
        self._different: dict[tuple[str, str], set[int]] = {}
        # Headings of columns whose numbers prove themselves by chance, and of those where it is no chance.
        self._doubted, self._sure = set[str](), set[str]()

    def add(self, sort: str, heading: str, number: str) -> None:
        """sort and heading: numbers of one sort under one heading are the same people in every sheet."""
        there = self._different.setdefault((sort, heading), set())
        mark = hash(number)
        if mark in there:
            return
        there.add(mark)
        if self._give is not None:
            self._batch.append(number)
            if len(self._batch) >= BATCH:
                self.flush()

    def judge(self, heading: str, *, by_chance: bool) -> None:
        """Whether the NHS and CHI numbers of a column are such by chance, now that all of it was read."""
        (self._doubted if by_chance else self._sure).add(heading)

    def flush(self) -> None:
        """Hand on what is left."""
        if self._give is not None and self._batch:
            self._give(self._batch)
            self._batch = []

    @property
    def most(self) -> int | None:
        """How many different people there are, by the sort and heading of which there are most."""
        doubted = self._doubted - self._sure
        counted = {
            (sort, heading): len(there)
            for (sort, heading), there in self._different.items()
            if sort not in PROVED or heading not in doubted
        }
        sure = [count for (sort, _), count in counted.items() if sort != Meaning.NUMBER]
        return max(sure or counted.values(), default=None)


class Hits:
    """How many cells, and the first few rows."""

    __slots__ = ("count", "rows")

    def __init__(self) -> None:
        self.count, self.rows = 0, list[int]()

    def add(self, row: int) -> None:
        self.count += 1
        if len(self.rows) < ROWS_SHOWN:
            self.rows.append(row)


class Column:
    """What is in one column, or in all comments or other texts beside the cells.

    heading: as shown, empty where none is known. on: the day it is looked at.
    """

    def __init__(
        self,
        rung: int,
        on: date,
        people: People,
        *,
        heading: str = "",
        seen: Callable[[str], Seen] = look,
        from_1904: bool = False,
    ) -> None:
        self.rung, self.on, self.people, self.seen, self.from_1904 = rung, on, people, seen, from_1904
        self.heading = heading
        self.meaning = headings.meaning(heading)
        self.same_people = headings.normal(heading)
        self.counts = rung == AGGREGATED
        self.cells = Hits()
        self.ten_digits = self.proved = self.spaced_numbers = self.spaced_postcodes = 0
        self.postcodes_alone = self.dates = self.old_dates = self.long_texts = self.numbers = self.in_turn = 0
        self.short_numbers = 0
        self.longest = 0
        self.last_number = 0.0
        self.years: set[int] = set()
        self.texts: set[int] = set()
        self.marks: set[int] = set()
        self.hits: dict[Found, Hits] = {}
        self.suppressed = Hits()
        self.in_a_total = False
        self.person_like = self.meaning in (Meaning.PERSON, Meaning.NUMBER)

    def take(self, text: str, sort: Sort, row: int) -> None:
        """One cell that is not empty. text: of a number, as the file has it."""
        self.cells.add(row)
        if sort is Sort.TEXT:
            self._take_text(text, row)
        elif sort is Sort.NUMBER:
            text = of_a_number(text)
            if len(text) == 10:
                self._take_seen(self.seen(text), row)
            elif len(text) <= LONGEST_COUNT:
                self.short_numbers += 1
            if self.counts:
                self._take_count(text, row)
        elif (day := date_of_serial(text, from_1904=self.from_1904) or date_in(text, self.on)) is not None:
            self._take_date(day)
        if self.person_like:
            self._take_person_number(text)

    def _take_text(self, text: str, row: int) -> None:
        text = text.strip()
        length = len(text)
        if length > self.longest:
            self.longest = length
        if length >= LONG and text.count(" ") >= MANY_WORDS - 1:
            self.long_texts += 1
            if len(self.texts) < DIFFERENT:
                self.texts.add(hash(text))
        seen = self.seen(text)
        if seen.identifies or seen.ten_digits:
            self._take_seen(seen, row)
            if seen.postcode and length <= 8:
                self.postcodes_alone += 1
        if (day := date_in(text, self.on)) is not None:
            self._take_date(day)
        elif length <= 20:
            if length <= LONGEST_COUNT and text.isdecimal():
                self.short_numbers += 1
            if self.counts:
                self._take_count(text, row)

    def _take_seen(self, seen: Seen, row: int) -> None:
        self.ten_digits += seen.ten_digits
        self.spaced_numbers += seen.spaced_number
        self.spaced_postcodes += seen.spaced_postcode
        for found, numbers in (
            (Found.NHS_NUMBER, seen.nhs),
            (Found.CHI_NUMBER, seen.chi),
            (Found.PERSON_NUMBER, seen.references),
        ):
            if numbers:
                self.hit(found, row)
                for number in numbers:
                    self.marks.add(hash(number))
                    self.people.add(found, self.same_people, number)
        self.proved += len(seen.nhs) + len(seen.chi)
        for found, there in (
            (Found.POSTCODE, seen.postcode),
            (Found.EMAIL, seen.email),
            (Found.TELEPHONE, seen.telephone),
            (Found.BIRTH_DATE, seen.birth),
        ):
            if there:
                self.hit(found, row)

    def _take_date(self, day: date) -> None:
        self.dates += 1
        if day < self.on - A_YEAR:
            self.old_dates += 1
        self.years.add(day.year)

    def _take_person_number(self, text: str) -> None:
        number = "".join(plain(text).split()).upper()
        if number and len(number) <= LONGEST_PERSON_NUMBER and any(map(str.isdigit, number)):
            self.marks.add(hash(number))
            self.people.add(str(self.meaning), self.same_people, number)

    def _take_count(self, text: str, row: int) -> None:
        if is_suppressed(text):
            self.suppressed.add(row)
            return
        value = count_in(text)
        if value is None:
            return
        self.numbers += 1
        if value == self.last_number + 1:
            self.in_turn += 1
        self.last_number = value
        if value in SMALL:
            self.hit(Found.SMALL_COUNT, row)

    def hit(self, found: Found, row: int) -> None:
        """It was found in this row."""
        self.hits.setdefault(found, Hits()).add(row)

    @property
    def filled(self) -> int:
        """How many cells are not empty."""
        return self.cells.count

    # --- What it turns out to be ---------------------------------------------------------------

    @property
    def different_people(self) -> int | None:
        """How many different numbers of persons are in it."""
        return len(self.marks) if self.marks and not self._by_chance else None

    def end(self) -> None:
        """There are no more cells."""
        if self.proved:
            self.people.judge(self.same_people, by_chance=self._by_chance)

    def holds(self) -> Iterator[tuple[Found, Hits]]:
        """What it holds, once all of it was read. Where the column as a whole says so, all its cells count."""
        said = self._said
        if said is not None and self.filled:
            yield said, self.cells
        for found, hits in self.hits.items():
            if found is said or (said in PROVED and found in PROVED):
                continue
            if found in PROVED and self._by_chance:
                continue
            if found is Found.POSTCODE and self._codes:
                yield Found.CODE_LIKE_POSTCODE, hits
            elif found is Found.SMALL_COUNT:
                if self.is_of_counts:
                    yield found, hits
            else:
                yield found, hits
        if self._by_chance:
            yield Found.TEN_DIGITS, self._chance_hits
        if said is None and Found.BIRTH_DATE not in self.hits and self._dates_of_birth:
            yield Found.BIRTH_DATE, self.cells
        if self.meaning is Meaning.NUMBER and self.filled:
            yield Found.ROW_NUMBER, self.cells
        if self._free_text:
            yield Found.FREE_TEXT, self.cells

    @property
    def _said(self) -> Found | None:
        """What it holds by its name: but calls by telephone are counted in a column of that name as well."""
        if self.meaning is None or (self.meaning in COUNTED and self.short_numbers == self.filled):
            return None
        return SAID.get(self.meaning)

    @property
    def _by_chance(self) -> bool:
        """Numbers of ten digits that prove themselves no more often than any would."""
        return (
            0 < self.proved < NO_CHANCE * self.ten_digits
            and not self.spaced_numbers
            and self.meaning not in (Meaning.NHS, Meaning.CHI)
        )

    @property
    def _chance_hits(self) -> Hits:
        both = [self.hits[each] for each in PROVED if each in self.hits]
        joined = Hits()
        joined.count = sum(each.count for each in both)
        joined.rows = sorted({row for each in both for row in each.rows})[:ROWS_SHOWN]
        return joined

    @property
    def _codes(self) -> bool:
        """Codes of another kind, a few of which look like postcodes."""
        hits = self.hits[Found.POSTCODE]
        return (
            not self.spaced_postcodes
            and self.postcodes_alone == hits.count
            and hits.count < NO_CHANCE * self.filled
        )

    @property
    def _dates_of_birth(self) -> bool:
        """Mostly days, nearly all more than a year ago, and of many years."""
        return (
            self.dates >= 3
            and self.dates >= 0.6 * self.filled
            and self.old_dates >= 0.8 * self.dates
            and max(self.years) - min(self.years) >= 15
            and len(self.years) >= min(8, self.dates // 2 + 1)
        )

    @property
    def _free_text(self) -> bool:
        if self.longest >= VERY_LONG:
            return True
        many = self.long_texts >= 5 or self.long_texts >= 0.1 * self.filled
        different = len(self.texts) >= min(DIFFERENT, self.long_texts) * 0.6
        return self.long_texts > 0 and many and different and self.meaning is not Meaning.ADDRESS

    @property
    def is_of_counts(self) -> bool:
        """Whether its numbers count something, and are no years, scores or numbers of rows."""
        if headings.counts_nobody(self.heading) or self._said is not None or self.person_like:
            return False
        enough = self.numbers + self.suppressed.count >= 0.5 * self.filled
        one_after_the_other = self.numbers >= 3 and self.in_turn >= 0.9 * self.numbers
        return enough and not one_after_the_other


def is_suppressed(text: str) -> bool:
    """Whether a mark stands where a small number was."""
    text = text.strip().casefold()
    return text in SUPPRESSED or (text[:1] in ("<", "≤") and text[1:].lstrip("= ").isdigit())


def count_in(text: str) -> int | None:
    """The whole number that a cell is, if it is one."""
    if not text or not text[0].isdigit() or not is_number(text):
        return None
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        return None
    return int(value) if value.is_integer() else None
