"""What every form of a verb shares: the version that was read, and how a refusal comes back into it."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from governance.errors import IllegalTransition, Refused, Stale, Verdict
from governance.ledger import writing as ledger
from governance.records.models import Record
from governance.workflow.register import Register

T = TypeVar("T")


# Marks that turn text round, and code points that are no characters: they hide what is really written.
HIDDEN = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def nothing_hidden(text: object) -> None:
    """Refuses hidden characters; raises ValidationError."""
    if isinstance(text, str) and HIDDEN.search(text):
        raise ValidationError("This holds a hidden character. Delete it and type it again", code="hidden")


class VerbForm(forms.Form):
    """The form of one verb on one record. It validates and never saves.

    Carries the version the user read, so that a stale edit is noticed; give it with `initial`.
    """

    read_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    # Someone else changed the record first: the page that shows the form again answers 409.
    conflict = False
    # What is typed is shown again even where the step is not open any more; every form with room for a text does so.
    keeps = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                field.validators.append(nothing_hidden)

    def refuse(self, verdict: Verdict) -> None:
        """Show a refusal at the top of the form, with everything typed kept."""
        code = f" ({verdict.code.value})" if verdict.code else ""
        self.add_error(None, f"{verdict.reason}{code} {verdict.next_step}".strip())

    def read_now(self, record: Record) -> None:
        """From now on the form is of the record as it stands: whoever saves has seen that."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[self.add_prefix("read_version")] = str(record.version)  # type: ignore[index]

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed, without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "read_version"}


def keeps(form: type[VerbForm]) -> bool:
    """Whether what is typed in this form is too much to lose where its step is not open any more."""
    return form.keeps or any(isinstance(field.widget, forms.Textarea) for field in form.base_fields.values())


def attempt(
    register: Register,
    form: VerbForm,
    action: Callable[[], T],
    *,
    reference: str = "",
    person_id: int | None = None,
    verb: str = "",
) -> T | None:
    """Do `action`; when a rule refuses, show that in `form`, keep the refusal in the ledger, return None.

    A step that is not open any more has nothing to be typed for: its refusal goes on to the 409 page, unless the
    form keeps what was typed.
    """
    try:
        with transaction.atomic():
            return action()
    except Refused as refusal:
        closed = isinstance(refusal, IllegalTransition)
        if closed and not keeps(type(form)):
            raise
        verdict = refusal.verdict
        form.conflict = closed or isinstance(refusal, Stale)
        form.refuse(verdict)
        ledger.record(
            "refused",
            register=register.name,
            reference=reference,
            person_id=person_id,
            reason=verdict.reason,
            step=verb,
            code=verdict.code.value if verdict.code else "",
        )
        return None
