"""What is asked of "may we share?": about one person, or about a group. The forms never save."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError

from consent.consents.models import Consent
from consent.consents.rules import State, moment_allowed
from consent.items import DataItem
from consent.kinds import Kind
from consent.parts import Part, part
from consent.purposes import OF_KIND, Purpose
from governance.accounts.models import Service
from governance.fields import DateTimeField, FormKeyField
from governance.organisations.models import Organisation
from governance.people.models import Case, Person
from governance.workflow.forms import VerbForm
from sharing.decision import Asked
from sharing.disclosing import Reason
from sharing.disclosures.diseases import Disease, Suspicion
from sharing.disclosures.recipients import unknown
from sharing.ladder import LEAST_COUNTED, Rung, hides_people
from sharing.routes import Route

ORGANISATION, UNLISTED, SOMEONE = "organisation", "body", "person"
# A group is smaller than this by far; more is a slip of the finger.
MOST_PEOPLE = 1_000_000
WITH_CONSENT = "It rests on what they said"


class QuestionForm(VerbForm):
    """Who gets what, why and how: what both questions have in common."""

    form_key = FormKeyField()
    recipient = forms.CharField(
        max_length=160,
        required=False,
        label="If it is none of these: who is it?",
        help_text="The whole name, for example: Elm Surgery",
    )
    purpose = forms.ChoiceField(choices=Purpose, label="What is it for?", initial=Purpose.CARE)
    named = forms.CharField(
        max_length=160, required=False, label="If it is research: what is the study called?"
    )
    items = forms.MultipleChoiceField(
        choices=DataItem, widget=forms.CheckboxSelectMultiple, label="What would you share?"
    )
    rung = forms.TypedChoiceField(
        choices=Rung, coerce=lambda typed: Rung(int(typed)), label="How much of a person shows in it?"
    )
    route = forms.ChoiceField(
        choices=Route, label="How would you send or say it?", initial=Route.SECURE_EMAIL
    )
    recurring = forms.BooleanField(required=False, label="We share this again and again")
    reason = forms.ChoiceField(
        choices=[("", WITH_CONSENT), *Reason.choices],
        required=False,
        label="Why would you share without asking them?",
        help_text="Only for one of these reasons. Ask them first, wherever you can",
    )
    emergency = forms.BooleanField(
        required=False, label="This cannot wait: somebody may be hurt before anybody else can look"
    )
    disease = forms.ChoiceField(
        choices=[("", "Choose one"), *Disease.choices],
        required=False,
        label="If it is a disease that must be reported: which?",
        help_text="England and Scotland have a list each. We look on the list of the service’s nation",
    )
    suspected_at = DateTimeField(
        required=False,
        label="When did the doctor begin to suspect it?",
        help_text="Leave it empty for now. For example, 27 3 2026 at 14:30",
    )
    significant_harm = forms.BooleanField(required=False, label="It could do significant harm to others")

    def __init__(self, data: Any = None, *, at: datetime, past: bool, initial: dict[str, Any]) -> None:
        self.at = at
        self.organisation: Organisation | None = None
        # That we know nobody by the name that was typed, in words, where the answer is given all the same.
        self.unknown = ""
        self.private = False
        super().__init__(data, initial={"form_key": uuid4(), **initial})
        if past:
            self.fields["moment"] = DateTimeField(
                required=False,
                label="Which moment do you ask about?",
                help_text="Leave it empty to ask about now. For example, 27 3 2026 at 14:30",
            )

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if facts.get("emergency") and not facts.get("reason"):
            self.add_error("reason", "Choose why it cannot wait")
        if facts.get("purpose") == Purpose.RESEARCH and not facts.get("named"):
            self.add_error("named", "Write what the study is called")
        if facts.get("reason") == Reason.NOTIFIABLE_DISEASE and "disease" in self.fields:
            if not facts.get("disease") and "disease" not in self.errors:
                self.add_error("disease", "Choose which disease it is")
            suspected_at = facts.get("suspected_at")
            if suspected_at is not None and suspected_at > self.at:
                self.add_error("suspected_at", "This is in the future. Write when it was suspected")
        return facts

    def find_organisation(self, typed: str, *, go_on: bool = False) -> None:
        """The organisation with the typed name; else an error that offers those with a name like it.

        go_on: the answer cannot wait for the right name, so the same is said beside it.
        """
        if not typed:
            self.add_error("recipient", "Write the name of the organisation")
            return
        self.organisation = Organisation.objects.named(typed).first()
        if self.organisation is None and go_on:
            self.unknown = unknown(typed)
        elif self.organisation is None:
            self.add_error("recipient", unknown(typed))

    def asked(self) -> Asked:
        """The question, of a form that is valid."""
        facts = self.cleaned_data
        return Asked(
            recipient=facts["recipient"],
            organisation=self.organisation.pk if self.organisation else None,
            purpose=Purpose(facts["purpose"]),
            named=facts["named"],
            items=frozenset(facts["items"]),
            rung=facts["rung"],
            route=Route(facts["route"]),
            reason=Reason(facts["reason"]) if facts["reason"] else None,
            recurring=facts["recurring"],
            emergency=facts["emergency"],
            private=self.private,
        )

    def suspicion(self, at: datetime) -> Suspicion | None:
        """What a doctor suspects, where that is the reason; at this moment, unless an earlier one was typed."""
        facts = self.cleaned_data
        if facts["reason"] != Reason.NOTIFIABLE_DISEASE or not facts.get("disease"):
            return None
        return Suspicion(Disease(facts["disease"]), facts["suspected_at"] or at, facts["significant_harm"])

    def common_parts(self) -> Iterator[Part]:
        yield part(self, "What, and what for", "Share the least that helps.", "purpose named items rung")
        yield part(self, "How", "", "route recurring")

    def folded(self) -> Iterator[tuple[Part, bool]]:
        """The parts that few need, and whether something in them was typed or is wrong, so that they stand open."""
        names = "reason emergency disease suspected_at significant_harm"
        without = part(self, "Share without their consent", "", names)
        yield without, any(field.errors or self.cleaned_data_of(field.name) for field in without.fields)
        if "moment" in self.fields:
            then = part(self, "Ask about a past moment", "", "moment")
            yield then, any(field.errors or self.cleaned_data_of(field.name) for field in then.fields)

    def cleaned_data_of(self, name: str) -> Any:
        return getattr(self, "cleaned_data", {}).get(name)


class PersonForm(QuestionForm):
    """About one person: to somebody whom they named to us, an organisation, or somebody else."""

    case = forms.TypedChoiceField(label="Which service is this for?", widget=forms.RadioSelect)
    to = forms.ChoiceField(label="Who would get it?", widget=forms.RadioSelect)

    def __init__(
        self, data: Any = None, *, person: Person, cases: list[Case], at: datetime, past: bool = False
    ) -> None:
        self.person, self.cases = person, {str(case.pk): case for case in cases}
        first = next(iter(self.cases), "") if len(cases) == 1 else ""
        super().__init__(data, at=at, past=past, initial={"rung": Rung.IDENTIFIABLE, "case": first})
        case = self.fields["case"]
        case.choices = [(pk, each.service.name) for pk, each in self.cases.items()]  # type: ignore[attr-defined]
        if len(cases) == 1:
            case.widget = forms.HiddenInput()
        self.named_to_us = dict(_named_by(person, cases))
        known = [(key, words) for key, (words, _) in self.named_to_us.items()]
        others = [
            (ORGANISATION, "An organisation"),
            (UNLISTED, "An organisation that is not on our list"),
            (SOMEONE, "A person, such as a relative or friend"),
        ]
        self.fields["to"].choices = [*known, *others]  # type: ignore[attr-defined]
        # On the others nobody shows, which is never so of one person.
        self.fields["rung"].choices = [each for each in Rung.choices if Rung(each[0]).is_personal]  # type: ignore[attr-defined]
        self.fields["recipient"].help_text = "The whole name, for example: Elm Surgery"

    def clean_moment(self) -> datetime | None:
        moment: datetime | None = self.cleaned_data["moment"]
        if moment is not None and not (verdict := moment_allowed(moment, self.person.born_on, self.at)):
            raise ValidationError(f"{verdict.reason} {verdict.next_step}")
        return moment

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        to, typed = facts.get("to"), " ".join((facts.get("recipient") or "").split())
        if to in self.named_to_us:
            consent = self.named_to_us[to][1]
            self.organisation, facts["recipient"] = consent.organisation, consent.recipient
            self._by_name(consent.recipient, private=consent.kind == Kind.SHARE_FAMILY)
        elif to in (ORGANISATION, UNLISTED):
            urgent = to == UNLISTED or bool(facts.get("emergency"))
            self.find_organisation(typed, go_on=urgent)
            facts["recipient"] = self.organisation.name if self.organisation else typed
        elif to == SOMEONE:
            facts["recipient"] = typed
            if not typed:
                self.add_error("recipient", "Write the name of the person")
            self._by_name(typed, private=True)
        return facts

    def _by_name(self, name: str, *, private: bool) -> None:
        """Whatever somebody calls it: an agreement is asked for with an organisation that we know by this name."""
        if self.organisation is None and name:
            self.organisation = Organisation.objects.named(name).first()
        self.private = private and self.organisation is None

    @property
    def chosen_case(self) -> Case:
        return self.cases[self.cleaned_data["case"]]

    def parts(self) -> Iterator[Part]:
        yield part(self, "Who would get it", "", "case to recipient")
        yield from self.common_parts()


def _named_by(person: Person, cases: list[Case]) -> Iterator[tuple[str, tuple[str, Consent]]]:
    """Whom the person's answers name, each once, with a consent that names them."""
    services = {case.service_id for case in cases}
    said = Consent.objects.filter(person=person, service__in=services, kind__in=list(OF_KIND))
    seen = set()
    for consent in said.exclude(state=State.DRAFT).select_related("organisation").order_by("-id"):
        body = consent.organisation
        words = consent.recipient
        if body is not None and not consent.to_body:
            words = f"{words}, {body.name}"
        elif consent.relationship:
            words = f"{words}, {consent.relationship}"
        if (key := (consent.body_id, words.upper())) not in seen:
            seen.add(key)
            yield f"c{consent.pk}", (words, consent)


class GroupForm(QuestionForm):
    """About several people of a service, by number."""

    service = forms.TypedChoiceField(label="Which service is this for?", widget=forms.RadioSelect)
    people = forms.IntegerField(
        min_value=2,
        max_value=MOST_PEOPLE,
        label="How many people is it about?",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric"}),
    )
    handover = forms.BooleanField(required=False, label="A service closes, or goes to another provider")
    whole_caseload = forms.BooleanField(required=False, label="It is a whole caseload")

    def __init__(
        self, data: Any = None, *, services: Mapping[int, Service], at: datetime, past: bool = False
    ) -> None:
        self.services = {str(pk): service for pk, service in services.items()}
        first = next(iter(self.services), "") if len(services) == 1 else ""
        super().__init__(data, at=at, past=past, initial={"rung": Rung.AGGREGATED, "service": first})
        field = self.fields["service"]
        field.choices = [(pk, service.name) for pk, service in self.services.items()]  # type: ignore[attr-defined]
        if len(services) == 1:
            field.widget = forms.HiddenInput()
        self.fields["recipient"].label = "Which organisation would get it?"
        # A doctor reports one person at a time.
        for name in ("disease", "suspected_at", "significant_harm"):
            del self.fields[name]
        reason: Any = self.fields["reason"]
        reason.choices = [each for each in reason.choices if each[0] != Reason.NOTIFIABLE_DISEASE]

    def clean_moment(self) -> datetime | None:
        moment: datetime | None = self.cleaned_data["moment"]
        if moment is not None and not (verdict := moment_allowed(moment, None, self.at)):
            raise ValidationError(f"{verdict.reason} {verdict.next_step}")
        return moment

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        if "recipient" in facts:
            self.find_organisation(" ".join(facts["recipient"].split()))
            if self.organisation is not None:
                facts["recipient"] = self.organisation.name
        if facts.get("rung") is not None and not (
            hidden := hides_people(
                facts["rung"], people=facts.get("people") or LEAST_COUNTED, items=facts.get("items") or ()
            )
        ):
            self.add_error("rung", f"{hidden.reason} {hidden.next_step}")
        return facts

    @property
    def chosen_service(self) -> Service:
        return self.services[self.cleaned_data["service"]]

    def asked(self) -> Asked:
        facts = self.cleaned_data
        return replace(
            super().asked(),
            people=facts["people"],
            handover=facts["handover"],
            whole_caseload=facts["whole_caseload"],
        )

    def parts(self) -> Iterator[Part]:
        yield part(self, "Whom it is about", "", "service people handover whole_caseload")
        yield part(self, "Who would get it", "", "recipient")
        yield from self.common_parts()
