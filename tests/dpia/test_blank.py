"""The template of an assessment, and that for cameras, ask on paper what the screen asks."""

import pytest
from django.forms import FileField

from dpia import blank, forms, questions
from dpia.blank import DRAWN, OUTCOMES
from dpia.forms import CameraForm
from dpia.models import Dpia, Kind
from dpia.questions import OF_CCTV, SCREENING, STEPS
from dpia.rules import NEVER, Likelihood, Need, Place, Severity
from tests.documents.blanks import words

DPIA, CCTV = "dpia-template", "cctv-assessment"
OF_BOTH = (
    *(forms.RiskForm, forms.MeasureForm, forms.AdviseForm, forms.RespondForm, forms.DecideForm),
    forms.ActionForm,
)


@pytest.mark.parametrize("key", [DPIA, CCTV])
def test_every_step_stands_on_it_with_its_questions(key: str) -> None:
    said = words(key)
    for step in STEPS:
        there = key == CCTV or step not in OF_CCTV
        assert (f"Step {step.number}: {step.title} {step.intro}" in said) is there
        for name, field in forms.StepForm(None, step=step, dpia=Dpia(kind=Kind.CCTV)).fields.items():
            if name in step.fields:
                assert (str(field.label) in said) is there, name
                offered = getattr(field, "choices", ())
                assert all(str(label) in said for value, label in offered if value), name


@pytest.mark.parametrize("key", [DPIA, CCTV])
def test_every_question_of_the_screening_can_be_answered_with_yes_or_no(key: str) -> None:
    said = words(key).replace("\N{NO-BREAK SPACE}", " ")
    assert all(f"{asked} {example} ☐ Yes ☐ No" in said for asked, example in SCREENING.values())


def test_only_cameras_need_no_outcome_of_the_screening() -> None:
    assert all(f"☐ {need.label}" in words(DPIA) for need in Need)
    assert not any(f"☐ {need.label}" in words(CCTV) for need in Need)
    assert "It is about cameras, so an assessment is needed whatever you answer." in words(CCTV)


@pytest.mark.parametrize("key", [DPIA, CCTV])
def test_risks_advice_decision_and_what_must_be_done_have_their_room(key: str) -> None:
    said = words(key)
    for form in OF_BOTH:
        asked = [field for field in form.base_fields.values() if not field.widget.is_hidden]
        assert all(str(field.label) in said for field in asked), form
    assert all(f"☐ {state.label}" in said for state in OUTCOMES)
    assert all(str(each.label) in said for each in (*Severity, *Likelihood))


def test_each_camera_is_asked_about_and_drawn_on_the_plan() -> None:
    said = words(CCTV)
    shown = {name: field for name, field in CameraForm.base_fields.items() if not field.widget.is_hidden}
    assert all(str(field.label) in said for name, field in shown.items() if name not in DRAWN)
    assert "Draw the rooms from above, with the number of each camera" in said
    assert f"Not allowed: {'; '.join(place.label for place in Place if place in NEVER)}" in said
    assert not any(f"☐ {place.label}" in said for place in NEVER)


def test_cameras_have_signs_and_are_asked_about_every_year() -> None:
    for form in (forms.PhotographForm, forms.NeedForm):
        asked = [
            str(field.label)
            for field in form.base_fields.values()
            if not field.widget.is_hidden and not isinstance(field, FileField)
        ]
        assert all(label in words(CCTV) for label in asked)
        assert not any(label in words(DPIA) for label in asked)


@pytest.mark.parametrize("key", [DPIA, CCTV])
def test_another_question_or_another_note_is_on_it_at_once(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(questions.NOTES, "creep", "What stops it from growing")  # type: ignore[arg-type]
    monkeypatch.setitem(questions.SCREENING, "C9", ("Does it shut anybody out?", "Think of all."))  # type: ignore[arg-type]
    more = STEPS[0]._replace(title="One step more")
    monkeypatch.setattr(blank, "steps_of", lambda empty: (more,))
    said = words(key)
    assert "Does it shut anybody out? Think of all." in said
    assert "Step 1: One step more" in said
    monkeypatch.undo()
    monkeypatch.setitem(questions.NOTES, "creep", "What stops it from growing")  # type: ignore[arg-type]
    assert "What stops it from growing" in words(key)
