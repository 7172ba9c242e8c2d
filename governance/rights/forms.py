"""What is asked of whoever uses a right, and of the IG team in each step. The forms validate and never save."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from governance.accounts.models import Service, User
from governance.calendar import local_day
from governance.errors import Verdict
from governance.fields import DateField, Explained
from governance.people.models import Person
from governance.records.columns import LONGEST_LINE, LONGEST_TEXT
from governance.rights.models import Channel, Piece, RightsRequest, Search
from governance.rights.permissions import may_have_come
from governance.rights.rules import GROUNDS, MARKS, Longer, Outcome, Right
from governance.rights.words import EXPLAINED
from governance.workflow.forms import nothing_hidden
from governance.workflow.once import OnceForm
from governance.workflow.open_forms import OpenForm

OLDEST = 130
MOST_WORDS = 30
ABOUT_ANOTHER = " (about somebody else)"
# Of what nobody could do without knowing more.
MUST_SAY = (Right.RECTIFICATION, Right.RESTRICTION, Right.OBJECTION)


def _text(label: str, *, rows: int = 3, most: int = LONGEST_TEXT, **options: Any) -> forms.CharField:
    return forms.CharField(
        max_length=most, label=label, widget=forms.Textarea(attrs={"rows": rows}), **options
    )


def _line(label: str, *, most: int = LONGEST_LINE, **options: Any) -> forms.CharField:
    box = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(max_length=most, label=label, widget=box, **options)


def _demand(verdict: Verdict) -> None:
    if not verdict:
        raise ValidationError(f"{verdict.reason} {verdict.next_step}")


def _services() -> list[tuple[str, str]]:
    known = Service.objects.order_by("name", "pk")
    return [("", "I do not know, or would rather not say"), *((str(each.pk), each.name) for each in known)]


def _staff_services() -> list[tuple[str, str]]:
    return [("", "None of them, or not known"), *_services()[1:]]


def _service(pk: str) -> Service | None:
    return Service.objects.get(pk=pk) if pk else None


def _born(day: date | None, on: date) -> date | None:
    if day and day > on:
        raise ValidationError("The date of birth must be in the past")
    if day and on.year - day.year > OLDEST:
        raise ValidationError("Check the year of birth: it is very long ago")
    return day


def _born_words(person: Person) -> str:
    return f", born {person.born_on:%-d %B %Y}" if person.born_on else ""


# --- Taking it in ---------------------------------------------------------------------------


class AskForm(OpenForm):
    """The form for anyone."""

    right = forms.ChoiceField(
        choices=Right,
        label="What do you want us to do?",
        widget=Explained({each: EXPLAINED[each] for each in Right}),
    )
    words = _text(
        "Tell us more",
        rows=6,
        required=False,
        help_text="For example from which time, from which service, or what is wrong. You need not say why you ask.",
    )
    name = forms.CharField(
        max_length=120, label="Your name", widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    born_on = DateField(
        label="Your date of birth",
        required=False,
        help_text="It helps us to find you. You can leave it empty.",
    )
    service = forms.ChoiceField(
        choices=_services, required=False, label="Which of our services do you use, or did you use?"
    )
    for_whom = _line(
        "If you ask for somebody else: for whom, and who are you to them?",
        required=False,
        help_text="For example: for my son, I am his father. We ask for proof.",
    )
    contact = _line(
        "How can we reach you?",
        required=False,
        help_text="An address, an e-mail address or a telephone number. If you leave it empty, follow your request "
        "here with the code that you get.",
    )
    safe_contact = _line(
        "Is there anything that we must mind when we contact you?",
        required=False,
        help_text="For example: text only, or no letters to my home.",
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        if typed.get("right") in MUST_SAY and not typed.get("words") and "words" not in self.errors:
            self.add_error("words", "Tell us what is wrong, or what we should not do")
        return typed

    def clean_born_on(self) -> date | None:
        return _born(self.cleaned_data["born_on"], local_day(self.at))

    def clean_service(self) -> Service | None:
        return _service(self.cleaned_data["service"])


class RecordForm(OnceForm):
    """What somebody asked by telephone, on paper or in person; about a person whom we know, with less to type."""

    right = forms.ChoiceField(
        choices=[(each.value, f"{each.named}: {each.label.lower()}") for each in Right],
        label="What do they ask?",
        widget=Explained({each: EXPLAINED[each] for each in Right}),
    )
    words = _text("What they said, in their words", rows=5)
    channel = forms.ChoiceField(
        choices=[each for each in Channel.choices if each[0] != Channel.WEB],
        label="How did it reach us?",
        widget=forms.RadioSelect,
    )
    received_on = DateField(label="On which day did it reach us?", help_text="Anybody here, not only you.")
    name = _line("Their name", most=120)
    born_on = DateField(label="Their date of birth", required=False, help_text="If you know it.")
    service = forms.ChoiceField(
        choices=_staff_services,
        required=False,
        label="Which service do they use, or did they use?",
        help_text="Its nation decides which days are free.",
    )
    for_whom = _line("If they ask for somebody else: for whom, and who are they to them?", required=False)
    contact = _line("How can we reach them?", required=False)
    safe_contact = _line("What must we mind when we contact them?", required=False)

    def __init__(
        self, *args: Any, at: datetime, user: User, person: Person | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.on, self.user, self.person = local_day(at), user, person
        self.initial.setdefault("received_on", self.on)
        if person is not None:
            del self.fields["name"], self.fields["born_on"], self.fields["service"]

    def clean_received_on(self) -> date:
        day: date = self.cleaned_data["received_on"]
        _demand(may_have_come(self.user, day, self.on))
        return day

    def clean_service(self) -> Service | None:
        return _service(self.cleaned_data["service"])

    def clean_born_on(self) -> date | None:
        return _born(self.cleaned_data["born_on"], self.on)

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed, with the name and birth date that we know of the person."""
        known = {"name": self.person.name, "born_on": self.person.born_on} if self.person else {}
        return super().facts | known | {"person": self.person}


# --- The steps --------------------------------------------------------------------------------


class StepForm(OnceForm):
    """The form of one step of a request."""

    def __init__(self, *args: Any, request: RightsRequest, user: User, at: datetime, **options: Any) -> None:
        options["initial"] = {"read_version": request.version} | options.get("initial", {})
        super().__init__(*args, **options)
        self.request, self.user, self.at = request, user, at
        if "on" in self.fields:
            self.initial.setdefault("on", local_day(at))


class AskIdentityForm(StepForm):
    words = _text(
        "What do you ask them to show?",
        help_text="Ask for no more than you need. They read this where they follow their request.",
    )


class IdentifyForm(StepForm):
    how = _text("How do we know who they are?", rows=2, help_text="For example: their worker knows them.")
    on = DateField(label="Since which day do we know?")
    mark = _line(
        "What must not be done for now?",
        help_text="It stands on their page for everybody who works with them. For example: no letters about courses.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # It was said already where it was found to be somebody else's.
        self.initial.setdefault("mark", self.request.mark)
        if self.request.right not in MARKS:
            del self.fields["mark"]
        if self.request.identity_asked_at is None:
            self.fields[
                "on"
            ].label = "Since which day do we know? The time counts from the day on which it came."


class PauseForm(StepForm):
    question = _text(
        "What do you ask them?",
        help_text="They read this where they follow their request. Write to them as well.",
    )
    on = DateField(label="On which day do you ask?")


class ResumeForm(StepForm):
    keeps = True

    reply = _text("What did they reply?")
    on = DateField(label="On which day did it reach us?")

    def __init__(self, *args: Any, request: RightsRequest, **options: Any) -> None:
        super().__init__(*args, request=request, **options)
        asked = request.pauses.filter(replied_on=None).first()
        # What they wrote first where they follow it is most likely their reply.
        wrote = request.messages.filter(written_by=None, written_at__gte=asked.asked_at) if asked else None
        if wrote is not None and (first := wrote.first()) is not None:
            self.initial.update(reply=first.words, on=local_day(first.written_at))


class ExtendForm(StepForm):
    ground = forms.ChoiceField(choices=Longer, label="Why does it take longer?", widget=forms.RadioSelect)
    because = _text("The reasons, to them", help_text="These words stand in the letter to them.")


class AnswerForm(StepForm):
    keeps = True

    outcome = forms.ChoiceField(
        choices=[each for each in Outcome.choices if each[0] != Outcome.DROPPED],
        label="What becomes of it?",
        widget=forms.RadioSelect,
    )
    words = _text(
        "What we answer, and why",
        rows=6,
        help_text="These words stand in the letter, and where they follow it.",
    )
    given_how = _line(
        "How does the answer reach them?", help_text="A safe way: for example handed over at the service."
    )


class DropForm(StepForm):
    words = _text("How do you know that they do not want it any more?", rows=2)


class RefuseForm(StepForm):
    keeps = True

    ground = forms.ChoiceField(label="Why do we refuse?", widget=forms.RadioSelect)
    words = _text(
        "Our reasons, to them",
        rows=6,
        help_text="These words stand in the letter. What they can do next is added by itself.",
    )
    given_how = _line("How does the answer reach them?")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fitting = GROUNDS[Right(self.request.right)]
        self.fields["ground"].choices = [(each.value, each.label) for each in fitting]  # type: ignore[attr-defined]


class LiftForm(StepForm):
    reason = _line("Why, and how were they told?")


class WriteForm(StepForm):
    words = _text(
        "What do you write to them?",
        rows=5,
        most=2_000,
        help_text="They read it where they follow their request.",
    )


class PressForm(StepForm):
    """A step that asks for nothing besides."""


class LinkForm(StepForm):
    """Whose it is: one of those who look like them, or any reference."""

    who = forms.ChoiceField(required=False, label="Who is it?", widget=forms.RadioSelect)
    reference = _line(
        "If it is none of these: their reference",
        required=False,
        most=20,
        help_text="Such as PER-2026-000123",
    )
    service = forms.ChoiceField(
        required=False,
        label="Which service is it about?",
        help_text="Its nation decides which days are free. If you choose none, it is that of their newest case.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.seen = Person.objects.visible_to(self.user, self.at)
        alike = list(self.seen.named_like(self.request.name).order_by("name", "id")[:5])
        labels = [(each.reference, f"{each.name}, {each.reference}{_born_words(each)}") for each in alike]
        self.fields["who"].choices = labels  # type: ignore[attr-defined]
        if not alike:
            del self.fields["who"]
            self.fields["reference"].label = "Their reference"
        services = [(str(each.pk), each.name) for each in Service.objects.order_by("name", "pk")]
        self.fields["service"].choices = [("", "Their newest case’s"), *services]  # type: ignore[attr-defined]

    def clean_service(self) -> Service | None:
        return _service(self.cleaned_data["service"])

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        reference = (typed.get("reference") or typed.pop("who", "") or "").strip().upper()
        if not reference:
            raise ValidationError("Choose who it is, or type their reference")
        typed["person"] = self.seen.filter(reference=reference).first()
        if typed["person"] is None:
            self.add_error("reference", "We know nobody with this reference")
        return typed

    @property
    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in super().facts.items() if name not in ("who", "reference")}


class CorrectForm(StepForm):
    """What was written down, put right, and why."""

    right = forms.ChoiceField(
        choices=[(each.value, f"{each.named}: {each.label.lower()}") for each in Right],
        label="What do they ask?",
        widget=forms.RadioSelect,
    )
    received_on = DateField(label="On which day did it reach us?")
    name = _line("Their name", most=120)
    contact = _line("How can we reach them?", required=False)
    safe_contact = _line("What must we mind when we contact them?", required=False)
    for_whom = _line("For whom they ask, and why they may", required=False)
    reason = _line("Why do you change it?")

    def __init__(self, *args: Any, request: RightsRequest, **options: Any) -> None:
        held = ("right", "received_on", "name", "contact", "safe_contact", "for_whom")
        initial = {name: getattr(request, name) for name in held}
        super().__init__(*args, request=request, initial=initial, **options)


# --- Searching and reading ----------------------------------------------------------------------


class SearchForm(StepForm):
    """The whole worklist at once: for each place what was found, and a note.

    Each row carries what stood there when the page was drawn, so that only what was changed here is saved.
    """

    another = _line(
        "Another place that must be searched",
        required=False,
        most=120,
        help_text="It is added to the list.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.rows = list(self.request.searches.select_related("searched_by"))
        for row in self.rows:
            self.fields[f"found_{row.number}"] = forms.ChoiceField(
                choices=[("", "Not searched yet"), *Search.Found.choices],
                required=False,
                label=row.place,
                help_text=row.hint,
                initial=row.found,
                show_hidden_initial=True,
            )
            self.fields[f"note_{row.number}"] = _line(
                f"{row.place}: a note",
                required=False,
                initial=row.note,
                show_hidden_initial=True,
                validators=[nothing_hidden],
            )
        self.order_fields([name for name in self.fields if name != "another"] + ["another"])

    @property
    def facts(self) -> dict[str, Any]:
        typed = super().facts
        changed = set(self.changed_data)
        names = {row.number: (f"found_{row.number}", f"note_{row.number}") for row in self.rows}
        ours = {number: pair for number, pair in names.items() if not changed.isdisjoint(pair)}
        return {
            "ticks": {number: (typed[found], typed[note]) for number, (found, note) in ours.items()},
            "drawn": {
                number: (self._drawn(found), self._drawn(note)) for number, (found, note) in ours.items()
            },
            "another": typed["another"],
            "form_key": typed["form_key"],
        }

    def _drawn(self, name: str) -> str:
        """What stood there when the page was drawn."""
        return str(self.data.get(self[name].html_initial_name, ""))

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        for row in self.rows:
            if typed.get(f"found_{row.number}") == Search.Found.NOT_NEEDED and not typed.get(
                f"note_{row.number}"
            ):
                self.add_error(f"note_{row.number}", f"Say why it need not be searched: {row.place}")
        return typed


class ReviewForm(OnceForm):
    """What of one part is given: the lines that are taken out, words that are blacked out, or nothing of it."""

    read_piece = forms.IntegerField(widget=forms.HiddenInput)
    taken_out = forms.TypedMultipleChoiceField(
        required=False,
        coerce=int,
        label="What it says: tick the lines that are taken out",
        widget=forms.CheckboxSelectMultiple,
    )
    blacked_out = _text(
        "Words to black out, one on each line",
        required=False,
        most=2_000,
        help_text="Names of other people, say. They are taken out wherever they stand in this part.",
    )
    kept_in_because = _line(
        "If something about somebody else stays in: why may they have it?", required=False
    )
    withheld = forms.ChoiceField(
        choices=[("", "They get it"), *Piece.Withheld.choices],
        required=False,
        label="Do they get this part?",
        widget=forms.RadioSelect,
        help_text="If not, the copy says why, and nothing else about it.",
    )

    def __init__(self, *args: Any, piece: Piece, **options: Any) -> None:
        held: Mapping[str, Any] = {
            "read_piece": piece.pk,
            "taken_out": piece.taken_out,
            "blacked_out": "\n".join(piece.blacked_out),
            "kept_in_because": piece.kept_in_because,
            "withheld": piece.withheld,
        }
        super().__init__(*args, initial=dict(held), **options)
        self.piece = piece
        choices = [
            (number, f"{line['key']}: {line['value']}" + (ABOUT_ANOTHER if line["others"] else ""))
            for number, line in enumerate(piece.lines)
        ]
        self.fields["taken_out"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["taken_out"]

    def clean_blacked_out(self) -> list[str]:
        words = [" ".join(line.split()) for line in self.cleaned_data["blacked_out"].splitlines()]
        found = list(dict.fromkeys(filter(None, words)))
        if len(found) > MOST_WORDS:
            raise ValidationError(f"These are more than {MOST_WORDS}. Keep the whole part back instead")
        if any(len(each) > LONGEST_LINE for each in found):
            raise ValidationError(f"One of these lines is longer than {LONGEST_LINE} letters")
        return found

    @property
    def facts(self) -> dict[str, Any]:
        return {"taken_out": []} | super().facts


class HearForm(OpenForm):
    """What whoever asked writes to us where they follow it."""

    words = _text("Write to us", rows=4, most=2_000)
