"""What a column turns out to hold, how grave that is on each rung, and who is listed."""

from collections.abc import Sequence
from typing import Any

import pytest

from sharing.ladder import Rung
from sharing.stop_checks.inspection.findings import _WORDS, Found
from sharing.stop_checks.inspection.report import Severity
from tests.sharing.stop_checks.inspection.extracts import comma_separated, kinds, look_into, the, workbook

A_WEEK = [f"Talked about the week and what comes after it, number {number}" for number in range(12)]


def one_column(heading: str, cells: Sequence[Any], rung: int = 4) -> Any:
    return look_into(comma_separated([[heading, "Zest"], *([cell, ""] for cell in cells)]), rung=rung)


class TestHowGraveItIs:
    @pytest.mark.parametrize(
        ("heading", "cells", "kind", "stops_until"),
        [
            ("NHS number", ["943 476 5919"], "nhs_number", 3),
            ("Case notes", ["Saw 943 476 5919 today"], "nhs_number", 3),
            ("Surname", ["Bloggs"], "name", 3),
            ("Home address", ["1 High Street"], "address", 3),
            ("Email", ["ann@example.org"], "email", 3),
            ("Case notes", ["Rang 07700 900123"], "telephone", 3),
            ("Postcode", ["LS1 4AP"], "postcode", 2),
            ("Date of birth", ["3/5/1990"], "birth_date", 2),
            ("Case notes", ["Born 3/5/1990"], "birth_date", 2),
            ("Client ID", ["A77"], "person_number", 2),
            ("Case notes", ["PER-2026-000123"], "person_number", 2),
            ("Unique ID", ["77"], "row_number", 0),
            ("Case notes", A_WEEK, "free_text", 0),
            ("Visits", ["3", "9", "17"], "small_count", 1),
        ],
    )
    def test_what_points_to_people_stops_on_the_lower_rungs(
        self, heading: str, cells: list[str], kind: str, stops_until: int
    ) -> None:
        for rung in Rung:
            report = one_column(heading, cells, rung)
            if kind == "small_count" and rung > Rung.AGGREGATED:
                assert kind not in kinds(report)
                continue
            stops = the(report, kind).severity is Severity.STOPS
            assert stops == (rung <= stops_until), rung

    def test_on_the_fourth_rung_it_is_expected_and_listed(self) -> None:
        found = the(one_column("NHS number", ["943 476 5919"]), "nhs_number")
        assert found.severity is Severity.LOOK
        assert "expected" in found.next_step
        assert found.place == "Column A (“NHS number”), row 2"

    def test_a_column_that_says_what_it_holds_is_believed_whatever_it_holds(self) -> None:
        assert the(one_column("NHS number", ["not known", "see file"]), "nhs_number").count == 2
        assert "nhs_number" not in kinds(one_column("NHS number", []))

    def test_every_sort_of_finding_has_its_words(self) -> None:
        assert set(_WORDS) == set(Found)


class TestWhatIsByChance:
    numbers = [str(1_234_567_890 + 7 * number) for number in range(300)]

    def test_one_in_eleven_numbers_of_ten_digits_proves_itself_and_that_alone_does_not_stop(self) -> None:
        report = one_column("Invoice", self.numbers, rung=2)
        assert the(report, "ten_digits").severity is Severity.LOOK
        assert not kinds(report) & {"nhs_number", "chi_number"}
        assert report.people is None
        assert report.sheets[0].columns[0].people is None

    def test_where_the_column_says_so_or_they_stand_in_groups_it_is_no_chance(self) -> None:
        assert "nhs_number" in kinds(one_column("NHS no", self.numbers))
        assert "nhs_number" in kinds(one_column("Invoice", [*self.numbers, "943 476 5919"]))

    def test_a_single_number_among_words_is_no_chance(self) -> None:
        assert "nhs_number" in kinds(one_column("Case notes", ["came", "rang 9434765919", "left"]))

    def test_codes_of_which_a_few_look_like_postcodes(self) -> None:
        codes = [f"QX{number}AB" for number in range(100, 150)]
        assert "code_like_postcode" in kinds(one_column("Zest of", [*codes, "LS14AP"], rung=2))
        assert "postcode" in kinds(one_column("Zest of", [*codes, "LS1 4AP"], rung=2))
        assert "postcode" in kinds(one_column("Zest of", ["LS14AP"] * 5, rung=2))


class TestDaysOfBirth:
    def test_days_long_ago_and_of_many_years(self) -> None:
        long_ago = [f"17/05/{1940 + 3 * number}" for number in range(20)]
        assert "birth_date" in kinds(one_column("Key date", long_ago))
        # As numbers of days or as text, in a spreadsheet as in a CSV file.
        assert "birth_date" in kinds(look_into(workbook([["Key date"], *([day] for day in long_ago)])))

    def test_days_of_the_last_years_are_of_something_else(self) -> None:
        recent = [f"17/05/{2015 + number % 11}" for number in range(20)]
        assert "birth_date" not in kinds(one_column("Key date", recent))

    def test_a_few_days_among_other_things_are_not_a_column_of_days(self) -> None:
        mixed = [*(f"17/05/{1940 + 9 * number}" for number in range(6)), *["unknown"] * 6]
        assert "birth_date" not in kinds(one_column("Key date", mixed))


class TestFreeText:
    def test_many_different_texts_of_several_words(self) -> None:
        found = the(one_column("Details", A_WEEK), "free_text")
        assert (found.column, found.count) == ("A", 12)

    def test_one_story_is_enough(self) -> None:
        assert "free_text" in kinds(
            one_column("Zest of", ["yes"] * 500 + ["She said that " + "it was so " * 30])
        )

    def test_the_same_words_again_and_again_are_a_choice_from_a_list(self) -> None:
        assert "free_text" not in kinds(one_column("Outcome", ["Referred on to another local service"] * 40))


class TestSmallCounts:
    table = [["Service", "Referrals", "Total"], ["Harbour", 12, 40], ["Quay", 3, 20], ["Firth", 9, 30]]

    def test_a_number_under_five_in_a_table_of_counts(self) -> None:
        for content in (comma_separated(self.table), workbook(self.table)):
            found = the(look_into(content, rung=1), "small_count")
            assert (found.column, found.rows, found.count) == ("B", (3,), 1)

    @pytest.mark.parametrize(
        "heading", ["Year", "Average score", "Quarter", "Age band", "Rate %", "Month no."]
    )
    def test_small_numbers_that_count_nobody(self, heading: str) -> None:
        table = [["Service", heading], ["Harbour", 12], ["Quay", 3], ["Firth", 9]]
        assert "small_count" not in kinds(look_into(comma_separated(table), rung=1))

    @pytest.mark.parametrize("heading", ["Age 0-4", "Week 3", "2026 Q1", "Phone", "Email", "Level 2"])
    def test_groups_whose_names_sound_like_labels_are_counted_as_others_are(self, heading: str) -> None:
        table = [["Service", heading], ["Harbour", 12], ["Quay", 3], ["Firth", 9]]
        for content in (comma_separated(table), workbook(table)):
            report = look_into(content, rung=1)
            assert the(report, "small_count").rows == (3,)
            assert not kinds(report) & {"telephone", "email"}

    def test_rows_that_are_numbered_count_nobody(self) -> None:
        table = [["Zest", "Referrals"], *([number, number * 50] for number in range(1, 9))]
        assert "small_count" not in kinds(look_into(comma_separated(table), rung=1))

    def test_a_space_beside_a_number_hides_nothing(self) -> None:
        table = [
            ["Service", "Referrals"],
            ["Harbour", "12 "],
            ["Quay", " 3"],
            ["Firth", "<5 "],
            ["Total", "19"],
        ]
        report = look_into(comma_separated(table), rung=1)
        assert the(report, "small_count").rows == (3,)
        assert the(report, "worked_out").rows == (4,)

    def test_nought_and_five_are_not_small(self) -> None:
        table = [["Service", "Referrals"], ["Harbour", 0], ["Quay", 5], ["Firth", 9.5]]
        assert "small_count" not in kinds(look_into(comma_separated(table), rung=1))

    def test_one_number_that_was_taken_out_of_a_row_with_a_total_can_be_worked_out(self) -> None:
        table = [["Service", "Men", "Women", "Total"], ["Harbour", 12, "<5", 15], ["Quay", 20, 30, 50]]
        found = the(look_into(comma_separated(table), rung=1), "worked_out")
        assert (found.rows, found.severity) == ((2,), Severity.STOPS)

    def test_one_number_that_was_taken_out_of_a_column_with_a_total_can_be_worked_out(self) -> None:
        table = [["Service", "Visits"], ["Harbour", 12], ["Quay", "*"], ["Firth", 30], ["Total", 45]]
        assert the(look_into(comma_separated(table), rung=1), "worked_out").rows == (3,)

    def test_two_numbers_that_were_taken_out_cannot(self) -> None:
        down = [["Service", "Visits"], ["Harbour", "*"], ["Quay", "*"], ["Firth", 30], ["Total", 45]]
        across = [["Service", "Men", "Women", "Total"], ["Harbour", "<5", "<5", 6], ["Quay", 20, 30, 50]]
        for table in (down, across):
            assert "worked_out" not in kinds(look_into(comma_separated(table), rung=1))

    def test_nor_can_one_without_a_total(self) -> None:
        table = [["Service", "Men", "Women"], ["Harbour", 12, "<5"], ["Quay", 20, 30]]
        assert "worked_out" not in kinds(look_into(comma_separated(table), rung=1))


class TestWhoIsListed:
    def listed(self, content: bytes) -> tuple[list[str], int | None]:
        given: list[str] = []
        report = look_into(content, people=given.extend)
        return given, report.people

    def test_nhs_and_chi_numbers_are_digits_and_others_are_capitals_without_spaces(self) -> None:
        rows = [
            ["NHS number", "Client ID"],
            ["943 476 5919", " ab 77 "],
            ["943-476-5870", "AB77"],
            ["", "none"],
        ]
        given, people = self.listed(comma_separated(rows))
        assert sorted(given) == ["9434765870", "9434765919", "AB77"]
        assert people == 2

    def test_they_are_found_wherever_they_stand(self) -> None:
        def hide(book: Any) -> None:
            book.worksheets[1].sheet_state = "hidden"

        notes = [["Case notes", "Zest"], ["See PER-2026-000123 and 943 476 5919", 1]]
        given, _ = self.listed(workbook([["Zest", "Visits"], ["x", 1]], notes, change=hide))
        assert sorted(given) == ["9434765919", "PER-2026-000123"]

    def test_a_number_of_a_spreadsheet_is_the_same_as_one_in_text(self) -> None:
        rows = [["NHS number", "Client ID"], [9434765919, 77], ["943 476 5919", "77"]]
        given, people = self.listed(workbook(rows))
        assert sorted(given) == ["77", "9434765919"]
        assert people == 1

    def test_the_same_people_in_two_sheets_are_counted_once(self) -> None:
        one = [["Client ID"], ["A1"], ["A2"]]
        two = [["client id"], ["A2"], ["A3"]]
        given, people = self.listed(workbook(one, two))
        assert people == 3
        assert sorted(given) == ["A1", "A2", "A3"]

    def test_numbers_of_rows_count_people_only_where_there_is_nothing_better(self) -> None:
        rows = [["Case ID", "Client ID"], ["1", "A1"], ["2", "A1"], ["3", "A1"]]
        assert self.listed(comma_separated(rows))[1] == 1
        assert self.listed(comma_separated([row[:1] for row in rows]))[1] == 3

    def test_they_come_in_batches_and_all_of_them(self) -> None:
        batches: list[list[str]] = []
        rows = [["Client ID"], *([f"A{number}"] for number in range(2_500))]
        report = look_into(comma_separated(rows), people=batches.append)
        assert [len(each) for each in batches] == [1_000, 1_000, 500]
        assert len({number for each in batches for number in each}) == report.people == 2_500

    def test_where_nobody_is_listed_there_is_no_count(self) -> None:
        assert self.listed(comma_separated([["Service", "Visits"], ["Quay", 7]])) == ([], None)
