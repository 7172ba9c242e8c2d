"""What every form of a verb shares: the version that was read, and how a refusal comes back into it."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.db import transaction

from governance.errors import Refused, Verdict
from governance.ledger import writing as ledger
from governance.workflow.register import Register

T = TypeVar("T")


class VerbForm(forms.Form):
    """The form of one verb on one record. It validates and never saves.

    Carries the version the user read, so that a stale edit is noticed; give it with `initial`.
    """

    read_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    verdict: Verdict | None = None

    def refuse(self, verdict: Verdict) -> None:
        """Show a refusal at the top of the form, with everything typed kept."""
        self.verdict = verdict
        code = f" ({verdict.code.value})" if verdict.code else ""
        self.add_error(None, f"{verdict.reason}{code} {verdict.next_step}".strip())

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed, without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "read_version"}


def attempt(
    register: Register, form: VerbForm, action: Callable[[], T], *, reference: str = "", verb: str = ""
) -> T | None:
    """Do `action`; when a rule refuses, show that in `form`, keep the refusal in the ledger, return None."""
    try:
        with transaction.atomic():
            return action()
    except Refused as refusal:
        verdict = refusal.verdict
        form.refuse(verdict)
        ledger.record(
            "refused",
            register=register.name,
            reference=reference,
            reason=verdict.reason,
            step=verb,
            code=verdict.code.value if verdict.code else "",
        )
        return None
