"""What a text may be is told from it alone: numbers that prove themselves, postcodes, days, ways to reach someone."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from governance.people.forms import nhs_number
from sharing.stop_checks.inspection.recognising import (
    date_in,
    is_chi_number,
    is_nhs_number,
    look,
    of_a_number,
)

TODAY = date(2026, 11, 22)
WEIGHTS = (10, 9, 8, 7, 6, 5, 4, 3, 2)


def proved(nine: str) -> str | None:
    """Ten digits of which the last proves the others; None where no digit does."""
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(nine, WEIGHTS, strict=True)) % 11
    return None if rest == 10 else nine + str(rest % 11)


nine_digits = st.text("0123456789", min_size=9, max_size=9).filter(lambda nine: len(set(nine)) > 1)
real_numbers = nine_digits.map(proved).filter(lambda number: number is not None and len(set(number)) > 1)
birthdays = st.dates(date(1900, 1, 1), date(2026, 1, 1))


class TestNumbersOfPersons:
    @given(real_numbers)
    def test_every_number_that_proves_itself_is_known_alone_in_groups_and_among_words(
        self, number: str
    ) -> None:
        for written in (
            number,
            f"{number[:3]} {number[3:6]} {number[6:]}",
            f"{number[:3]}-{number[3:6]}-{number[6:]}",
            f"{number[:3]}\u00a0{number[3:6]}\u00a0{number[6:]}",
            f"Rang about {number}, twice.",
            f"NHS{number}",
            "".join(chr(ord(digit) - ord("0") + ord("\uff10")) for digit in number),
            f"{number[:5]}\u200b{number[5:]}",
        ):
            seen = look(written)
            assert seen.nhs + seen.chi == (number,), written

    @given(real_numbers, st.integers(0, 9), st.integers(1, 9))
    def test_one_wrong_digit_and_it_proves_nothing(self, number: str, place: int, more: int) -> None:
        wrong = number[:place] + str((int(number[place]) + more) % 10) + number[place + 1 :]
        assert not is_nhs_number(wrong)

    @given(st.text("0123456789", max_size=12).filter(lambda text: len(set(text)) > 1))
    def test_it_says_what_the_form_for_people_says(self, text: str) -> None:
        try:
            taken = bool(nhs_number(text))
        except ValidationError:
            taken = False
        assert is_nhs_number(text) == taken

    @given(birthdays, st.text("0123456789", min_size=3, max_size=3))
    def test_a_chi_number_begins_with_a_day(self, born: date, rest: str) -> None:
        number = proved(f"{born:%d%m%y}{rest}")
        if number is not None and len(set(number)) > 1:
            assert is_chi_number(number)
            assert look(number).chi == (number,)

    @given(real_numbers)
    def test_a_number_that_begins_with_no_day_is_no_chi_number(self, number: str) -> None:
        is_day = 1 <= int(number[:2]) <= 31 and 1 <= int(number[2:4]) <= 12
        assert is_day or not is_chi_number(number)

    def test_the_last_of_february_is_a_day_in_leap_years_alone(self) -> None:
        leap = next(filter(None, (proved(f"290200{rest:03}") for rest in range(100))))
        plain = next(filter(None, (proved(f"290201{rest:03}") for rest in range(100))))
        assert is_chi_number(leap)
        assert not is_chi_number(plain)

    def test_digits_of_one_kind_only_fill_a_cell(self) -> None:
        assert not any(is_nhs_number(digit * 10) for digit in "0123456789")

    def test_a_spreadsheet_takes_the_nought_from_a_chi_number_and_it_is_known_still(self) -> None:
        number = next(
            found for rest in range(1_000) if (found := proved(f"010590{rest:03}")) and is_chi_number(found)
        )
        assert of_a_number(number[1:]) == number
        assert of_a_number("123456789") == "123456789"

    @pytest.mark.parametrize("kept", ["9434765919", "9434765919.0", "9.434765919E9"])
    def test_a_number_is_the_same_however_a_file_keeps_it(self, kept: str) -> None:
        assert of_a_number(kept) == "9434765919"

    def test_our_own_references_are_numbers_of_persons(self) -> None:
        assert look("see per-2026-000123, please").references == ("PER-2026-000123",)


class TestWhereAndHow:
    @pytest.mark.parametrize("text", ["LS1 4AP", "ls14ap", "He lives in EC1A 1BB now", "M1  1AE", "gir 0aa"])
    def test_whole_postcodes(self, text: str) -> None:
        assert look(text).postcode

    @pytest.mark.parametrize("text", ["LS1", "Room 4B2", "QX1 1AA", "LS1 4C", "2026-11-22", "B12 patients"])
    def test_what_is_no_whole_postcode(self, text: str) -> None:
        assert not look(text).postcode

    @pytest.mark.parametrize("text", ["ann@example.org", "Write to <a.b+c@x.co.uk>.", "mailto:o'neil@x.org"])
    def test_email_addresses(self, text: str) -> None:
        assert look(text).email

    @pytest.mark.parametrize("text", ["@home", "a @ b.org", "5 @ 3.50", "ann@", "@@@@"])
    def test_what_is_no_email_address(self, text: str) -> None:
        assert not look(text).email

    @pytest.mark.parametrize(
        "text",
        [
            *("07700 900123", "07700900123", "+44 7700 900123", "+44 (0)20 7946 0018", "(0131) 496 0123"),
            *("0044 131 496 0123", "Call 0131-496-0123 after six"),
        ],
    )
    def test_telephone_numbers(self, text: str) -> None:
        assert look(text).telephone

    @pytest.mark.parametrize("text", ["9434765919", "2026-11-22 10:30", "0.123456789012", "00000000000"])
    def test_what_is_no_telephone_number(self, text: str) -> None:
        assert not look(text).telephone

    def test_a_day_of_birth_among_words(self) -> None:
        assert look("Ann (born 3 May 1990) came").birth
        assert look("DOB: 03/05/90").birth
        assert not look("Born to run, 3 times").birth
        assert not look("Seen on 3 May 2026").birth

    def test_a_text_of_the_greatest_length_takes_no_long_time(self) -> None:
        for text in ("a" * 32_767 + "1", "a@" * 16_000, "0 " * 16_000, "1" * 32_767, "AB1 " * 8_000):
            look(text)


class TestDays:
    @given(birthdays)
    def test_a_day_is_read_however_it_is_written(self, day: date) -> None:
        for written in (
            "%Y-%m-%d",
            "%d/%m/%Y",
            "%d.%m.%Y",
            "%d %b %Y",
            "%d %B %Y",
            "%Y-%m-%dT00:00:00",
            "%Y%m%d",
        ):
            assert date_in(day.strftime(written), TODAY) == day

    def test_two_digits_are_the_last_such_year(self) -> None:
        assert date_in("01/02/26", TODAY) == date(2026, 2, 1)
        assert date_in("01/02/27", TODAY) == date(1927, 2, 1)

    @pytest.mark.parametrize(
        "text", ["31/02/2020", "99/99/9999", "12345678", "1.2.3.4", "10-20 people", "", "0000-00-00"]
    )
    def test_what_is_no_day(self, text: str) -> None:
        assert date_in(text, TODAY) is None
