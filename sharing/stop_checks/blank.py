"""The sheet of a Stop and Check: its questions for the sender, and room for the second person, on paper."""

from collections.abc import Mapping

from django import forms

from governance.defaults import APPROVAL_DAYS, STOP_CHECK_PEOPLE
from governance.documents.door import Source
from governance.documents.paper import Part, questions, sheet
from governance.resources.blanks import Blank, add
from governance.resources.kinds import Kind
from sharing.caldicott import PRINCIPLES
from sharing.ladder import Rung
from sharing.routes import REFUSED
from sharing.stop_checks.forms import (
    CloseForm,
    ConfirmForm,
    DraftForm,
    FileForm,
    QuestionForm,
    SendBackForm,
    TakeForm,
)
from sharing.stop_checks.models import StopCheck
from sharing.stop_checks.questions import QUESTIONS, Question
from sharing.stop_checks.register import STOP_CHECKS
from sharing.transfers import Transfer, reasons

# What helps on paper, where the screen offers what we know or says what it does.
ON_PAPER: Mapping[str, str] = {
    "recipient_email": "Their own address at work",
    "address": "One that we have for this organisation",
    "same": "Compare it with the one that Sharewell shows",
}
INTRO_ON_PAPER: Mapping[str, str] = {
    "file": "It is put in on the screen. There we look through it, and somebody checks it.",
}
OUTCOMES = ("approve", "send_back", "reject")
EVERY_REASON = Transfer(
    people=STOP_CHECK_PEOPLE.value,
    rung=Rung.IDENTIFIABLE,
    handover=True,
    whole_caseload=True,
    removable_media=True,
    new_route=True,
)


def source() -> Source:
    """The questions as they are asked now. It is about no transfer that there is."""
    checking = {**TakeForm.base_fields, **SendBackForm.base_fields}
    return sheet(
        "stop_checks/blank.html",
        SHEET.title,
        SHEET.fill_in,
        needed_when=reasons(EVERY_REASON),
        principles=PRINCIPLES,
        about=questions(DraftForm.base_fields),
        parts=[_part(question) for question in QUESTIONS],
        outcomes=[STOP_CHECKS.verbs[verb].label for verb in OUTCOMES],
        checking=questions(checking),
        days=APPROVAL_DAYS.value,
        after=questions({**ConfirmForm.base_fields, **CloseForm.base_fields}, hints=ON_PAPER),
        for_whom=("The sender", "The checker, on the Data team"),
    )


def _part(question: Question) -> Part:
    asked = questions(_fields(question), hints=ON_PAPER, never=REFUSED)
    return Part(question.slug, question.title, INTRO_ON_PAPER.get(question.slug, question.intro), asked)


def _fields(question: Question) -> Mapping[str, forms.Field]:
    if question.fields:
        return QuestionForm(None, question=question, check=StopCheck()).fields
    # How many people it is about is asked with what it is.
    return {name: field for name, field in FileForm.base_fields.items() if name != "people"}


SHEET = add(
    Blank(
        key="stop-and-check-sheet",
        title="Stop and Check: sheet",
        kind=Kind.FORM,
        words="What the sender answers and a second person looks at, before anything large leaves.",
        section="privacy-sharing-and-confidentiality-policy#stop-and-check",
        fill_in="/stop-checks/new/",
        register="stop_checks",
        source=source,
    )
)
