"""The forms of the steps that an agreement can take in any state, and of the question whether it is covered."""

from typing import Any

from django import forms

from governance.accounts.models import User
from governance.records.columns import LONGEST_LINE
from governance.workflow.forms import VerbForm
from sharing.agreements.keeping import owners
from sharing.agreements.models import Agreement, Notice


class KeepingForm(VerbForm):
    """A form about one agreement as it stands."""

    def __init__(self, data: Any, *, agreement: Agreement) -> None:
        names = ("notice", "notice_note")
        said = (
            {name: getattr(agreement, name) for name in names} if agreement.notice != Notice.MISSING else {}
        )
        super().__init__(data, initial={**said, "read_version": agreement.version})


class NoticeForm(KeepingForm):
    """Whether people are told."""

    notice = forms.ChoiceField(
        choices=Notice,
        widget=forms.RadioSelect,
        label="Does a privacy notice tell people of this sharing?",
        help_text="Look it up in the notice of the service that shares, as it is given out today",
    )
    notice_note = forms.CharField(
        max_length=LONGEST_LINE,
        required=False,
        label="Which notice, or why it need not say so",
        help_text="For example: England, version 4. Or: only staff are concerned, who have a notice of their own",
    )

    def clean_notice(self) -> Notice:
        return Notice(self.cleaned_data["notice"])

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if facts.get("notice") == Notice.EXCUSED and not facts.get("notice_note"):
            self.add_error("notice_note", "Write why no privacy notice needs to say it")
        return facts


class AppointForm(KeepingForm):
    """Who answers for it."""

    owner = forms.ModelChoiceField(User.objects.none(), label="Who is its owner from now on?")

    def __init__(self, data: Any, *, agreement: Agreement) -> None:
        super().__init__(data, agreement=agreement)
        self.fields["owner"].queryset = owners(agreement).exclude(pk=agreement.owner_id)  # type: ignore[attr-defined]
