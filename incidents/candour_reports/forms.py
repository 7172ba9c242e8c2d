"""The forms of the yearly report. They validate and never save."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from governance.records.columns import LONGEST_TEXT
from governance.workflow.forms import VerbForm
from incidents.candour_reports import rules
from incidents.candour_reports.models import CandourReport
from incidents.candour_reports.naming import named, of_accounts


def _box(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        max_length=LONGEST_TEXT, label=label, help_text=help_text, widget=forms.Textarea(attrs={"rows": 7})
    )


class StepForm(VerbForm):
    """A step that asks for nothing besides the version that was read."""

    def __init__(self, data: Any = None, *, report: CandourReport, **initial: Any) -> None:
        super().__init__(data, initial={"read_version": report.version, **initial})


class WriteForm(StepForm):
    """What we say about the year. The name of a colleague, or a reference, is named as what must not stand there.

    Of people nobody is told here which name it is: whoever tried one after the other would learn who was hurt.
    """

    keeps = True
    followed = _box(
        "How did we follow the procedure?", "Say what went well, what came late, and what support people got."
    )
    policies = _box(
        "What are our rules, and who helps?",
        "How we notice and report what goes wrong, and what support there is for staff and for people.",
    )
    changes = _box("What did we learn and change?", "What is different now because of what happened.")

    def __init__(self, data: Any = None, *, report: CandourReport) -> None:
        begun = bool(report.authors)
        super().__init__(
            data,
            report=report,
            followed=report.followed,
            policies=report.policies if begun else rules.POLICIES,
            changes=report.changes,
        )

    def clean_followed(self) -> str:
        return self._without_names("followed")

    def clean_policies(self) -> str:
        return self._without_names("policies")

    def clean_changes(self) -> str:
        return self._without_names("changes")

    def _without_names(self, field: str) -> str:
        text: str = self.cleaned_data[field]
        if words := named(text, of_accounts()):
            found = ", ".join(f"“{word}”" for word in words)
            raise ValidationError(f"Take out {found}: everybody will read this, and nobody may be recognised")
        return text


class ReasonForm(StepForm):
    reason = forms.CharField(
        max_length=LONGEST_TEXT,
        label="Why?",
        help_text="Write no names",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PublishForm(StepForm):
    content_hash = forms.CharField(max_length=64, widget=forms.HiddenInput)
    read = forms.BooleanField(label="I have read it, and nobody can be recognised in it")

    def __init__(self, data: Any = None, *, report: CandourReport) -> None:
        super().__init__(data, report=report, content_hash=report.content_hash)

    @property
    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in super().facts.items() if name != "read"}
