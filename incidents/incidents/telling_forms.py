"""The forms about the people: what becomes of them, each contact, letters, the announcement."""

from typing import Any

from django import forms

from governance.accounts.models import User
from governance.fields import DateTimeField, Explained, YesOrNo
from governance.people.contact import contact_notes
from governance.people.names import shown_name
from incidents.incidents import letters
from incidents.incidents.forms import NAME_NOBODY, StepForm, long
from incidents.incidents.models import Affected
from incidents.incidents.outstanding import candour_of, law_wants_them_told, to_be_told
from incidents.incidents.sorts import Certainty, Exemption, How, Telling
from incidents.incidents.telling import reachable


class DecideTellingForm(StepForm):
    telling = forms.ChoiceField(
        choices=Telling,
        label="What becomes of the people?",
        widget=Explained(
            {
                Telling.TELL: "This is what we do, unless something below holds",
                Telling.WITHHOLD: "Only the Data Protection Officer decides this",
            }
        ),
    )
    exemption = forms.ChoiceField(
        choices=[("", "None of these"), *Exemption.choices],
        label="If each of them is not told: which exception of the law holds?",
        widget=forms.RadioSelect,
        required=False,
    )
    because = long(
        "If each of them is not told: why?",
        f"Which harm would telling them do? Or why does the exception hold? {NAME_NOBODY}",
        required=False,
    )

    def begin(self) -> None:
        near_miss = self.incident.certainty == Certainty.NEAR_MISS
        self.initial["telling"] = self.incident.telling or (Telling.NOBODY if near_miss else Telling.TELL)
        self.initial["because"] = self.incident.telling_because
        self.initial["exemption"] = self.incident.exemption
        if not law_wants_them_told(self.incident):
            del self.fields["exemption"]


class _WhomField(forms.ModelChoiceField):
    """One of those whom it is about: the name as far as the user may read it, and the reference."""

    user: User

    def label_from_instance(self, affected: Any) -> str:
        name = shown_name(affected.person, self.user, "incidents")
        return f"{name} ({affected.person.reference})"


class _WhomForm(StepForm):
    """Asks which of them, each with how to reach them safely."""

    affected = _WhomField(Affected.objects.none(), label="Who?", widget=Explained({}), empty_label=None)

    def begin(self) -> None:
        field: Any = self.fields["affected"]
        field.user = self.user
        field.queryset = self.meant()
        self.mind = {str(each.pk): contact_notes(each.person) for each in field.queryset}
        needs = {str(each.pk): each.person.communication_needs for each in field.queryset}
        field.widget.hints = {
            pk: " ".join([*notes, *([f"What helps them: {needs[pk]}"] if needs[pk] else [])])
            for pk, notes in self.mind.items()
        }

    def meant(self) -> Any:
        return reachable(self.incident, self.user, self.at)


class _ReachForm(_WhomForm):
    """One of them is reached, or somebody who is not in our records."""

    affected = _WhomField(
        Affected.objects.none(),
        label="Who?",
        widget=Explained({}),
        empty_label="Somebody who is not in our records",
        required=False,
        blank=True,
    )
    keeps_to_it = YesOrNo(
        label="Does this way keep to how they asked to be reached?",
        help_text="Read what stands under their name. Another way may put them in danger",
        required=False,
    )
    candour = forms.BooleanField(label="It is about the care, by the duty of candour", required=False)

    def begin(self) -> None:
        super().begin()
        if not any(self.mind.values()):
            del self.fields["keeps_to_it"]
        if len(self.mind) == 1:
            self.initial["affected"] = next(iter(self.mind))
        duty = candour_of(self.incident)
        if duty is None or not duty.applies:
            del self.fields["candour"]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        chosen = facts.get("affected")
        if chosen is not None and self.mind.get(str(chosen.pk)) and facts.get("keeps_to_it") is None:
            self.add_error("keeps_to_it", "Say whether this way keeps to what they asked")
        return facts


class ContactForm(_ReachForm):
    how = forms.ChoiceField(choices=How, label="How?", widget=forms.RadioSelect)
    who = forms.CharField(max_length=120, label="Which of us spoke or wrote to them?")
    told_at = DateTimeField(label="When?")
    reached = YesOrNo(label="Did you reach them?", help_text="If not, write down that you tried")
    words = long("What did they say? Or why did you not reach them?")
    field_order = ["affected", "how", "keeps_to_it", "who", "told_at", "reached", "words", "candour"]
    keeps = True

    def begin(self) -> None:
        super().begin()
        self.initial["who"], self.initial["told_at"] = self.user.name, self.at


class LetterForm(_ReachForm):
    words = long(
        "What does the letter say?",
        "Plain words. That we are sorry, and where they can complain, stands in it already",
        rows=14,
    )
    field_order = ["affected", "keeps_to_it", "words", "candour"]
    keeps = True

    def begin(self) -> None:
        super().begin()
        # What to begin with is about data; the duty of candour is about care.
        if "candour" not in self.fields:
            self.initial["words"] = letters.script(self.incident)


class WithholdForm(_WhomForm):
    because = long("Which harm would telling them do?", "It is kept with the decision")

    def meant(self) -> Any:
        waiting = [each.pk for each in to_be_told(self.incident)]
        return super().meant().filter(pk__in=waiting)


class TellAfterAllForm(_WhomForm):
    reason = long("Why are they told after all?", NAME_NOBODY)

    def meant(self) -> Any:
        return super().meant().exclude(withheld_at=None)


class AnnounceForm(StepForm):
    announced_at = DateTimeField(label="When was it announced?")
    announcement = long("What was announced, and where?", NAME_NOBODY, rows=5)

    def begin(self) -> None:
        self.initial["announced_at"] = self.at
