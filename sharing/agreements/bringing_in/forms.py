"""What is asked about an older log. It validates and never saves."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import escape

from consent.items import DataItem
from consent.purposes import Purpose
from governance.attachments.forms import AttachmentField
from governance.fields import FormKeyField, YesOrNo
from governance.organisations.models import Kind
from governance.workflow.forms import VerbForm
from governance.workflow.once import OnceForm
from sharing.agreements.bringing_in import mapping
from sharing.agreements.bringing_in.mapping import SEVERAL, Field
from sharing.agreements.bringing_in.words import guess_kind, normal
from sharing.agreements.rules import Direction, People, Type
from sharing.ladder import Rung

MOST_BYTES = 5 * 1024 * 1024
SAMPLES, LONGEST_SAMPLE = 3, 60
NONE = "none"
TAKEN = ".csv,.tsv,.txt,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UploadForm(VerbForm):
    """The file with the older log."""

    file = forms.FileField(
        label="The file with your log",
        help_text="A CSV file or an Excel spreadsheet (.xlsx), up to 5 MB, 5,000 rows and 100 columns",
        widget=forms.FileInput(attrs={"accept": TAKEN}),
        allow_empty_file=True,
        error_messages={"required": "Choose the file"},
    )
    form_key = FormKeyField()

    def clean_file(self) -> "UploadedFile[Any]":
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if not file.size:
            raise ValidationError("The file is empty. Look whether it is the right one")
        if file.size > MOST_BYTES:
            raise ValidationError(
                "The file is larger than 5 MB. Copy the log alone into a new file, without pictures"
            )
        return file


class ChooseForm(VerbForm):
    """In which sheet the log is, and which row holds the names of the columns."""

    sheet = forms.ChoiceField(label="Which sheet is the log in?", required=False)
    names_row = forms.IntegerField(
        min_value=1,
        label="Which row holds the names of the columns?",
        help_text="The number of the row in your file. What stands above it is not brought in",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-4"}),
    )

    def __init__(self, *args: Any, rows: Mapping[str, set[int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        self.fields["sheet"].choices = [(name, name or "The file") for name in rows]  # type: ignore[attr-defined]
        if len(rows) < 2:
            del self.fields["sheet"]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        facts.setdefault("sheet", next(iter(self.rows)))
        row = facts.get("names_row")
        if row is not None and row not in self.rows.get(facts["sheet"], set()):
            self.add_error("names_row", "There is nothing in this row. Look at the row’s number in your file")
        return facts


class MapForm(VerbForm):
    """Which column holds what, and what is meant where the rows do not say it."""

    type = forms.ChoiceField(
        required=False,
        choices=[("", "Such a row is left out"), *Type.choices],
        label="What is an agreement of which the log does not say the kind?",
    )
    commas = forms.BooleanField(
        required=False, label="A comma between two names in one cell means two partners"
    )
    purposes = forms.MultipleChoiceField(
        required=False,
        choices=Purpose.choices,
        widget=forms.CheckboxSelectMultiple,
        label="What are these agreements for?",
        help_text="Only what is true of every one of them",
    )
    people = forms.MultipleChoiceField(
        required=False,
        choices=People.choices,
        widget=forms.CheckboxSelectMultiple,
        label="Whose information is it?",
    )
    items = forms.MultipleChoiceField(
        required=False,
        choices=DataItem.choices,
        widget=forms.CheckboxSelectMultiple,
        label="What do they all share?",
        help_text="Only what is true of every one of them",
    )
    rung = forms.TypedChoiceField(
        required=False,
        choices=[("", "Not known"), *Rung.choices],
        coerce=int,
        empty_value=None,
        label="How much of the person may show?",
    )
    direction = forms.ChoiceField(
        required=False, choices=[("", "Not known"), *Direction.choices], label="Which way does it go?"
    )
    sharing_section = YesOrNo(
        required=False,
        label="Do the memoranda in this log say themselves what is shared?",
        help_text="One that does not is no agreement to share. Leave it open if you do not know",
    )

    def __init__(
        self, *args: Any, names: Sequence[str], samples: Sequence[Sequence[str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        width = max([len(names), *map(len, samples)], default=0)
        self.columns = range(width)
        choices = [("", "None of these: it stays with the row"), *Field.choices]
        for index in self.columns:
            name = names[index] if index < len(names) else ""
            shown = [row[index] for row in samples if index < len(row) and row[index]][:SAMPLES]
            self.fields[f"column_{index}"] = forms.ChoiceField(
                required=False,
                choices=choices,
                label=f"Column {mapping.column(index)}: {name or 'without a name'}"[:120],
                # Hints are shown as they are, and what stands in a file is not ours.
                help_text=escape(f"For example: {'; '.join(map(_short, shown))}" if shown else "It is empty"),
            )

    @property
    def of_columns(self) -> list[Any]:
        """The questions about the columns."""
        return [self[f"column_{index}"] for index in self.columns]

    @property
    def of_the_file(self) -> list[Any]:
        """The questions about the whole file."""
        return [each for each in self.visible_fields() if not each.name.startswith("column_")]

    @property
    def mapping(self) -> dict[int, str]:
        """Which column holds what."""
        chosen = ((index, self.cleaned_data.get(f"column_{index}")) for index in self.columns)
        return {index: field for index, field in chosen if field}

    @property
    def defaults(self) -> dict[str, Any]:
        """What is meant where the rows do not say it."""
        return {
            name: value
            for name, value in self.facts.items()
            if not name.startswith("column_") and value not in ("", None, [], False)
        } | {"sharing_section": self.cleaned_data.get("sharing_section")}

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        taken: dict[str, int] = {}
        for index, field in self.mapping.items():
            if field in taken and field not in SEVERAL:
                label, other = Field(field).label, mapping.column(taken[field])
                self.add_error(
                    f"column_{index}", f"Column {other} is “{label}” already. Choose one of the two"
                )
            taken[field] = index
        if Field.PARTNERS not in taken:
            self.add_error(None, "Say which column names the partner. Without one there is no agreement.")
        if facts.get("items") and not facts.get("rung"):
            self.add_error("rung", "Say how much of the person may show in what they share")
        return facts


class DecideForm(VerbForm):
    """Who each name is. alike: by name as it is compared, organisations with a name like it."""

    def __init__(
        self,
        *args: Any,
        names: Iterable[str],
        alike: Mapping[str, list[tuple[int, str]]],
        decided: Mapping[str, Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.names: dict[str, str] = {}
        for place, name in enumerate(names):
            self.names[f"name_{place}"] = name
            offered = alike.get(normal(name), [])
            self.fields[f"name_{place}"] = forms.ChoiceField(
                required=False,
                label=name,
                help_text="A name like it is here already" if offered else "We have nobody with such a name",
                choices=[
                    ("", "I will say it later"),
                    *((str(pk), f"It is {ours}") for pk, ours in offered),
                    *((kind.value, f"New. {kind.label}") for kind in Kind),
                    (NONE, "Leave this name out: it is us, or no organisation"),
                ],
                # Where nothing is like it, it is most likely new.
                initial=_chosen(decided.get(normal(name))) or ("" if offered else guess_kind(name).value),
            )

    @property
    def partners(self) -> dict[str, dict[str, Any]]:
        """What was said, by name as it is compared; names left open are left out."""
        found: dict[str, dict[str, Any]] = {}
        for field, name in self.names.items():
            chosen = self.cleaned_data.get(field)
            if not chosen:
                continue
            if chosen == NONE:
                found[normal(name)] = {}
            else:
                found[normal(name)] = {"kind": chosen} if chosen in Kind else {"organisation": int(chosen)}
        return found


def _chosen(decided: Mapping[str, Any] | None) -> str:
    if decided is None:
        return ""
    return str(decided.get("organisation") or decided.get("kind") or NONE)


class CorrectForm(VerbForm):
    """What a row should say. read: what the file says to each field."""

    number = forms.CharField(required=False, max_length=60, label=Field.NUMBER.label)
    type = forms.CharField(
        required=False, max_length=200, label=Field.TYPE.label, help_text="ISA, MoU or DSP"
    )
    title = forms.CharField(required=False, max_length=160, label=Field.TITLE.label)
    partners = forms.CharField(
        required=False,
        max_length=4_000,
        label=Field.PARTNERS.label,
        help_text="Each on a line of its own",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    starts = forms.CharField(
        required=False, max_length=100, label=Field.STARTS.label, help_text="For example, 27 3 2026"
    )
    ends = forms.CharField(
        required=False, max_length=100, label=Field.ENDS.label, help_text="For example, 26 3 2029"
    )
    review = forms.CharField(required=False, max_length=100, label=Field.REVIEW.label)
    status = forms.CharField(
        required=False,
        max_length=200,
        label=Field.STATUS.label,
        help_text="For example: active, or terminated",
    )

    def __init__(self, *args: Any, read: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.read = read

    @property
    def corrections(self) -> dict[str, str]:
        """What differs from what the file says."""
        return {
            name: text
            for name, text in self.facts.items()
            if text.replace("\r\n", "\n") != self.read.get(name, "").strip()
        }


class LoadForm(OnceForm):
    """That somebody has looked."""

    looked = forms.BooleanField(label="I have looked at the report, and this is what should be brought in")


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_SAMPLE else f"{text[:LONGEST_SAMPLE]}…"


class AttachForm(VerbForm):
    """The signed paper, or another that shows what was agreed."""

    label = forms.CharField(
        max_length=120,
        label="What is it?",
        help_text="For example: the signed agreement. Do not use the name of a person",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    upload = AttachmentField(label="The paper")
    form_key = FormKeyField()
