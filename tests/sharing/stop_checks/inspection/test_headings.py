"""A row is taken for the names of columns only with proof, and a name says what is in a column."""

import pytest

from sharing.stop_checks.inspection.headings import Meaning, are_headings, is_total, meaning


@pytest.mark.parametrize(
    ("heading", "what"),
    [
        ("NHS number", Meaning.NHS),
        ("NHSNumber", Meaning.NHS),
        ("nhs_no", Meaning.NHS),
        ("CHI", Meaning.CHI),
        ("Forename", Meaning.NAME),
        ("Name", Meaning.NAME),
        ("Client name", Meaning.NAME),
        ("Next of kin", Meaning.NAME),
        ("D.O.B.", Meaning.BIRTH),
        ("dateOfBirth", Meaning.BIRTH),
        ("Post code", Meaning.POSTCODE),
        ("Home address", Meaning.ADDRESS),
        ("E-mail address", Meaning.EMAIL),
        ("Mobile", Meaning.TELEPHONE),
        ("Client ID", Meaning.PERSON),
        ("Hospital number", Meaning.PERSON),
        ("Local reference", Meaning.PERSON),
        ("ID", Meaning.NUMBER),
        ("Case ref", Meaning.NUMBER),
        ("Service name", None),
        ("Name of the organisation", None),
        ("NHS trust", None),
        ("Visits", None),
        ("", None),
    ],
)
def test_what_a_column_says_that_it_holds(heading: str, what: Meaning | None) -> None:
    assert meaning(heading) == what


@pytest.mark.parametrize("text", ["Total", "All", "Grand total", "Total visits", "Visits total"])
def test_sums(text: str) -> None:
    assert is_total(text)
    assert not is_total("Allerton")


def words(*texts: str) -> list[tuple[str, bool]]:
    return [(text, False) for text in texts]


def numbers(*texts: str) -> list[tuple[str, bool]]:
    return [(text, True) for text in texts]


class TestWhetherARowIsHeadings:
    def test_a_cell_made_of_words_that_columns_are_called_by_is_proof(self) -> None:
        assert are_headings(["Surname", "Quirk"], [words("Bloggs", "Zed"), words("x", "y")])

    def test_numbers_below_words_are_proof(self) -> None:
        assert are_headings(["Quirkiness", "Zeal"], [words("a", "b"), numbers("4", "12")])

    def test_without_proof_it_is_a_row_like_the_others(self) -> None:
        assert not are_headings(["Ann", "Bloggs"], [words("Ben", "Cleo"), words("Zed", "Smith")])

    def test_a_word_that_comes_again_below_is_no_proof(self) -> None:
        assert not are_headings(["Case notes", "Quirk"], [words("Case notes"), words("y")])

    @pytest.mark.parametrize(
        "value", ["9434765919", "LS1 4AP", "ann@example.org", "17", "3.5", "07700 900123", "A12345", "x" * 61]
    )
    def test_a_row_that_holds_what_no_name_of_a_column_is_has_none(self, value: str) -> None:
        assert not are_headings(["Surname", value], [words("Bloggs"), words("x")])

    def test_years_are_names_of_columns(self) -> None:
        assert are_headings(["Service", "2025", "2026"], [words("Quay"), numbers("7"), numbers("9")])

    def test_what_is_data_as_often_as_a_name_is_no_proof(self) -> None:
        assert not are_headings(["Male", "Leeds"], [words("Female", "Female"), words("York", "Bath")])
