"""The short forms: one for each step of a consent that is there already. They validate and never save."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from consent.consents.models import Consent, Route
from consent.consents.rules import Giver, same_name
from consent.evidence.forms import SignatureField
from consent.kinds import KINDS, Kind
from governance.errors import Verdict
from governance.fields import DateField, DateTimeField
from governance.workflow.forms import VerbForm


class StepForm(VerbForm):
    """The form of a verb on a consent that is there already."""

    def __init__(
        self, data: Any = None, files: Any = None, *, consent: Consent, at: datetime, how: str = ""
    ) -> None:
        self.consent, self.at = consent, at
        super().__init__(data, files, initial={"read_version": consent.version, **self.begin()})

    def begin(self) -> dict[str, Any]:
        """What stands in the form at first."""
        return {}

    def possible(self, name: str, allowed: Callable[[datetime, datetime], Verdict]) -> datetime | None:
        """The moment typed in this field, which must be `allowed` now."""
        moment: datetime | None = self.cleaned_data[name]
        if moment is not None and not (verdict := allowed(moment, self.at)):
            raise ValidationError(f"{verdict.reason} {verdict.next_step}".strip())
        return moment


class SignedForm(StepForm):
    """A step in which somebody may sign here. Who signs with a name that we do not know them by is asked about.

    It may well be right: a maiden name, or what everybody calls them. So whoever is sure ticks it.
    """

    signature = SignatureField(required=False, label="Their signature")
    right_name = forms.BooleanField(required=False, label="This is right: they sign with this name")

    def __init__(
        self, data: Any = None, files: Any = None, *, consent: Consent, at: datetime, how: str = ""
    ) -> None:
        super().__init__(data, files, consent=consent, at=at, how=how)
        if not self.is_bound:
            del self.fields["right_name"]

    def ask_about_name(self, giver: str, giver_name: str) -> None:
        """Whether the signature has the name of who answered; the tick is shown only where that is asked."""
        signed = self.cleaned_data.get("signature")
        known = self.consent.person.name if giver == Giver.SELF else giver_name
        sure = self.cleaned_data.pop("right_name", False)
        if signed is None or not known or same_name(signed.name, known):
            self.fields.pop("right_name", None)
        elif not sure:
            self.add_error(
                "signature",
                "This is not the name that we have for who answered. Check it. "
                "If they sign with this name, tick below that it is right",
            )


class SaidForm(StepForm):
    """When they said it."""

    said_at = DateTimeField(label="When did they say it?")

    def begin(self) -> dict[str, Any]:
        return {"said_at": self.consent.said_at or self.at}

    def clean_said_at(self) -> datetime | None:
        return self.possible("said_at", self.consent.said_allowed)


class WithdrawForm(StepForm):
    """When they said that they take it back, and how they told us. Nothing else is asked."""

    withdrawn_at = DateTimeField(label="When did they say it?", help_text="Change this if it was earlier")
    withdrawal_route = forms.ChoiceField(
        choices=Route, widget=forms.RadioSelect, label="How did they tell us?", initial=Route.IN_PERSON
    )

    def begin(self) -> dict[str, Any]:
        return {"withdrawn_at": self.at}

    def clean_withdrawn_at(self) -> datetime | None:
        return self.possible("withdrawn_at", self.consent.said_allowed)


class ToldForm(StepForm):
    """When the last of the recipients was told, or that there was nobody to tell."""

    nothing_shared = forms.TypedChoiceField(
        choices=[("no", "Everyone who received something is told"), ("yes", "Nothing had been shared yet")],
        coerce=lambda typed: typed == "yes",
        widget=forms.RadioSelect,
        label="What did you do?",
    )
    told_at = DateTimeField(label="When did you tell the last of them?", required=False)
    told_note = forms.CharField(
        max_length=300,
        required=False,
        label="Whom did you tell, and how?",
        help_text="For example: Elm Surgery, by telephone",
    )

    def begin(self) -> dict[str, Any]:
        return {"told_at": self.at}

    def clean_told_at(self) -> datetime | None:
        return self.possible("told_at", self.consent.told_allowed)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if facts.get("nothing_shared"):
            facts["told_at"], facts["told_note"] = None, ""
        elif facts.get("nothing_shared") is False and not facts.get("told_note"):
            self.add_error("told_note", "Write whom you told, and how")
        return facts


class AcknowledgedForm(StepForm):
    """When the last of the recipients said that they know."""

    acknowledged_at = DateTimeField(label="When did the last of them answer?")
    acknowledged_note = forms.CharField(
        max_length=300,
        label="Who answered, and how?",
        help_text="For example: Elm Surgery, by email. They have taken it off their list",
    )

    def begin(self) -> dict[str, Any]:
        return {"acknowledged_at": self.at}

    def clean_acknowledged_at(self) -> datetime | None:
        return self.possible("acknowledged_at", self.consent.acknowledged_allowed)


class SetEndForm(StepForm):
    """The day on which the study, campaign, session or group ends for them."""

    ends_on = DateField()

    def __init__(
        self, data: Any = None, files: Any = None, *, consent: Consent, at: datetime, how: str = ""
    ) -> None:
        super().__init__(data, files, consent=consent, at=at, how=how)
        its = KINDS[Kind(consent.kind)].named
        self.fields["ends_on"].label = f"The day when {its.end}" if its else "The day when it ends"


class InvalidateForm(StepForm):
    """What was found."""

    reason = forms.CharField(
        max_length=500,
        label="Why was it not valid?",
        help_text="Which of the ten checks was not met, and how you found out. Name nobody",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
