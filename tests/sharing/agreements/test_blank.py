"""The template of an information sharing agreement asks on paper what the steps ask on the screen."""

from typing import Any

import pytest

from consent.items import DataItem
from governance.organisations.models import RouteKind
from sharing.agreements import blank, writing_forms
from sharing.agreements.content import OF_A_PARTY, OF_AN_ITEM, label
from sharing.agreements.models import Agreement, Item, Party
from sharing.agreements.rules import Capacity
from sharing.agreements.steps import ASKED_WHEN, BY_SLUG, STEPS
from sharing.ladder import Rung
from tests.documents.blanks import words

KEY = "isa-template"
OF_PARTS = {"parties": (Party, OF_A_PARTY[1:]), "items": (Item, OF_AN_ITEM[1:])}


def choices(field: Any) -> list[str]:
    return [
        str(words)
        for value, words in getattr(getattr(field, "base_field", field), "flatchoices", ())
        if value != RouteKind.UNSORTED
    ]


@pytest.mark.parametrize("slug", BY_SLUG)
def test_every_step_stands_on_it_with_its_questions_and_what_can_be_chosen(slug: str) -> None:
    said, step = words(KEY), BY_SLUG[slug]
    assert f"{step.title} {step.intro}" in said
    model, names = OF_PARTS.get(slug, (Agreement, ()))
    asked = [(Agreement, name) for name in step.fields] + [(model, name) for name in names]
    for owner, name in asked:
        if name == "service":
            assert writing_forms.SERVICE in said
        elif name not in blank.OF_ANOTHER_TYPE:
            field: Any = owner._meta.get_field(name)
            assert field.verbose_name[1:] in said, name
            assert all(each in said for each in choices(field)), name


def test_each_kind_of_information_has_a_row_with_every_rung() -> None:
    said = words(KEY)
    numbers = " ".join(f"☐ {rung.value}" for rung in Rung)
    assert all(f"☐ {item.label} {numbers}" in said.replace("\N{NO-BREAK SPACE}", " ") for item in DataItem)


def test_what_only_another_type_is_asked_does_not_stand_on_it() -> None:
    said = words(KEY)
    assert not any(label(name) in said for name in blank.OF_ANOTHER_TYPE)


def test_a_question_that_follows_from_another_answer_says_when() -> None:
    follows = set(ASKED_WHEN) - blank.OF_ANOTHER_TYPE
    assert follows == set(blank.ONLY_WHERE)
    said = words(KEY)
    assert all(when in said for when in blank.ONLY_WHERE.values())


def test_everybody_who_must_sign_has_a_line() -> None:
    _, _, signatures = words(KEY).partition("Signatures")
    assert signatures.count(Capacity.PARTY.label) == blank.PARTNERS
    assert Capacity.DPO.label in signatures
    assert Capacity.SIRO.label in signatures


def test_another_hint_or_another_step_is_on_it_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(writing_forms.HINTS, "benefits", "Who gains, and how we know")  # type: ignore[arg-type]
    monkeypatch.setattr(blank, "STEPS", [*STEPS, STEPS[0]._replace(title="One step more")])
    said = words(KEY)
    assert "Who gains, and how we know" in said
    assert "One step more" in said
