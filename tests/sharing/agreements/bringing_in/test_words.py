"""Partners, kinds and states as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.organisations.models import Kind
from sharing.agreements.bringing_in.words import (
    Standing,
    guess_kind,
    normal,
    read_standing,
    read_type,
    split_partners,
)
from sharing.agreements.rules import Type


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("NHS Harbour / Quay Council; Police", ["NHS Harbour", "Quay Council", "Police"]),
        ("NHS Harbour/Quay Council", ["NHS Harbour", "Quay Council"]),
        ("1. Elm Surgery\n2. Oak Surgery", ["Elm Surgery", "Oak Surgery"]),
        ("• Elm Surgery\r\n- Oak Surgery\n", ["Elm Surgery", "Oak Surgery"]),
        ("Elm Surgery, London", ["Elm Surgery, London"]),
        ("Smith & Sons c/o Elm Surgery", ["Smith & Sons c/o Elm Surgery"]),
        ("Elm Surgery; elm  surgery; ELM SURGERY", ["Elm Surgery"]),
        ("A. Smith Ltd", ["A. Smith Ltd"]),
        ("n/a", []),
        (" ; / ", []),
        ("TBC", []),
    ],
)
def test_a_cell_with_several_partners_is_taken_apart(text: str, names: list[str]) -> None:
    assert split_partners(text) == names


def test_a_comma_separates_only_where_somebody_says_so() -> None:
    assert split_partners("Elm Surgery, Oak Surgery", commas=True) == ["Elm Surgery", "Oak Surgery"]


NAMES = st.from_regex(r"[A-Z][a-z]{2,8}( (and|of|&|Ltd|[A-Z][a-z]{2,8})){0,3}", fullmatch=True).filter(
    lambda name: name.lower() not in {"none", "nil", "unknown", "various"}
)


@given(
    st.lists(NAMES, min_size=1, max_size=6, unique_by=normal),
    st.lists(st.sampled_from(["; ", " / ", "/", "\n", " | ", ";\n", "\n- "]), min_size=6, max_size=6),
)
def test_whatever_is_put_together_comes_apart_again(names: list[str], between: list[str]) -> None:
    text = names[0] + "".join(f"{sign}{name}" for sign, name in zip(between, names[1:], strict=False))
    assert split_partners(text) == names


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Information Sharing Agr.", Type.ISA),
        ("ISA", Type.ISA),
        ("Data sharing agreement", Type.ISA),
        ("D.S.A.", Type.ISA),
        ("MoU", Type.MOU),
        ("Memorandum of Understanding", Type.MOU),
        ("M.O.U.", Type.MOU),
        ("Data Sharing Protocol", Type.DSP),
        ("Tier 2 protocol", Type.DSP),
        ("Data Processing Agreement", None),
        ("contract", None),
        ("lorem", None),
    ],
)
def test_the_kind_of_agreement_in_words(text: str, kind: Type | None) -> None:
    assert read_type(text) == kind


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("Active", Standing.ACTIVE),
        ("signed", Standing.ACTIVE),
        ("Not yet signed", Standing.UNSIGNED),
        ("DRAFT", Standing.UNSIGNED),
        ("Inactive", Standing.OVER),
        ("terminated June 2023", Standing.OVER),
        ("Superseded by 12", Standing.OVER),
        ("Expired", Standing.EXPIRED),
        ("purple", Standing.UNKNOWN),
    ],
)
def test_how_it_stands_in_words(text: str, stands: Standing) -> None:
    assert read_standing(text) is stands


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("NHS Harbour ICB", Kind.HEALTH),
        ("Quay Borough Council", Kind.COUNCIL),
        ("Firth Constabulary", Kind.JUSTICE),
        ("University of Quay", Kind.UNIVERSITY),
        ("Harbour Housing Association", Kind.CHARITY),
        ("Elm Ltd", Kind.COMPANY),
        ("Elm", Kind.OTHER),
    ],
)
def test_what_a_new_partner_sounds_like(name: str, kind: Kind) -> None:
    assert guess_kind(name) == kind
