"""The sheet of a Stop and Check asks on paper what the screen asks."""

import pytest

from governance.defaults import APPROVAL_DAYS, STOP_CHECK_PEOPLE
from sharing.caldicott import PRINCIPLES
from sharing.locks import HELP
from sharing.routes import REFUSED, SPOKEN, Route
from sharing.stop_checks import blank, forms
from sharing.stop_checks.forms import FileForm, QuestionForm
from sharing.stop_checks.models import StopCheck
from sharing.stop_checks.questions import QUESTIONS, Question
from sharing.stop_checks.register import STOP_CHECKS
from tests.documents.blanks import words

KEY = "stop-and-check-sheet"


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.slug)
def test_every_question_stands_on_it_with_its_fields_and_what_can_be_chosen(question: Question) -> None:
    said = words(KEY)
    intro = blank.INTRO_ON_PAPER.get(question.slug, question.intro)
    assert f"{QUESTIONS.index(question) + 1}. {question.title} {intro}" in said
    asked = QuestionForm(None, question=question, check=StopCheck()).fields
    for name in question.fields:
        assert str(asked[name].label) in said
        if name not in ("organisation", "address"):
            offered = getattr(asked[name], "choices", ())
            assert all(str(label) in said for value, label in offered if value), name


def test_the_file_is_opened_and_whoever_made_it_is_named() -> None:
    said = words(KEY)
    assert all(str(FileForm.base_fields[name].label) in said for name in ("creator", "opened"))


def test_a_way_that_is_refused_has_no_box_but_is_named() -> None:
    said = words(KEY)
    refused = "; ".join(route.label for route in Route if route in REFUSED)
    assert f"Not allowed: {refused}" in said
    assert not any(f"☐ {route.label}" in said for route in REFUSED | SPOKEN)


def test_it_says_when_it_is_needed_and_what_to_keep_to() -> None:
    said = words(KEY)
    assert f"☐ It is about {STOP_CHECK_PEOPLE.value} people or more" in said
    assert "☐ This way to send is used for the first time, for more than one person" in said
    assert all(principle in said for principle in PRINCIPLES)
    assert all(sentence in said for sentences in HELP.values() for sentence in sentences.values())


def test_the_second_person_has_room_for_each_outcome_and_its_reason() -> None:
    _, _, second = words(KEY).partition("The second person")
    assert f"sent for {APPROVAL_DAYS.value} days" in second
    for verb in blank.OUTCOMES:
        assert f"☐ {STOP_CHECKS.verbs[verb].label}" in second
    for form in (forms.TakeForm, forms.SendBackForm, forms.ConfirmForm, forms.CloseForm):
        asked = [field for field in form.base_fields.values() if not field.widget.is_hidden]
        assert all(str(field.label) in second for field in asked)


def test_another_question_or_another_hint_is_on_it_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    more = Question("more", 14, "One question more", "Because we ask it now.", ("use",))
    monkeypatch.setattr(blank, "QUESTIONS", (*QUESTIONS, more))
    monkeypatch.setitem(forms.HINTS, "use", "What they do with it from now on")  # type: ignore[arg-type]
    said = words(KEY)
    assert "14. One question more Because we ask it now." in said
    assert "What they do with it from now on" in said
