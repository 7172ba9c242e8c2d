"""What every form of a verb shares: the version that was read, and how a refusal comes back into it."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from governance.errors import IllegalTransition, Refused, Stale, Verdict
from governance.ledger import writing as ledger
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
    # So much is typed that it is shown again even where the step is not open any more.
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

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed, without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "read_version"}


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
    form `keeps` what was typed.
    """
    try:
        with transaction.atomic():
            return action()
    except Refused as refusal:
        closed = isinstance(refusal, IllegalTransition)
        if closed and not form.keeps:
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
